import type {
  AttachedPolicy,
  BucketFacts,
  ObjectFacts,
  RoleFacts,
  Snapshot,
  UserFacts,
} from '../../lib/facts/snapshot.js';
import type { BucketState, LocalState, ObjectVersion } from './state.js';

/**
 * The facts of the local account as lib/policy takes them. `focus` limits the objects to one (bucket, key), because a snapshot
 * of every object for every request would be slow; an object that does not exist inherits.
 */
export function snapshotOf(
  state: LocalState,
  nowMs: number,
  focus?: { readonly bucket: string; readonly key: string | null },
): Snapshot {
  const policies = (ids: readonly number[]): AttachedPolicy[] =>
    ids.flatMap((id) => {
      const policy = state.policies.get(id);
      return policy ? [{ name: policy.name, document: policy.document, deactivated: policy.deactivated }] : [];
    });
  const boundary = (id: number | null) => {
    const policy = id === null ? undefined : state.policies.get(id);
    return policy ? { name: policy.name, document: policy.document } : null;
  };
  const buckets: Record<string, BucketFacts> = {};
  for (const [name, bucket] of state.buckets) {
    if (focus && focus.bucket !== name) continue;
    buckets[name] = bucketFacts(bucket, focus?.key ?? null, focus !== undefined);
  }
  const users: Record<string, UserFacts> = {};
  for (const [uin, user] of state.users) {
    users[uin] = {
      name: user.name,
      type: user.type,
      accessKeys: user.accessKeys
        .filter((key) => key.status !== 'Deleted')
        .map(({ id, status, createdAt }) => ({ id, status, createdAt })),
      policies: policies(user.policyIds),
      groups: user.groups,
      boundary: boundary(user.boundaryPolicyId),
    };
  }
  const roles: Record<string, RoleFacts> = {};
  for (const [id, role] of state.roles) {
    roles[id] = { name: role.name, policies: policies(role.policyIds), boundary: boundary(role.boundaryPolicyId) };
  }
  return {
    schema: 'cos403.snapshot/1',
    takenAt: new Date(nowMs).toISOString(),
    account: { ownerUin: state.ownerUin, appId: state.appId },
    buckets,
    cam: {
      complete: true,
      users,
      groups: Object.fromEntries(
        [...state.groups].map(([name, group]) => [name, { policies: policies(group.policyIds) }]),
      ),
      roles,
    },
  };
}

function bucketFacts(bucket: BucketState, key: string | null, focused: boolean): BucketFacts {
  const objects: Record<string, ObjectFacts> = {};
  if (key !== null) objects[key] = objectFacts(bucket.objects.get(key)?.[0]);
  else if (!focused) for (const [name, versions] of bucket.objects) objects[name] = objectFacts(versions[0]);
  return {
    region: bucket.region,
    createdAt: bucket.createdAt,
    ownerUin: bucket.ownerUin,
    acl: { grants: bucket.grants },
    policy: bucket.policy,
    cors: bucket.cors,
    referer: bucket.referer,
    strictSignature: bucket.strictSignature,
    logging: bucket.logging,
    versioning: bucket.versioning,
    objects,
  };
}

function objectFacts(version: ObjectVersion | undefined): ObjectFacts {
  if (!version || version.deleteMarker) return { exists: false, acl: null };
  const { restore } = version;
  return {
    exists: true,
    storageClass: version.storageClass,
    restore: restore && {
      ongoing: restore.ongoing,
      expiry: restore.expiryMs === null ? null : new Date(restore.expiryMs).toISOString(),
    },
    acl: version.grants && { grants: version.grants },
  };
}
