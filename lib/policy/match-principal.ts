import type { Principal } from './document.js';
import type { Identity } from './identity.js';
import { listed } from './match-action.js';
import type { MismatchReason } from './mismatches.js';
import { pointer } from './pointer.js';
import { MAYBE, NO, or, type Tri, YES } from './tri.js';

/** Everyone in the spellings of the pages (18023, 45235); anonymous is treated as everyone (contract 6). */
const EVERYONE = new Set(['*', 'qcs::cam::anyone:anyone', 'qcs::cam::anonymous:anonymous']);

/** Reads the `principal` element in every documented form; what is not understood becomes a principal of unknown type. */
export function parsePrincipals(value: unknown, at: string): Principal[] {
  if (typeof value === 'string') return [parseQcs(value)];
  if (Array.isArray(value)) return value.map((item) => fromItem(item, at, parseQcs));
  if (typeof value !== 'object' || value === null) return [{ type: 'unknown', text: at }];
  return Object.entries(value).flatMap(([key, list]) => {
    const name = key.trim().toLowerCase();
    const items: unknown[] = Array.isArray(list) ? list : [list];
    const read =
      name === 'qcs' ? parseQcs : name === 'service' ? toService : (text: string) => unknownType(`${name}: ${text}`);
    return items.map((item) => fromItem(item, at + pointer(key), read));
  });
}

function fromItem(item: unknown, at: string, read: (text: string) => Principal): Principal {
  return typeof item === 'string' ? read(item) : unknownType(at);
}

function unknownType(text: string): Principal {
  return { type: 'unknown', text };
}

function toService(text: string): Principal {
  return { type: 'service', text: text.trim() };
}

/** `qcs::cam::uin/R:` and who of R's account. */
const IDENTITY =
  /^qcs::cam::uin\/(?<root>\d+):(?:root|uin\/(?<user>\d+)|role\/(?<role>\d+)|roleName\/(?<name>[^*]+)|groupid\/(?<group>.+)|service\/(?<service>.+))$/i;

function parseQcs(raw: string): Principal {
  const text = raw.replaceAll(/\s/g, '');
  if (EVERYONE.has(text.toLowerCase())) return { type: 'everyone', text };
  const match = IDENTITY.exec(text);
  if (!match) return unknownType(text);
  const { root, user, role, name, group, service } = match.groups as { root: string } & Record<
    string,
    string | undefined
  >;
  if (role !== undefined) return { type: 'role', text, root, id: role };
  if (name !== undefined) return { type: 'roleName', text, root, name };
  if (group !== undefined) return { type: 'group', text, root, id: group };
  if (service !== undefined) return toService(text);
  return user === undefined || user === root ? { type: 'root', text, root } : { type: 'user', text, root, id: user };
}

export interface PrincipalMatch {
  /** Whether the statement names the identity. */
  readonly named: Tri;
  /** Whether the statement speaks about everyone. */
  readonly everyone: Tri;
  readonly reason?: MismatchReason;
  readonly expected?: string;
  /** The fact that would tell. */
  readonly missing?: string;
}

/** Whom a statement speaks about. `owner`: the root account that the bucket belongs to. */
export function matchPrincipals(
  principals: readonly Principal[],
  identity: Identity,
  owner: string | undefined,
): PrincipalMatch {
  let best: PrincipalMatch = { named: NO, everyone: NO, reason: 'principal-missing' };
  let everyone: Tri = NO;
  for (const principal of principals) {
    const match = matchOne(principal, identity, owner);
    everyone = or(everyone, match.everyone);
    if (match.named > best.named || best.reason === 'principal-missing') best = match;
  }
  if (best.named !== NO) return { ...best, everyone };
  if (everyone === YES) return { ...best, everyone, reason: 'principal-everyone' };
  return principals.length > 1 ? { ...best, everyone, expected: names(principals) } : { ...best, everyone };
}

function names(principals: readonly Principal[]): string {
  return listed(principals.map((principal) => principal.text));
}

function matchOne(principal: Principal, identity: Identity, owner: string | undefined): PrincipalMatch {
  const no = (reason: MismatchReason, expected = principal.text): PrincipalMatch => ({
    named: NO,
    everyone: NO,
    reason,
    expected,
  });
  if (principal.type === 'everyone') return { named: NO, everyone: YES };
  if (principal.type === 'unknown') return { ...no('principal-unknown'), named: MAYBE, everyone: MAYBE };
  if (identity.type === 'anonymous') return no('principal-not-anonymous');
  if (principal.type === 'service') {
    // A service acts through a role; a user, and nobody without a signature, is no service.
    return identity.type === 'role' ? { ...no('principal-service-role'), named: MAYBE } : no('principal-service');
  }
  // A SecretId without a known owner may belong to anybody.
  if (identity.type === 'key') return { ...no('principal-other-identity'), named: MAYBE, missing: '/cam/users' };
  if (principal.root !== identity.root) return no('principal-other-account', principal.root);
  switch (principal.type) {
    case 'root':
      // For another account the root stands for everything that it may delegate (38648, contract 6).
      if (identity.type === 'root') return MATCHED;
      if (owner === undefined) {
        return { ...no('principal-root-only', principal.root), named: MAYBE, missing: pointer('account', 'ownerUin') };
      }
      if (identity.root !== owner) return MATCHED;
      return no('principal-root-only', principal.root);
    case 'user':
    case 'role':
      return principal.type === identity.type && principal.id === identity.id
        ? MATCHED
        : no('principal-other-identity');
    case 'group':
      return identity.type === 'user' ? { ...no('principal-group'), named: MAYBE } : no('principal-group');
    case 'roleName':
      if (identity.type !== 'role') return no('principal-other-identity');
      if (identity.name === undefined) {
        return {
          ...no('role-name-unknown', principal.name),
          named: MAYBE,
          missing: pointer('cam', 'roles', identity.id, 'name'),
        };
      }
      return identity.name === principal.name ? MATCHED : no('principal-other-identity');
  }
}

const MATCHED: PrincipalMatch = { named: YES, everyone: NO };
