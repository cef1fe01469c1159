import * as z from 'zod/mini';

const time = () =>
  z
    .string()
    .check(
      z.regex(
        /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/,
        'must be an ISO time such as 2026-11-23T10:00:00Z',
      ),
    );
const document = () => z.record(z.string(), z.unknown());
const texts = () => z.array(z.string());
const acl = z.looseObject({ grants: z.array(z.looseObject({ grantee: z.string(), permission: z.string() })) });
const policy = z.looseObject({
  name: z.string(),
  document: z.optional(document()),
  deactivated: z.optional(z.boolean()),
});
const boundary = z.nullable(z.looseObject({ name: z.string(), document: document() }));

const object = z.looseObject({
  exists: z.optional(z.boolean()),
  storageClass: z.optional(z.string()),
  restore: z.optional(z.nullable(z.looseObject({ ongoing: z.boolean(), expiry: z.optional(z.nullable(time())) }))),
  acl: z.optional(z.nullable(acl)),
});

const bucket = z.looseObject({
  region: z.optional(z.string()),
  createdAt: z.optional(time()),
  ownerUin: z.optional(z.string()),
  acl: z.optional(acl),
  policy: z.optional(z.nullable(document())),
  cors: z.optional(
    z.nullable(
      z.array(
        z.looseObject({
          id: z.optional(z.string()),
          allowedOrigins: texts(),
          allowedMethods: texts(),
          allowedHeaders: z.optional(texts()),
          exposeHeaders: z.optional(texts()),
          maxAgeSeconds: z.optional(z.number()),
        }),
      ),
    ),
  ),
  referer: z.optional(
    z.nullable(
      z.looseObject({
        status: z.string(),
        type: z.optional(z.string()),
        domains: z.optional(texts()),
        emptyReferer: z.optional(z.string()),
      }),
    ),
  ),
  strictSignature: z.optional(
    z.nullable(
      z.array(z.looseObject({ id: z.optional(z.string()), actions: texts(), headers: texts(), params: texts() })),
    ),
  ),
  logging: z.optional(z.nullable(z.looseObject({ targetBucket: z.string(), targetPrefix: z.string() }))),
  versioning: z.optional(z.nullable(z.enum(['Enabled', 'Suspended']))),
  objects: z.optional(z.record(z.string(), object)),
});

const cam = z.looseObject({
  complete: z.optional(z.boolean()),
  users: z.optional(
    z.record(
      z.string(),
      z.looseObject({
        name: z.optional(z.string()),
        type: z.optional(z.enum(['root', 'sub', 'collaborator', 'other'])),
        accessKeys: z.optional(
          z.array(z.looseObject({ id: z.string(), status: z.string(), createdAt: z.optional(z.string()) })),
        ),
        policies: z.optional(z.array(policy)),
        groups: z.optional(texts()),
        boundary: z.optional(boundary),
      }),
    ),
  ),
  groups: z.optional(z.record(z.string(), z.looseObject({ policies: z.optional(z.array(policy)) }))),
  roles: z.optional(
    z.record(
      z.string(),
      z.looseObject({
        name: z.optional(z.string()),
        policies: z.optional(z.array(policy)),
        boundary: z.optional(boundary),
      }),
    ),
  ),
});

/**
 * `cos403.snapshot/1`, contract 2.3, as far as a mistake would mislead: fields that are not named here are kept, and what is
 * absent was not looked at.
 */
export const snapshotSchema = z.looseObject({
  schema: z.literal('cos403.snapshot/1'),
  takenAt: z.prefault(z.string(), ''),
  account: z.prefault(z.looseObject({ ownerUin: z.optional(z.string()), appId: z.optional(z.string()) }), {}),
  buckets: z.prefault(z.record(z.string(), bucket), {}),
  cam: z.prefault(cam, {}),
  unknown: z.optional(
    z.array(z.looseObject({ fact: z.string(), reason: z.string(), permission: z.optional(z.string()) })),
  ),
});
