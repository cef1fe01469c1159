import type { AttachedPolicy, PolicyDocument, RoleFacts, Snapshot, UserFacts } from '../facts/snapshot.js';
import { type Identity, ownerOfAccount } from './identity.js';
import { own, pointer } from './pointer.js';
import type { PolicySource } from './types.js';

/** A policy attached to whoever asks. */
export interface AttachedSource {
  readonly source: PolicySource;
  readonly name: string;
  readonly document?: PolicyDocument;
  /** Pointer of a document that could not be read. */
  readonly missing?: string;
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
  const at = (...field: string[]) => pointer('cam', 'users', uin, ...field);
  const user: UserFacts | undefined = own(snapshot.cam.users, uin);
  if (!user) {
    // The complete list does not have it: it does not exist, so nothing is attached to it.
    return snapshot.cam.complete === true ? NO_SOURCES : { ...NO_SOURCES, missing: [at()] };
  }
  const policies: AttachedSource[] = [];
  const missing: string[] = [];
  if (user.policies) attach(policies, 'user-policy', user.policies, () => at('policies'));
  else missing.push(at('policies'));
  if (!user.groups) missing.push(at('groups'));
  for (const name of user.groups ?? []) {
    const group = own(snapshot.cam.groups, name);
    const place = (...field: string[]) => pointer('cam', 'groups', name, ...field);
    if (group?.policies) attach(policies, 'group-policy', group.policies, () => place('policies'));
    else missing.push(group ? place('policies') : place());
  }
  const boundary = user.boundary === undefined ? { missing: at('boundary') } : user.boundary;
  return { policies, missing, elsewhere: [], boundary };
}

function ofRole(id: string, snapshot: Snapshot): IdentitySources {
  const at = (...field: string[]) => pointer('cam', 'roles', id, ...field);
  const role: RoleFacts | undefined = own(snapshot.cam.roles, id);
  if (!role) return { ...NO_SOURCES, missing: [at()] };
  const boundary = role.boundary ?? null;
  if (!role.policies) return { ...NO_SOURCES, missing: [at('policies')], boundary };
  const policies: AttachedSource[] = [];
  attach(policies, 'role-policy', role.policies, () => at('policies'));
  return { ...NO_SOURCES, policies, boundary };
}

/** Adds what CAM attaches; `at`: pointer of the list. */
export function attach(
  to: AttachedSource[],
  source: PolicySource,
  list: readonly AttachedPolicy[],
  at: () => string,
): void {
  for (const [i, { name, document, deactivated = false }] of list.entries()) {
    to.push({ source, name, deactivated, ...(document ? { document } : { missing: `${at()}/${i}/document` }) });
  }
}

/** Whether the identity belongs to the account whose CAM the snapshot holds. */
export function isOfSnapshot(identity: Identity, snapshot: Snapshot): boolean {
  return 'root' in identity && identity.root === ownerOfAccount(snapshot);
}
