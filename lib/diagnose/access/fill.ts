import type { BucketFacts, FactRequest, Snapshot, UserFacts } from '../../facts/snapshot.js';
import { own } from '../../policy/pointer.js';

/** JSON Pointer into its tokens. */
export function tokensOf(at: string): string[] {
  return at
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/**
 * The snapshot with missing facts taken to be empty: no policy, no grant, no boundary, an object that inherits. What the
 * request would meet if the unknown facts had nothing to say about it; only ever used to order what stays open.
 */
export function fillEmpty(snapshot: Snapshot, missing: readonly string[], owner: string | undefined): Snapshot {
  return missing.reduce((filled, at) => fillOne(filled, tokensOf(at), owner), snapshot);
}

function fillOne(snapshot: Snapshot, tokens: readonly string[], owner: string | undefined): Snapshot {
  const [room, id = '', ...rest] = tokens;
  if (room === 'account') return { ...snapshot, account: { ...snapshot.account, ownerUin: owner ?? '0' } };
  if (room === 'buckets') {
    const facts = own(snapshot.buckets, id) ?? {};
    return { ...snapshot, buckets: { ...snapshot.buckets, [id]: fillBucket(facts, rest, owner) } };
  }
  if (room !== 'cam') return snapshot;
  const { cam } = snapshot;
  const name = rest[0] ?? '';
  if (id === 'users') {
    const user: UserFacts = own(cam.users, name) ?? {};
    const filled = { policies: user.policies ?? [], groups: user.groups ?? [], boundary: user.boundary ?? null };
    const readable = filled.policies.map((policy) => ({ document: EMPTY, ...policy }));
    return {
      ...snapshot,
      cam: { ...cam, users: { ...cam.users, [name]: { ...user, ...filled, policies: readable } } },
    };
  }
  if (id === 'groups') {
    const policies = (own(cam.groups, name)?.policies ?? []).map((policy) => ({ document: EMPTY, ...policy }));
    return { ...snapshot, cam: { ...cam, groups: { ...cam.groups, [name]: { policies } } } };
  }
  if (id === 'roles') {
    const role = own(cam.roles, name) ?? {};
    const policies = (role.policies ?? []).map((policy) => ({ document: EMPTY, ...policy }));
    return { ...snapshot, cam: { ...cam, roles: { ...cam.roles, [name]: { ...role, policies } } } };
  }
  return snapshot;
}

const EMPTY = { version: '2.0', statement: [] };

function fillBucket(facts: BucketFacts, rest: readonly string[], owner: string | undefined): BucketFacts {
  const [field, key, part] = rest;
  switch (field) {
    case 'policy':
      return { ...facts, policy: facts.policy ?? null };
    case 'acl':
      return { ...facts, acl: facts.acl ?? { grants: [] } };
    case 'region':
      return { ...facts, region: facts.region ?? '' };
    case 'ownerUin':
      return { ...facts, ownerUin: facts.ownerUin ?? owner ?? '0' };
    case 'objects': {
      if (key === undefined) return facts;
      const object = own(facts.objects, key) ?? {};
      return part === undefined || part === 'acl'
        ? { ...facts, objects: { ...facts.objects, [key]: { ...object, acl: object.acl ?? null } } }
        : facts;
    }
    default:
      return { ...facts, policy: facts.policy ?? null, acl: facts.acl ?? { grants: [] } };
  }
}

/** The calls that would tell a missing fact; none for what cannot be read. */
export function wantsFor(at: string): FactRequest[] {
  const [room, id = '', field, key] = tokensOf(at);
  if (room === 'buckets') {
    switch (field) {
      case 'policy':
        return [{ fact: 'bucket-policy', bucket: id }];
      case 'acl':
        return [{ fact: 'bucket-acl', bucket: id }];
      case 'objects':
        return key === undefined ? [] : [{ fact: 'object-acl', bucket: id, key }];
      case undefined:
        return [
          { fact: 'bucket-policy', bucket: id },
          { fact: 'bucket-acl', bucket: id },
        ];
      default:
        return [{ fact: 'bucket-meta', bucket: id }];
    }
  }
  if (room !== 'cam' || field === undefined) return room === 'cam' ? [{ fact: 'key-index' }] : [];
  if (id === 'users') return [{ fact: 'user', uin: field }];
  return id === 'roles' ? [{ fact: 'role', roleId: field }] : [];
}
