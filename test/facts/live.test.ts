import type { LocalCloud } from '../../infra/local-cloud/index.js';
import { factCache } from '../../lib/facts/cache.js';
import type { FactRequest } from '../../lib/facts/snapshot.js';
import {
  ACCOUNT,
  ALICE,
  BOB,
  BUCKET,
  factsOf,
  OWNER,
  PLAIN,
  READER,
  READER_KEY,
  ROLE,
  startAccount,
} from './account.js';

let local: LocalCloud;
beforeAll(async () => {
  local = await startAccount();
});
afterAll(() => local.close());
beforeEach(() => local.reset());

const settings = (bucket: string): FactRequest[] =>
  (['acl', 'policy', 'cors', 'referer', 'strict-signature', 'logging', 'versioning', 'meta'] as const).map((name) => ({
    fact: `bucket-${name}`,
    bucket,
  }));

describe('a bucket', () => {
  test('every setting is read as it is', async () => {
    const { facts } = await factsOf(local);
    await facts.fetch(settings(BUCKET));
    const { objects: _, acl, ...expected } = ACCOUNT.buckets![BUCKET]!;
    expect(facts.snapshot()).toMatchObject({ takenAt: '2026-11-23T10:00:00Z', schema: 'cos403.snapshot/1' });
    expect(facts.snapshot().buckets[BUCKET]).toEqual({ ...expected, acl, ownerUin: OWNER });
    expect(facts.snapshot().unknown).toBeUndefined();
  });

  test('what is not configured is null and not unknown', async () => {
    const { facts } = await factsOf(local);
    await facts.fetch(settings(PLAIN));
    expect(facts.snapshot().buckets[PLAIN]).toMatchObject({
      policy: null,
      cors: null,
      referer: null,
      strictSignature: null,
      logging: null,
      versioning: null,
    });
  });

  test('without permissions everything is unknown, with what would help', async () => {
    const { facts } = await factsOf(local, { credentials: READER_KEY });
    await facts.fetch(settings(BUCKET));
    const unknown = new Map(facts.snapshot().unknown?.map((entry) => [entry.fact, entry]));
    for (const [field, permission] of [
      ['acl', 'cos:GetBucketACL'],
      ['policy', 'cos:GetBucketPolicy'],
      ['cors', 'cos:GetBucketCORS'],
      ['referer', 'cos:GetBucketReferer'],
      ['strictSignature', 'cos:GetBucketStrictSignature'],
      ['logging', 'cos:GetBucketLogging'],
      ['versioning', 'cos:GetBucketVersioning'],
      ['createdAt', 'cos:GetService'],
    ]) {
      expect(unknown.get(`/buckets/${BUCKET}/${field}`)).toEqual({
        fact: `/buckets/${BUCKET}/${field}`,
        reason: 'AccessDenied',
        permission,
      });
    }
  });

  test('one that does not exist is no bucket without settings', async () => {
    const { facts } = await factsOf(local);
    await facts.fetch([{ fact: 'bucket-policy', bucket: 'nowhere-1250000000' }]);
    expect(facts.snapshot().buckets['nowhere-1250000000']).toBeUndefined();
    expect(facts.snapshot().unknown).toEqual([{ fact: '/buckets/nowhere-1250000000/policy', reason: 'NoSuchBucket' }]);
  });
});

describe('an object', () => {
  const object = async (key: string) => {
    const { facts } = await factsOf(local);
    await facts.fetch([
      { fact: 'object', bucket: BUCKET, key },
      { fact: 'object-acl', bucket: BUCKET, key },
    ]);
    return { facts: facts.snapshot().buckets[BUCKET]?.objects?.[key], unknown: facts.snapshot().unknown };
  };

  test('being restored', async () => {
    expect((await object('archived.bin')).facts).toMatchObject({
      exists: true,
      storageClass: 'ARCHIVE',
      restore: { ongoing: true },
    });
  });
  test('restored until', async () => {
    expect((await object('restored.bin')).facts).toMatchObject({
      storageClass: 'DEEP_ARCHIVE',
      restore: { ongoing: false, expiry: '2099-12-01T00:00:00Z' },
    });
  });
  test('standard, inheriting its permissions', async () => {
    expect((await object('inherits.txt')).facts).toEqual({
      exists: true,
      storageClass: 'STANDARD',
      restore: null,
      acl: null,
    });
  });
  test('with grants of its own', async () => {
    expect((await object('granted/a b.txt')).facts).toMatchObject({
      acl: {
        grants: expect.arrayContaining([
          { grantee: 'http://cam.qcloud.com/groups/global/AllUsers', permission: 'READ' },
        ]),
      },
    });
  });
  test('that does not exist', async () => {
    expect((await object('none')).facts).toEqual({ exists: false, acl: null });
  });
});

