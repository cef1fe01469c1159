import { type DoctorCheck, type DoctorContext, type DoctorResult, unknown } from './check.js';
import { checkBuckets } from './checks/buckets.js';
import { checkChannels } from './checks/channels.js';
import { checkFunctions } from './checks/functions.js';
import { checkIdentity } from './checks/identity.js';
import { checkLogging } from './checks/logging.js';
import { checkQuota } from './checks/quota.js';
import { checkRoles } from './checks/roles.js';
import { checkState } from './checks/state.js';

/** In the order in which a deployment works: who am I, buckets, logs, functions, their rights and room, what they left, where they talk to. */
export const CHECKS: readonly (readonly [string, DoctorCheck])[] = [
  ['identity', checkIdentity],
  ['buckets', checkBuckets],
  ['logging', checkLogging],
  ['functions', checkFunctions],
  ['roles', checkRoles],
  ['quota', checkQuota],
  ['state', checkState],
  ['channels', checkChannels],
];

/** Runs every check. A check that breaks becomes `unknown` with the permission that would help; the others still run. */
export async function* examine(context: DoctorContext): AsyncGenerator<DoctorResult> {
  for (const [id, check] of CHECKS) {
    context.signal.throwIfAborted();
    try {
      yield* await check(context);
    } catch (error) {
      yield unknown(id, { en: `could not be checked: ${id}`, zh: `无法检查：${id}` }, error);
    }
  }
}
