import { parseScenario, ScenarioError, startLocalCloud } from '../../../infra/local-cloud/index.js';
import { snapshotOf } from '../../../infra/local-cloud/snapshot-of.js';
import { APP_ID, OWNER, REGION } from './cos-support.js';

const Bucket = `examplebucket-${APP_ID}`;
const scenario = (more: object) => JSON.stringify({ schema: 'cos403.scenario/1', ...more });

describe('a scenario file', () => {
  test('becomes the same facts when they are read back', async () => {
    const acl = { grants: [{ grantee: `qcs::cam::uin/${OWNER}:uin/${OWNER}`, permission: 'FULL_CONTROL' }] };
    const bucket = {
      region: REGION,
      createdAt: '2023-05-01T00:00:00Z',
      ownerUin: OWNER,
      acl,
      policy: { version: '2.0', statement: [] },
      cors: [{ allowedOrigins: ['https://a.example'], allowedMethods: ['GET'] }],
      referer: { status: 'Enabled', type: 'White-List', domains: ['*.example.com'], emptyReferer: 'Deny' },
      strictSignature: [{ actions: ['GetObject'], headers: ['host'], params: [] }],
      logging: { targetBucket: Bucket, targetPrefix: 'l/' },
      versioning: null,
    };
    const policies = [{ name: 'p', document: { version: '2.0', statement: [] }, deactivated: true }];
    const text = scenario({
      takenAt: '2026-01-01T00:00:00Z',
      account: { ownerUin: OWNER, appId: APP_ID },
      buckets: {
        [Bucket]: {
          ...bucket,
          objects: {
            'a/b': { size: 3, storageClass: 'ARCHIVE', restore: { ongoing: true, expiry: null }, acl },
            gone: { exists: false },
          },
        },
      },
      cam: {
        complete: true,
        users: {
          '100000000002': {
            name: 'alice',
            type: 'sub',
            accessKeys: [],
            policies,
            groups: ['devs'],
            boundary: { name: 'b', document: {} },
          },
        },
        groups: { devs: { policies } },
        roles: { '4611686018427844696': { name: 'r', policies } },
      },
    });
    const cloud = await startLocalCloud({ scenario: parseScenario(text) });
    try {
      const snapshot = snapshotOf(cloud.state, cloud.clock.nowMs());
      expect(snapshot.account).toEqual({ ownerUin: OWNER, appId: APP_ID });
      expect(snapshot.buckets[Bucket]).toEqual({
        ...bucket,
        objects: { 'a/b': { exists: true, storageClass: 'ARCHIVE', restore: { ongoing: true, expiry: null }, acl } },
      });
      expect(snapshot.cam.users?.['100000000002']).toEqual({
        name: 'alice',
        type: 'sub',
        accessKeys: [],
        policies,
        groups: ['devs'],
        boundary: { name: 'b', document: {} },
      });
      expect(snapshot.cam.users?.[OWNER]?.accessKeys).toEqual([
        expect.objectContaining({ id: cloud.root.secretId, status: 'Active' }),
      ]);
      expect(snapshot.cam.groups).toEqual({ devs: { policies } });
      expect(snapshot.cam.roles?.['4611686018427844696']).toEqual({ name: 'r', policies, boundary: null });
    } finally {
      await cloud.close();
    }
  });

  test.each([
    [
      'a list',
      [
        {
          secretId: 'AKIDx',
          secretKey: 's',
          token: 't',
          requester: '1:2',
          policy: null,
          expiresAt: '2030-01-01T00:00:00Z',
        },
      ],
    ],
    [
      'an object by SecretId',
      { AKIDx: { secretKey: 's', sessionToken: 't', requester: '1:2', expiredTime: 1_893_456_000 } },
    ],
    [
      'the names of the STS answer',
      [{ TmpSecretId: 'AKIDx', TmpSecretKey: 's', Token: 't', requester: '1:2', Expiration: '2030-01-01T00:00:00Z' }],
    ],
  ])('takes temporary keys as %s', (_name, temporaryKeys) => {
    expect(parseScenario(scenario({ temporaryKeys })).temporaryKeys).toEqual([
      expect.objectContaining({
        secretId: 'AKIDx',
        secretKey: 's',
        token: 't',
        requester: '1:2',
        expiresAt: expect.stringMatching(/^2030-01-01T00:00:00/),
      }),
    ]);
  });

  test.each([
    ['{', /not valid JSON/],
    ['{"schema":"cos403.snapshot/1"}', /\/schema/],
    [scenario({ buckets: { b: { createdAt: 'yesterday' } } }), /\/buckets\/b\/createdAt/],
    [scenario({ temporaryKeys: [{ secretId: 'x' }] }), /\/temporaryKeys\/0\//],
  ])('names what is wrong: %s', (text, message) => {
    expect(() => parseScenario(text)).toThrow(ScenarioError);
    expect(() => parseScenario(text)).toThrow(message);
  });
});