describe('CAM', () => {
  test('a user with direct and group policies, one switched off, and a boundary', async () => {
    const { facts } = await factsOf(local);
    await facts.fetch([{ fact: 'user', uin: ALICE }]);
    const { cam } = facts.snapshot();
    const seeded = ACCOUNT.cam!.users![ALICE]!;
    expect(cam.users?.[ALICE]).toEqual({
      name: 'alice',
      type: 'sub',
      policies: seeded.policies,
      groups: ['devs'],
      boundary: seeded.boundary,
    });
    expect(cam.groups?.['devs']?.policies).toEqual([
      { ...ACCOUNT.cam!.groups!['devs']!.policies![0], deactivated: false },
    ]);
    expect(facts.snapshot().account).toEqual({ ownerUin: OWNER, appId: '1250000000' });
  });

  test('a user without anything has empty lists and no boundary', async () => {
    const { facts } = await factsOf(local);
    await facts.fetch([{ fact: 'user', uin: BOB }]);
    expect(facts.snapshot().cam.users?.[BOB]).toEqual({
      name: 'bob',
      type: 'collaborator',
      policies: [],
      groups: [],
      boundary: null,
    });
  });

  test('the keys of a user, also those that were deleted', async () => {
    const { facts } = await factsOf(local);
    await facts.fetch([{ fact: 'access-keys', uin: ALICE }]);
    const keys = [
      { id: 'AKIDALICE1', status: 'Inactive', createdAt: '2024-01-01T00:00:00Z' },
      { id: 'AKIDALICE2', status: 'Deleted' },
    ];
    expect(facts.snapshot().cam.users?.[ALICE]?.accessKeys).toEqual(keys);
    await facts.fetch([{ fact: 'key-index' }]);
    expect(facts.snapshot().cam.users?.[ALICE]?.accessKeys).toEqual(keys);
  });

  test('the key index lists every user with its keys', async () => {
    const { facts } = await factsOf(local);
    await facts.fetch([{ fact: 'key-index' }]);
    const { cam } = facts.snapshot();
    expect(cam.complete).toBe(true);
    expect(Object.keys(cam.users ?? {})).toEqual([OWNER, ALICE, BOB, READER].sort());
    expect(cam.users?.[OWNER]).toMatchObject({ type: 'root', accessKeys: [{ id: 'AKIDROOT', status: 'Active' }] });
  });

  test('a role, whose id is beyond the numbers', async () => {
    const { facts } = await factsOf(local);
    await facts.fetch([{ fact: 'role', roleId: ROLE }]);
    expect(facts.snapshot().cam.roles?.[ROLE]).toEqual({
      name: 'uploader',
      policies: [{ ...ACCOUNT.cam!.roles![ROLE]!.policies![0], deactivated: false }],
      boundary: null,
    });
  });

  test('without permissions: unknown, with what would help', async () => {
    const { facts } = await factsOf(local, { credentials: READER_KEY });
    await facts.fetch([
      { fact: 'user', uin: ALICE },
      { fact: 'access-keys', uin: ALICE },
      { fact: 'key-index' },
      { fact: 'role', roleId: ROLE },
    ]);
    const permissions = new Map(facts.snapshot().unknown?.map((entry) => [entry.fact, entry.permission]));
    expect(Object.fromEntries(permissions)).toEqual({
      '/cam/complete': 'cam:ListAccounts',
      [`/cam/roles/${ROLE}`]: 'cam:GetRole',
      [`/cam/users/${ALICE}/accessKeys`]: 'cam:ListAccessKeys',
      [`/cam/users/${ALICE}/boundary`]: 'cam:GetUserPermissionBoundary',
      [`/cam/users/${ALICE}/groups`]: 'cam:ListAttachedUserAllPolicies',
      [`/cam/users/${ALICE}/name`]: 'cam:DescribeSubAccounts',
      [`/cam/users/${ALICE}/policies`]: 'cam:ListAttachedUserAllPolicies',
    });
    // Who we are may be asked without a permission.
    expect(facts.snapshot().account).toEqual({ ownerUin: OWNER });
  });
});

