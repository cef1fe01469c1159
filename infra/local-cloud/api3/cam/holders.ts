import type { LocalState } from '../../state.js';

/** A user, group or role: whoever policies can be attached to. */
export interface PolicyHolder {
  readonly kind: 'user' | 'group' | 'role';
  readonly id: string;
  readonly name: string;
  readonly policyIds: number[];
  readonly boundaryPolicyId: number | null;
}

export function holders(state: LocalState): PolicyHolder[] {
  return [
    ...[...state.users.values()].map((user) => ({
      kind: 'user' as const,
      id: user.uin,
      name: user.name,
      policyIds: user.policyIds,
      boundaryPolicyId: user.boundaryPolicyId,
    })),
    ...[...state.groups.values()].map((group) => ({
      kind: 'group' as const,
      id: String(group.id),
      name: group.name,
      policyIds: group.policyIds,
      boundaryPolicyId: null,
    })),
    ...[...state.roles.values()].map((role) => ({
      kind: 'role' as const,
      id: role.id,
      name: role.name,
      policyIds: role.policyIds,
      boundaryPolicyId: role.boundaryPolicyId,
    })),
  ];
}
