import * as z from 'zod/mini';
import { wrongValue } from '../../../lib/text/wrong-value.js';

const common = {
  /** `cos:PutObject`, `cos:*`, `cam:List*`, `sink:wecom`, `smtp`, `*`; for kinds about events: ignored. */
  operation: z._default(z.string(), '*'),
  bucket: z.optional(z.string()),
  /** Keys that begin with it. */
  prefix: z.optional(z.string()),
  /** Only requests and events of this function (`name` or `namespace/name`). */
  function: z.optional(z.string()),
  /** So many matching requests pass first. */
  skip: z._default(z.int().check(z.minimum(0)), 0),
  /** At most so many are hit; absent: all. */
  count: z.optional(z.int().check(z.minimum(0))),
  probability: z._default(z.number().check(z.minimum(0), z.maximum(1)), 1),
  /** Of the dice behind `probability` and random delays; absent: the place in the list. */
  seed: z.optional(z.int()),
};
const ms = z.number().check(z.minimum(0));

/** One kind of trouble. Documented in infra/local-cloud/README.md. */
export const faultSchema = z.discriminatedUnion('fault', [
  z.strictObject({ ...common, fault: z.literal('latency'), ms }),
  z.strictObject({ ...common, fault: z.literal('hang') }),
  z.strictObject({ ...common, fault: z.literal('reset') }),
  z.strictObject({ ...common, fault: z.literal('cut'), bytes: z._default(z.int().check(z.minimum(0)), 0) }),
  z.strictObject({
    ...common,
    fault: z.literal('error'),
    status: z.optional(z.int().check(z.minimum(200), z.maximum(599))),
    code: z.optional(z.string()),
    message: z.optional(z.string()),
    retryAfterSeconds: z.optional(z.number()),
  }),
  z.strictObject({ ...common, fault: z.literal('throttle'), retryAfterSeconds: z.optional(z.number()) }),
  z.strictObject({ ...common, fault: z.literal('crash'), moment: z._default(z.enum(['before', 'after']), 'before') }),
  z.strictObject({ ...common, fault: z.literal('lag'), seconds: z.number().check(z.minimum(0)) }),
  z.strictObject({ ...common, fault: z.literal('skew'), seconds: z.number() }),
  z.strictObject({
    ...common,
    fault: z.literal('duplicate'),
    copies: z._default(z.int().check(z.minimum(1)), 1),
    ms: z._default(ms, 0),
  }),
  z.strictObject({ ...common, fault: z.literal('reorder'), ms: z._default(ms, 2000) }),
  z.strictObject({ ...common, fault: z.literal('delay'), ms }),
  z.strictObject({ ...common, fault: z.literal('lose') }),
]);

export type Fault = z.infer<typeof faultSchema>;

/** Kinds that concern the events between COS and functions, not requests. */
export const EVENT_FAULTS: ReadonlySet<Fault['fault']> = new Set(['duplicate', 'reorder', 'delay', 'lose']);

export class FaultError extends Error {
  override readonly name = 'FaultError';
  readonly code = 'fault-invalid';
}

/** Reads a list of faults. Throws `FaultError` naming the place. */
export function parseFaults(list: unknown): Fault[] {
  if (!Array.isArray(list))
    throw new FaultError('Faults are a list: [ {"operation": "cos:PutObject", "fault": "reset"} ].');
  return list.map((item, index) => {
    const parsed = faultSchema.safeParse(item, { error: wrongValue });
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0]!;
    throw new FaultError(`The fault is wrong at /${[index, ...issue.path].join('/')}: ${issue.message}`);
  });
}
