import type { AclFacts } from '../../../lib/facts/snapshot.js';
import type { Caller, CosContext } from './context.js';
import { CosError } from './errors.js';

/** What is asked for: an action on a bucket, or on a key of it. */
export interface Ask {
  /** `name/cos:GetObject` */
  readonly action: string;
  readonly bucket: string | null;
  readonly key: string | null;
}

/** May the caller do this? */
export function isAllowed(context: CosContext, ask: Ask): boolean {
  return interimDecision(context, context.caller, ask);
}

/** Refuses with `Access Denied.` when the caller may not. */
export function requireAllowed(context: CosContext, ask: Ask): void {
  if (!isAllowed(context, ask)) throw new CosError('AccessDenied');
}

const ALL_USERS = /\/AllUsers$/i;

function interimDecision(context: CosContext, caller: Caller, ask: Ask): boolean {
  const { state } = context.cloud;
  if (caller.kind === 'identity') return caller.requester.startsWith(`${state.ownerUin}:`);
  const bucket = ask.bucket === null ? undefined : state.buckets.get(ask.bucket);
  if (!bucket) return false;
  const acl: AclFacts = {
    grants: (ask.key === null ? null : bucket.objects.get(ask.key)?.[0]?.grants) ?? bucket.grants,
  };
  const needs = /(Get|Head)(Object|Bucket)$/.test(ask.action) ? 'READ' : 'WRITE';
  return acl.grants.some(
    (g) => ALL_USERS.test(g.grantee) && (g.permission === needs || g.permission === 'FULL_CONTROL'),
  );
}
