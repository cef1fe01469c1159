import { simulate } from '../../../lib/policy/simulate.js';
import { snapshotOf } from '../snapshot-of.js';
import { conditionContext } from './condition-context.js';
import type { CosContext } from './context.js';
import { CosError } from './errors.js';

/** What is asked for: an action on a bucket, or on a key of it. */
export interface Ask {
  /** `name/cos:GetObject` */
  readonly action: string;
  readonly bucket: string | null;
  readonly key: string | null;
}

/**
 * May the caller do this? lib/policy answers; where it says `unknown` the local cloud has to take a side:
 * a conditional deny-everyone binds unsigned requests only (E6 of 35240), a foreign identity that the owner has granted may
 * (its own account's half is not ours to hold), everything else may not.
 */
export function isAllowed(context: CosContext, ask: Ask): boolean {
  const { caller, cloud, nowMs } = context;
  const focus = ask.bucket === null ? undefined : { bucket: ask.bucket, key: ask.key };
  const request = {
    requester: caller.kind === 'anonymous' ? 'anonymous' : caller.requester,
    ...ask,
    context: conditionContext(context),
  };
  const sessionPolicy = caller.kind === 'identity' ? caller.sessionPolicy : null;
  const answer = simulate(request, snapshotOf(cloud.state, nowMs, focus), {
    explain: false,
    ...(sessionPolicy === null ? {} : { sessionPolicy }),
  });
  if (answer.decision !== 'unknown') return answer.decision === 'allow';
  const reading = answer.readings?.find((r) => r.reading === 'deny-everyone-binds-unsigned-requests-only');
  if (reading) return reading.decision === 'allow';
  return answer.reason === 'unknown-fact' && isForeign(context);
}

/** Refuses with `Access Denied.` when the caller may not. */
export function requireAllowed(context: CosContext, ask: Ask): void {
  if (!isAllowed(context, ask)) throw new CosError('AccessDenied');
}

/** Does the caller belong to an account whose policies are not here? */
function isForeign({ caller, cloud }: CosContext): boolean {
  return caller.kind === 'identity' && !caller.requester.startsWith(`${cloud.state.ownerUin}:`);
}
