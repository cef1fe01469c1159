import type { Grant, ObjectFacts, Snapshot } from '../facts/snapshot.js';
import { aclNeed, PERMISSIONS } from './acl.js';
import { type Claim, missing, type Open } from './claim.js';
import type { Identity } from './identity.js';
import type { MismatchReason } from './mismatches.js';
import { own, pointer } from './pointer.js';
import type { Asked } from './statement.js';
import { and, MAYBE, NO, shown, type Tri, YES } from './tri.js';
import type { Explanation, PolicySource } from './types.js';

/** What the ACLs say; they can only allow (30583). */
export interface AclClaims {
  /** Grants to the identity, its root, or every account. */
  readonly named: Claim[];
  /** Grants to AllUsers. */
  readonly everyone: Claim[];
  /** Pointers of objects that were taken to inherit. */
  readonly assumed: string[];
}

interface Reading {
  readonly asked: Asked;
  readonly claims: AclClaims;
  readonly explain: Explanation[] | null;
}

/** The ACLs of object and bucket, object before folder before bucket (13327). */
export function aclClaims(
  asked: Asked,
  snapshot: Snapshot,
  assumeInherits: boolean,
  explain: Explanation[] | null,
): AclClaims {
  const claims: AclClaims = { named: [], everyone: [], assumed: [] };
  const need = aclNeed(asked.action);
  const name = asked.resource.bucket;
  if (!need || name === null) return claims;
  const reading: Reading = { asked, claims, explain };
  const inherits = need.object === null ? YES : objectAcl(reading, snapshot, name, need.object, assumeInherits);
  if (inherits === NO) return claims;

  // What an object inherits: FULL_CONTROL always, READ only for reading (contract 6).
  const wanted = need.bucket ?? 'FULL_CONTROL';
  const facts = own(snapshot.buckets, name);
  if (facts?.acl) {
    addGrants(reading, facts.acl.grants, wanted, 'bucket-acl', name, inherits === YES ? null : inherits.unless);
  } else {
    unread(claims, facts ? pointer('buckets', name, 'acl') : pointer('buckets', name));
  }
  return claims;
}

function unread(claims: AclClaims, fact: string): void {
  claims.named.push(missing(fact));
  claims.everyone.push(missing(fact));
}

/** Whether the bucket's list has a say; `unless`: the fact that could take it away. */
type Inherits = typeof YES | typeof NO | { readonly unless: string };

function objectAcl(
  reading: Reading,
  snapshot: Snapshot,
  bucket: string,
  wanted: string,
  assumeInherits: boolean,
): Inherits {
  const { claims, asked } = reading;
  const key = asked.resource.key;
  const objects = own(snapshot.buckets, bucket)?.objects;
  const object = key === null ? undefined : own(objects, key);
  if (!object) {
    const at = pointer('buckets', bucket, 'objects', ...(key === null ? [] : [key]));
    if (assumeInherits) claims.assumed.push(at);
    else {
      unread(claims, at);
      return { unless: at };
    }
  }
  if (object?.acl) {
    addGrants(reading, object.acl.grants, wanted, 'object-acl', `${bucket}/${key}`, null);
    return NO;
  }
  if (object && object.acl === undefined && object.exists !== false) {
    const fact = pointer('buckets', bucket, 'objects', key!, 'acl');
    // `ambiguous`: inherited or private, the answer of COS does not tell (7744). Neither gives more than the bucket's list.
    const ambiguous = snapshot.unknown?.some((entry) => entry.fact === fact && entry.reason === 'ambiguous');
    if (!ambiguous) unread(claims, fact);
    return { unless: fact };
  }
  return key === null ? YES : folderAcl(reading, objects, bucket, key, wanted);
}

/** A folder with its own list comes before the bucket (35261); a folder that is not in the snapshot has none that we know of. */
function folderAcl(
  reading: Reading,
  objects: Readonly<Record<string, ObjectFacts>> | undefined,
  bucket: string,
  key: string,
  wanted: string,
): typeof YES | typeof NO {
  for (let path = key, slash = path.lastIndexOf('/'); slash >= 0; slash = path.lastIndexOf('/')) {
    const folder = path.slice(0, slash + 1);
    path = path.slice(0, slash);
    const acl = own(objects, folder)?.acl;
    if (!acl) continue;
    addGrants(reading, acl.grants, wanted, 'object-acl', `${bucket}/${folder}`, null);
    return NO;
  }
  return YES;
}

