import * as z from 'zod/mini';
import { wrongValue } from '../../lib/text/wrong-value.js';

const uin = z.string().check(z.regex(/^\d{5,20}$/));
const time = z.string().check(z.refine((text) => !Number.isNaN(Date.parse(text)), 'is no ISO 8601 time'));
const grants = z.object({ grants: z.array(z.object({ grantee: z.string(), permission: z.string() })) });
const document = z.record(z.string(), z.unknown());
const policies = z.array(
  z.object({ name: z.string(), document: z.optional(document), deactivated: z.optional(z.boolean()) }),
);
const boundary = z.nullable(z.object({ name: z.string(), document }));

const objectSchema = z.object({
  exists: z.optional(z.boolean()),
  body: z.optional(z.string()),
  size: z.optional(z.int().check(z.minimum(0), z.maximum(256 * 1024 * 1024))),
  contentType: z.optional(z.string()),
  lastModified: z.optional(time),
  storageClass: z.optional(z.string()),
  restore: z.optional(z.nullable(z.object({ ongoing: z.boolean(), expiry: z.optional(z.nullable(time)) }))),
  acl: z.optional(z.nullable(grants)),
});

const bucketSchema = z.object({
  region: z.optional(z.string()),
  createdAt: z.optional(time),
  ownerUin: z.optional(uin),
  acl: z.optional(grants),
  policy: z.optional(z.nullable(document)),
  cors: z.optional(
    z.nullable(
      z.array(
        z.object({
          id: z.optional(z.string()),
          allowedOrigins: z.array(z.string()),
          allowedMethods: z.array(z.string()),
          allowedHeaders: z.optional(z.array(z.string())),
          exposeHeaders: z.optional(z.array(z.string())),
          maxAgeSeconds: z.optional(z.number()),
        }),
      ),
    ),
  ),
  referer: z.optional(
    z.nullable(
      z.object({
        status: z.string(),
        type: z.optional(z.string()),
        domains: z.optional(z.array(z.string())),
        emptyReferer: z.optional(z.string()),
      }),
    ),
  ),
  strictSignature: z.optional(
    z.nullable(
      z.array(
        z.object({
          id: z.optional(z.string()),
          actions: z.array(z.string()),
          headers: z.array(z.string()),
          params: z.array(z.string()),
        }),
      ),
    ),
  ),
  logging: z.optional(z.nullable(z.object({ targetBucket: z.string(), targetPrefix: z.string() }))),
  versioning: z.optional(z.nullable(z.enum(['Enabled', 'Suspended']))),
  objects: z.optional(z.record(z.string(), objectSchema)),
});

const temporaryKeySchema = z.object({
  secretId: z.string(),
  secretKey: z.string(),
  token: z.string(),
  /** `R:S` or `R:roleId`. */
  requester: z.string().check(z.regex(/^\d+:\d+$/)),
  policy: z.optional(z.nullable(document)),
  expiresAt: z.optional(time),
});

/** A scenario file, contract 2.5: the fields of a snapshot plus what a cloud needs beyond what can be read from one. */
export const scenarioSchema = z.object({
  schema: z.literal('cos403.scenario/1'),
  region: z.optional(z.string()),
  account: z.optional(
    z.object({ ownerUin: z.optional(uin), appId: z.optional(z.string().check(z.regex(/^\d{5,12}$/))) }),
  ),
  buckets: z.optional(z.record(z.string(), bucketSchema)),
  cam: z.optional(
    z.object({
      users: z.optional(
        z.record(
          uin,
          z.object({
            name: z.optional(z.string()),
            type: z.optional(z.enum(['root', 'sub', 'collaborator', 'other'])),
            accessKeys: z.optional(
              z.array(
                z.object({
                  id: z.string(),
                  secretKey: z.optional(z.string()),
                  status: z.optional(z.enum(['Active', 'Inactive', 'Deleted'])),
                  createdAt: z.optional(time),
                }),
              ),
            ),
            policies: z.optional(policies),
            groups: z.optional(z.array(z.string())),
            boundary: z.optional(boundary),
          }),
        ),
      ),
      groups: z.optional(z.record(z.string(), z.object({ policies: z.optional(policies) }))),
      roles: z.optional(
        z.record(
          z.string().check(z.regex(/^\d+$/)),
          z.object({
            name: z.optional(z.string()),
            policies: z.optional(policies),
            trustPolicy: z.optional(document),
            boundary: z.optional(boundary),
          }),
        ),
      ),
    }),
  ),
  temporaryKeys: z.optional(z.array(temporaryKeySchema)),
  /** Which variant of the access log is written. */
  logs: z.optional(z.object({ quoted: z.optional(z.boolean()) })),
  /** Read by the part that makes faults. */
  faults: z.optional(z.array(z.unknown())),
});

export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioBucket = z.infer<typeof bucketSchema>;

export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly code = 'scenario-invalid';
}

/** Reads a scenario file's text. Throws `ScenarioError` naming the path of what is wrong. */
export function parseScenario(text: string): Scenario {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ScenarioError(`The scenario is not valid JSON: ${(cause as Error).message}`, { cause });
  }
  const parsed = scenarioSchema.safeParse(withTemporaryKeyList(json), { error: wrongValue });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new ScenarioError(`The scenario is wrong at /${issue.path.join('/')}: ${issue.message}`);
}

/**
 * The contract leaves the form of `temporaryKeys` open: a list, or an object by SecretId like the snapshot's other parts; with the names
 * of a permanent key (`id`) or of the STS answer (`tmpSecretId`, `sessionToken`, …) for its fields.
 */
function withTemporaryKeyList(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || !('temporaryKeys' in json)) return json;
  const given = json.temporaryKeys;
  if (typeof given !== 'object' || given === null) return json;
  const list: unknown[] = Array.isArray(given)
    ? given
    : Object.entries(given).map(([secretId, key]) => ({ secretId, ...(key as object) }));
  return { ...json, temporaryKeys: list.map(renamedFields) };
}

const FIELD_NAMES: Readonly<Record<string, string>> = {
  id: 'secretId',
  tmpSecretId: 'secretId',
  tmpSecretKey: 'secretKey',
  sessionToken: 'token',
  securityToken: 'token',
  sessionPolicy: 'policy',
  expires: 'expiresAt',
  expiration: 'expiresAt',
  expiredTime: 'expiresAt',
};

function renamedFields(key: unknown): unknown {
  if (typeof key !== 'object' || key === null) return key;
  return Object.fromEntries(
    Object.entries(key).map(([given, value]) => {
      const lower = given.charAt(0).toLowerCase() + given.slice(1);
      const name = FIELD_NAMES[lower] ?? lower;
      // Unix seconds, as STS tells them.
      return [name, name === 'expiresAt' && typeof value === 'number' ? new Date(value * 1000).toISOString() : value];
    }),
  );
}
