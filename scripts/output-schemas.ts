import * as z from 'zod/mini';
import { KINDS } from '../lib/denial/kinds.js';
import { CAUSE_IDS } from '../lib/diagnose/ids.js';

/**
 * What the commands write (contract 2.1, 2.2, 2.4, 6) and what a partial is (5), as schemas for readers in other languages.
 * Fields may be added within a version, so every object is open; what is named here stays.
 */
const count = () => z.int().check(z.minimum(0));
const time = () => z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/));
const counted = z.looseObject({ value: z.string(), count: count() });
const countedList = z.array(counted).check(z.maxLength(10));
const topList = z.looseObject({
  distinct: count(),
  approximate: z.optional(z.boolean()),
  top: countedList,
  rest: z.optional(count()),
});

const sample = z.looseObject({
  requestId: z.string(),
  time: time(),
  action: z.string(),
  method: z.string(),
  path: z.string(),
  remoteIp: z.string(),
  host: z.string(),
  userAgent: z.string(),
  referer: z.string(),
  accessKeyId: z.string(),
});

const group = z.looseObject({
  bucket: z.string(),
  kind: z.enum(KINDS),
  requester: z.string(),
  count: count(),
  firstSeen: time(),
  lastSeen: time(),
  countsOnly: z.optional(z.boolean()),
  codes: countedList,
  messages: countedList,
  actions: countedList,
  accessKeys: countedList,
  remoteIps: topList,
  paths: topList,
  userAgents: topList,
  hosts: topList,
  referers: topList,
  healed: count(),
  succeeded: z.looseObject({ count: count(), actions: countedList, prefixes: countedList }),
  shapes: z
    .array(z.looseObject({ count: count(), action: z.string(), accessKeyId: z.string(), hostStyle: z.string() }))
    .check(z.maxLength(20)),
  shapesRest: z.optional(count()),
  samples: z.array(sample).check(z.maxLength(3)),
});

const settingsChange = z.looseObject({ time: time(), bucket: z.string(), action: z.string(), requester: z.string() });

const scanFields = {
  schema: z.literal('cos403.scan/1'),
  inputs: z.looseObject({
    files: count(),
    bytes: count(),
    lines: count(),
    rejectedLines: count(),
    damagedFiles: count(),
  }),
  window: z.nullable(z.looseObject({ from: time(), to: time() })),
  totals: z.looseObject({
    requests: count(),
    denials: count(),
    excluded: count(),
    lookAlikes: z.looseObject({ '402': count(), '451': count() }),
  }),
  buckets: z.array(z.looseObject({ bucket: z.string(), requests: count(), denials: count() })),
  changes: z.array(settingsChange),
  others: z.looseObject({ groups: count(), denials: count() }),
};

export const scanSchema = z.looseObject({ ...scanFields, groups: z.array(group) });

const confidence = z.enum(['certain', 'likely', 'possible']);
const cause = z.enum(CAUSE_IDS);
const document = z.looseObject({ version: z.string(), statement: z.array(z.looseObject({})) });

export const diagnosisSchema = z.looseObject({
  schema: z.literal('cos403.diagnosis/1'),
  scan: z.looseObject(scanFields),
  diagnoses: z.array(
    z.looseObject({
      group: z.looseObject({ bucket: z.string(), kind: z.enum(KINDS), requester: z.string() }),
      count: count(),
      share: z.number().check(z.minimum(0), z.maximum(1)),
      cause: z.looseObject({ id: cause, confidence, title: z.string(), summary: z.string() }),
      alternatives: z.array(z.looseObject({ id: cause, confidence })),
      checks: z.array(
        z.looseObject({
          id: z.string(),
          status: z.enum(['pass', 'fail', 'not-applicable', 'unknown']),
          detail: z.string(),
          evidence: z.array(z.looseObject({ fact: z.string(), value: z.optional(z.unknown()) })),
        }),
      ),
      ruledOut: z.array(z.looseObject({ id: cause, because: z.string() })),
      remedy: z.looseObject({
        steps: z.array(z.string()),
        policy: z.nullable(document),
        verified: z.nullable(z.boolean()),
        links: z.array(z.string()),
      }),
      missingPermissions: z.array(z.string()),
    }),
  ),
  unexplained: z.looseObject({ groups: count(), denials: count() }),
});

const source = z.enum([
  'bucket-policy',
  'user-policy',
  'group-policy',
  'role-policy',
  'bucket-acl',
  'object-acl',
  'owner',
  'boundary',
]);

export const simulationSchema = z.looseObject({
  schema: z.literal('cos403.simulation/1'),
  results: z.array(
    z.looseObject({
      id: z.optional(z.string()),
      decision: z.enum(['allow', 'deny', 'unknown']),
      reason: z.enum([
        'explicit-deny',
        'implicit-deny',
        'owner',
        'policy-allow',
        'acl-allow',
        'cross-account-not-granted',
        'boundary',
        'unknown-condition',
        'unknown-fact',
      ]),
      decisive: z.array(
        z.looseObject({
          source,
          name: z.string(),
          statement: z.optional(z.int().check(z.minimum(1))),
          sid: z.optional(z.string()),
        }),
      ),
      explain: z.array(z.looseObject({ source, name: z.string() })),
    }),
  ),
});

export const signatureSchema = z.looseObject({
  schema: z.literal('cos403.signature/1'),
  valid: z.boolean(),
  given: z.string(),
  expected: z.string(),
  stringToSign: z.string(),
  httpString: z.string(),
  reasons: z.array(z.string()),
});

/** The columns are the program's own: only what others may look at is named. */
export const partialSchema = z.looseObject({
  schema: z.literal('cos403.partial/1'),
  source: z.looseObject({
    bucket: z.string(),
    key: z.string(),
    etag: z.string(),
    size: count(),
    lastModified: time(),
  }),
  inputs: z.looseObject({ files: count(), bytes: count(), lines: count(), damagedFiles: count() }),
  totals: z.looseObject({ requests: count(), denials: count(), excluded: count() }),
  strings: z.array(z.string()),
});

export const failedSchema = z.looseObject({
  schema: z.literal('cos403.failed/1'),
  source: z.looseObject({ bucket: z.string(), key: z.string(), etag: z.string() }),
  code: z.string(),
  reason: z.string(),
  status: z.enum(['retrying', 'given-up', 'permanent', 'partly']),
  attempts: count(),
  firstFailedAt: time(),
  lastFailedAt: time(),
  nextTryAt: z.nullable(time()),
});
