import type { Grant, PolicyDocument } from '../../lib/facts/snapshot.js';
import { newVersion } from './objects.js';
import type { Scenario, ScenarioBucket } from './scenario.js';
import type { BucketState, LocalState } from './state.js';

/** The `qcs::cam::uin/R:uin/R` form in which ACLs name a root account. */
export function rootGrantee(ownerUin: string): string {
  return `qcs::cam::uin/${ownerUin}:uin/${ownerUin}`;
}

/** The ACL of a fresh bucket. */
export function privateGrants(ownerUin: string): Grant[] {
  return [{ grantee: rootGrantee(ownerUin), permission: 'FULL_CONTROL' }];
}

export function emptyBucket(name: string, region: string, ownerUin: string, createdAtMs: number): BucketState {
  return {
    name,
    region,
    createdAt: new Date(createdAtMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    ownerUin,
    grants: privateGrants(ownerUin),
    policy: null,
    cors: null,
    referer: null,
    strictSignature: null,
    logging: null,
    versioning: null,
    lifecycle: null,
    tags: null,
    documents: new Map(),
    objects: new Map(),
    uploads: new Map(),
    pendingLog: [],
  };
}

/** Turns a completed scenario into state. `nowMs`: what has no time of its own happened now. */
export function buildState(scenario: Scenario, nowMs: number): LocalState {
  const state: LocalState = {
    ownerUin: scenario.account!.ownerUin!,
    appId: scenario.account!.appId!,
    region: scenario.region!,
    buckets: new Map(),
    users: new Map(),
    groups: new Map(),
    roles: new Map(),
    policies: new Map(),
    temporaryKeys: new Map(),
    functions: new Map(),
    mailTemplates: new Map(),
    messages: [],
  };
  buildCam(state, scenario, new Date(nowMs).toISOString());
  for (const [name, bucket] of Object.entries(scenario.buckets ?? {})) {
    state.buckets.set(name, buildBucket(state, name, bucket, nowMs));
  }
  for (const key of scenario.temporaryKeys ?? []) {
    state.temporaryKeys.set(key.secretId, {
      secretId: key.secretId,
      secretKey: key.secretKey,
      token: key.token,
      requester: key.requester,
      sessionPolicy: key.policy ?? null,
      expiresMs: key.expiresAt === undefined ? nowMs + 7_200_000 : Date.parse(key.expiresAt),
    });
  }
  return state;
}

type Attached = NonNullable<NonNullable<NonNullable<Scenario['cam']>['groups']>[string]['policies']>;

function buildCam(state: LocalState, scenario: Scenario, now: string): void {
  /** The same name, document and switch is the same policy, attached several times. */
  const known = new Map<string, number>();
  const policyId = (name: string, document: PolicyDocument, deactivated: boolean): number => {
    const identity = JSON.stringify([name, document, deactivated]);
    let id = known.get(identity);
    if (id === undefined) {
      id = 1000 + known.size;
      known.set(identity, id);
      const type = name.startsWith('Qcloud') ? 'preset' : 'custom';
      state.policies.set(id, { id, name, type, document, deactivated, createdAt: now });
    }
    return id;
  };
  const attach = (policies: Attached | undefined) =>
    (policies ?? []).flatMap((p) => (p.document ? [policyId(p.name, p.document, p.deactivated ?? false)] : []));
  const limit = (given: { name: string; document: PolicyDocument } | null | undefined) =>
    given ? policyId(given.name, given.document, false) : null;

  for (const [uin, user] of Object.entries(scenario.cam?.users ?? {})) {
    state.users.set(uin, {
      uin,
      name: user.name ?? (uin === state.ownerUin ? 'root' : `user-${uin}`),
      type: user.type ?? (uin === state.ownerUin ? 'root' : 'sub'),
      accessKeys: (user.accessKeys ?? []).map((key) => ({
        id: key.id,
        secretKey: key.secretKey!,
        status: key.status ?? 'Active',
        createdAt: key.createdAt ?? now,
      })),
      policyIds: attach(user.policies),
      groups: [...(user.groups ?? [])],
      boundaryPolicyId: limit(user.boundary),
    });
  }
  for (const [index, [name, group]] of Object.entries(scenario.cam?.groups ?? {}).entries()) {
    state.groups.set(name, { id: 1 + index, name, policyIds: attach(group.policies) });
  }
  for (const [id, role] of Object.entries(scenario.cam?.roles ?? {})) {
    state.roles.set(id, {
      id,
      name: role.name ?? `role-${id}`,
      trustPolicy: JSON.stringify(role.trustPolicy ?? { version: '2.0', statement: [] }),
      description: '',
      policyIds: attach(role.policies),
      boundaryPolicyId: limit(role.boundary),
      createdAt: now,
    });
  }
}

function buildBucket(state: LocalState, name: string, given: ScenarioBucket, nowMs: number): BucketState {
  const ownerUin = given.ownerUin ?? state.ownerUin;
  const createdAtMs = given.createdAt === undefined ? nowMs : Date.parse(given.createdAt);
  const bucket = emptyBucket(name, given.region ?? state.region, ownerUin, createdAtMs);
  if (given.acl) bucket.grants = given.acl.grants.map((grant) => ({ ...grant }));
  bucket.policy = given.policy ?? null;
  bucket.cors = given.cors && given.cors.length > 0 ? (structuredClone(given.cors) as BucketState['cors']) : null;
  bucket.referer = (structuredClone(given.referer) as BucketState['referer'] | undefined) ?? null;
  bucket.strictSignature =
    (structuredClone(given.strictSignature) as BucketState['strictSignature'] | undefined) ?? null;
  bucket.logging = given.logging ? { ...given.logging } : null;
  bucket.versioning = given.versioning ?? null;
  for (const [key, object] of Object.entries(given.objects ?? {})) {
    if (object.exists === false) continue;
    const body = object.body === undefined ? Buffer.alloc(object.size ?? 0) : Buffer.from(object.body, 'utf8');
    const lastModifiedMs = object.lastModified === undefined ? nowMs : Date.parse(object.lastModified);
    const version = newVersion(body, lastModifiedMs, {
      'content-type': object.contentType ?? 'application/octet-stream',
    });
    version.storageClass = object.storageClass ?? 'STANDARD';
    version.grants = object.acl ? object.acl.grants.map((grant) => ({ ...grant })) : null;
    if (object.restore) {
      const { ongoing, expiry } = object.restore;
      version.restore = { ongoing, expiryMs: expiry ? Date.parse(expiry) : null };
    }
    bucket.objects.set(key, [version]);
  }
  return bucket;
}