/** `maybe`: pointer of the fact that makes these grants uncertain. */
function addGrants(
  reading: Reading,
  grants: readonly Grant[],
  wanted: string,
  source: PolicySource,
  name: string,
  maybe: string | null,
): void {
  const { asked, claims, explain } = reading;
  for (const grant of grants) {
    const permission = coversPermission(grant.permission, wanted);
    const whom = matchGrantee(grant.grantee, asked.identity, asked.resource.owner);
    let tri = and(permission, whom.tri);
    if (tri === YES && maybe !== null) tri = MAYBE;
    explain?.push(explainGrant(reading, grant, source, name, wanted, permission, whom, tri));
    const claim: Claim = { tri, decisive: { source, name }, open: openBy(maybe, asked) };
    if (whom.to !== 'named') claims.everyone.push(claim);
    if (whom.to !== 'everyone') claims.named.push(claim);
  }
}

function openBy(fact: string | null, asked: Asked): Open {
  if (fact !== null) return { missing: [fact] };
  // Of a SecretId without an owner, `/cam/users` is asked for with its policies.
  return { condition: asked.identity.type !== 'key' };
}

function coversPermission(permission: string, wanted: string): Tri {
  const name = permission.trim().toUpperCase();
  if (!PERMISSIONS.has(name)) return MAYBE;
  return name === wanted || name === 'FULL_CONTROL' ? YES : NO;
}

interface GranteeMatch {
  readonly tri: Tri;
  /** A form that nobody documents may mean either. */
  readonly to: 'named' | 'everyone' | 'either';
  readonly reason?: MismatchReason;
}

const GRANTEE = /^(?:qcs::cam::uin\/(\d+):uin\/(\d+)|(\d+))$/;

/** Grantees are root accounts, sub-users by exception, and the two groups (30583); a bare account id is its root. */
function matchGrantee(raw: string, identity: Identity, owner: string | undefined): GranteeMatch {
  const grantee = raw.replaceAll(/\s/g, '');
  const lower = grantee.toLowerCase();
  if (lower.endsWith('/groups/global/allusers') || lower === 'qcs::cam::anyone:anyone') {
    return { tri: YES, to: 'everyone' };
  }
  const other: GranteeMatch = { tri: NO, to: 'named', reason: 'acl-other-grantee' };
  if (lower.endsWith('/groups/global/authenticatedusers')) {
    return identity.type === 'anonymous' ? other : { tri: YES, to: 'named' };
  }
  const match = GRANTEE.exec(grantee);
  if (!match) return { tri: MAYBE, to: 'either', reason: 'acl-grantee-unknown' };
  if (!('root' in identity)) return identity.type === 'key' ? { ...other, tri: MAYBE } : other;
  const root = match[1] ?? match[3];
  const id = match[2] ?? match[3];
  if (root !== identity.root) return other;
  // Another account's root may delegate what it was granted (30583); inside the own account the root is only itself.
  if (id === identity.id || (id === root && owner !== undefined && root !== owner)) return { tri: YES, to: 'named' };
  return other;
}

function explainGrant(
  reading: Reading,
  grant: Grant,
  source: PolicySource,
  name: string,
  wanted: string,
  permission: Tri,
  whom: GranteeMatch,
  tri: Tri,
): Explanation {
  const { identity, action } = reading.asked;
  return {
    source,
    name,
    effect: 'allow',
    matched: shown(tri),
    mismatches: [
      ...(whom.reason === undefined
        ? []
        : [{ element: 'principal' as const, reason: whom.reason, expected: grant.grantee, found: identity.text }]),
      ...(permission === YES
        ? []
        : [
            {
              element: 'action' as const,
              reason: permission === NO ? ('acl-permission' as const) : ('acl-permission-unknown' as const),
              expected: grant.permission,
              found: `${action.text} (${wanted})`,
            },
          ]),
    ],
    ...(whom.to === 'everyone' ? { everyone: true } : {}),
    grantee: grant.grantee,
    permission: grant.permission,
  };
}