describe('what it costs', () => {
  test('a fact is asked once', async () => {
    const { facts, budget } = await factsOf(local);
    const want: FactRequest = { fact: 'bucket-acl', bucket: BUCKET };
    await facts.fetch([want, want]);
    await facts.fetch([want]);
    expect(budget.calls).toBe(999);
  });

  test('beyond the budget the rest is unknown, and the source says that it is done', async () => {
    const { facts } = await factsOf(local, { calls: 2 });
    expect(await facts.fetch(settings(BUCKET).slice(0, 4))).toBe(false);
    expect(facts.snapshot().unknown).toEqual([
      { fact: `/buckets/${BUCKET}/cors`, reason: 'budget' },
      { fact: `/buckets/${BUCKET}/referer`, reason: 'budget' },
    ]);
  });

  test('after the deadline nothing is asked', async () => {
    const { facts } = await factsOf(local, { budget: { calls: 100, deadlineMs: 0 } });
    expect(await facts.fetch([{ fact: 'bucket-acl', bucket: BUCKET }])).toBe(false);
    expect(facts.snapshot().unknown).toEqual([{ fact: `/buckets/${BUCKET}/acl`, reason: 'timeout' }]);
  });

  test("an earlier run's answers are used for ten minutes, over the store", async () => {
    const cache = factCache();
    const want: FactRequest = { fact: 'bucket-acl', bucket: BUCKET };
    const first = await factsOf(local, { cache });
    await first.facts.fetch([want]);
    const nowMs = Date.parse('2026-11-23T10:00:00.400Z');
    const stored = JSON.parse(JSON.stringify(cache.toJSON(nowMs)));
    const second = await factsOf(local, { cache: factCache(stored) });
    await second.facts.fetch([want]);
    expect(second.budget.calls).toBe(1_000);
    expect(second.facts.snapshot().buckets).toEqual(first.facts.snapshot().buckets);
    expect(factCache(stored).get(stored.entries[0].id, nowMs + 600_000)).toBeNull();
    expect(factCache(stored).get(stored.entries[0].id, nowMs - 1)).toBeNull();
  });

  test('CAM is asked ten times at once, then ten times a second', async () => {
    let now = 0;
    const patience = {
      nowMs: () => now,
      random: () => 0,
      sleep: async (ms: number) => {
        now += ms;
      },
    };
    const { facts, budget } = await factsOf(local, { patience });
    await facts.fetch([{ fact: 'role', roleId: ROLE }]);
    expect(now).toBe(0);
    for (const uin of [ALICE, BOB]) await facts.fetch([{ fact: 'user', uin }]);
    const calls = 1_000 - budget.calls;
    expect(calls).toBeGreaterThan(12);
    expect(now).toBe((calls - 10) * 100);
  });

  test('our own wrong key is an error and not an unknown', async () => {
    const { facts } = await factsOf(local, { credentials: { secretId: 'AKIDnobody', secretKey: 'x' } });
    await expect(facts.fetch([{ fact: 'bucket-acl', bucket: BUCKET }])).rejects.toMatchObject({
      code: 'InvalidAccessKeyId',
    });
    await expect(facts.fetch([{ fact: 'role', roleId: ROLE }])).rejects.toMatchObject({
      code: 'AuthFailure.SecretIdNotFound',
    });
  });
});
