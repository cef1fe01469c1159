import type { PolicyDocument } from '../../../lib/facts/snapshot.js';
import type { LocalState, PolicyState } from '../state.js';
import { ApiError } from './error.js';

/** Who signed a call, with everything that decides what it may do. */
export interface Caller {
  readonly secretId: string;
  readonly kind: 'root' | 'user' | 'role' | 'federated';
  readonly ownerUin: string;
  /** Uin of the user, or id of the role. */
  readonly id: string;
  /** User or role name. */
  readonly name: string;
  /** Policies in force: direct ones and those of groups, switched-off ones left out. */
  readonly policies: readonly NamedPolicy[];
  readonly boundary: PolicyDocument | null;
  readonly sessionPolicy: PolicyDocument | null;
  /** Role session name or federation name. */
  readonly session: string;
}

export interface NamedPolicy {
  readonly source: 'user-policy' | 'group-policy' | 'role-policy';
  readonly name: string;
  readonly document: PolicyDocument;
}

/** The secret that signs for a SecretId, or the error that the gateway answers. */
export function secretOf(state: LocalState, secretId: string, token: string | undefined, nowMs: number): string {
  const temporary = state.temporaryKeys.get(secretId);
  if (temporary) {
    if (token !== temporary.token) throw new ApiError('AuthFailure.TokenFailure', 'The provided token is invalid.');
    if (nowMs >= temporary.expiresMs) throw new ApiError('AuthFailure.TokenFailure', 'The provided token has expired.');
    return temporary.secretKey;
  }
  const key = userOfKey(state, secretId)?.accessKeys.find((candidate) => candidate.id === secretId);
  if (!key || key.status === 'Deleted')
    throw new ApiError('AuthFailure.SecretIdNotFound', 'The SecretId is not found.');
  if (key.status === 'Inactive') throw new ApiError('AuthFailure.InvalidSecretId', 'The SecretId is disabled.');
  return key.secretKey;
}

function userOfKey(state: LocalState, secretId: string) {
  for (const user of state.users.values()) {
    if (user.accessKeys.some((key) => key.id === secretId)) return user;
  }
  return undefined;
}

/** Identity and policies behind a SecretId that `secretOf` accepted. */
export function callerOf(state: LocalState, secretId: string): Caller {
  const temporary = state.temporaryKeys.get(secretId);
  const id = temporary ? temporary.requester.split(':').at(-1)! : userOfKey(state, secretId)!.uin;
  const base = {
    secretId,
    ownerUin: state.ownerUin,
    id,
    sessionPolicy: temporary?.sessionPolicy ?? null,
    session: temporary?.session ?? '',
  };
  const role = state.roles.get(id);
  if (role) {
    return {
      ...base,
      kind: 'role',
      name: role.name,
      policies: named(state, role.policyIds, 'role-policy'),
      boundary: boundaryOf(state, role.boundaryPolicyId),
    };
  }
  const user = state.users.get(id);
  if (!user) throw new ApiError('AuthFailure.SecretIdNotFound', 'The SecretId is not found.');
  const groups = user.groups.map((name) => state.groups.get(name)).filter((group) => group !== undefined);
  return {
    ...base,
    kind: temporary ? 'federated' : user.uin === state.ownerUin ? 'root' : 'user',
    name: user.name,
    policies: [
      ...named(state, user.policyIds, 'user-policy'),
      ...groups.flatMap((group) => named(state, group.policyIds, 'group-policy')),
    ],
    boundary: boundaryOf(state, user.boundaryPolicyId),
  };
}

function named(state: LocalState, ids: readonly number[], source: NamedPolicy['source']): NamedPolicy[] {
  return ids
    .map((id) => state.policies.get(id))
    .filter((policy): policy is PolicyState => policy !== undefined && !policy.deactivated)
    .map((policy) => ({ source, name: policy.name, document: policy.document }));
}

function boundaryOf(state: LocalState, id: number | null): PolicyDocument | null {
  return id === null ? null : (state.policies.get(id)?.document ?? null);
}
