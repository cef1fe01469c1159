import type { AttachedPolicy, PolicyDocument, RoleFacts, Snapshot, UserFacts } from '../facts/snapshot.js';
import { type Identity, ownerOfAccount } from './identity.js';
import { own, pointer } from './pointer.js';
import type { PolicySource } from './types.js';

/** A policy attached to whoever asks. */
export interface AttachedSource {
  readonly source: PolicySource;
  readonly name: string;
  /** Absent: could not be read; `fact` says which. */
  readonly document?: PolicyDocument;
  readonly fact: string;
  readonly deactivated: boolean;
}

export interface IdentitySources {
  readonly policies: readonly AttachedSource[];
  /** Pointers of what was not looked at: it may allow, and it may deny. */
  readonly missing: readonly string[];
  /** Pointers of what another account may have granted; its denies nobody counts with (contract 6). */
  readonly elsewhere: readonly string[];
  readonly boundary: Boundary;
}

/** `null`: none. */
export type Boundary =
  | { readonly name: string; readonly document: PolicyDocument }
  | { readonly missing: string }
  | null;

export const NO_SOURCES: IdentitySources = { policies: [], missing: [], elsewhere: [], boundary: null };

/** Every policy that CAM attaches to an identity of the snapshot's own account: directly, by group, by role. */
export function identitySources(identity: Identity, snapshot: Snapshot): IdentitySources {
  if (identity.type === 'user') return ofUser(identity.id, snapshot);
  if (identity.type === 'role') return ofRole(identity.id, snapshot);
  return NO_SOURCES;
}

function ofUser(uin: string, snapshot: Snapshot): IdentitySources {
  const at = pointer('cam', 'users', uin);
  const user: UserFacts | undefined = own(snapshot.cam.users, uin);
  if (!user) {
    // The complete list does not have it: it does not exist, so nothing is attached to it.
    return snapshot.cam.complete === true ? NO_SOURCES : { ...NO_SOURCES, missing: [at] };
  }
  const policies = attached('user-policy', user.policies ?? [], `${at}/policies`);
  const missing = user.policies ? [] : [`${at}/policies`];
  if (!user.groups) missing.push(`${at}/groups`);
  for (const name of user.groups ?? []) {
    const group = own(snapshot.cam.groups, name);
    const place = pointer('cam', 'groups', name);
    if (group?.policies) policies.push(...attached('group-policy', group.policies, `${place}/policies`));
    else missing.push(group ? `${place}/policies` : place);
  }
  return {
    ...NO_SOURCES,
    policies,
    missing,
    boundary: user.boundary === undefined ? { missing: `${at}/boundary` } : user.boundary,
  };
}

function ofRole(id: string, snapshot: Snapshot): IdentitySources {
  const at = pointer('cam', 'roles', id);
  const role: RoleFacts | undefined = own(snapshot.cam.roles, id);
  if (!role) return { ...NO_SOURCES, missing: [at] };
  return {
    ...NO_SOURCES,
    policies: attached('role-policy', role.policies ?? [], `${at}/policies`),
    missing: role.policies ? [] : [`${at}/policies`],
    boundary: role.boundary ?? null,
  };
}

function attached(source: PolicySource, list: readonly AttachedPolicy[], at: string): AttachedSource[] {
  return list.map((policy, i) => ({
    source,
    name: policy.name,
    ...(policy.document === undefined ? {} : { document: policy.document }),
    fact: `${at}/${i}/document`,
    deactivated: policy.deactivated === true,
  }));
}

/** Whether the identity belongs to the account whose CAM the snapshot holds. */
export function isOfSnapshot(identity: Identity, snapshot: Snapshot): boolean {
  return 'root' in identity && identity.root === ownerOfAccount(snapshot);
}
