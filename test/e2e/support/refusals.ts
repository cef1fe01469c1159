import type COS from 'cos-nodejs-sdk-v5';
import type { LocalCloud, Scenario } from '../../../infra/local-cloud/index.js';
import { APP_ID, hostOf, OWNER, presigned, REGION, sdk, send, signed } from '../../infra/local-cloud/cos-support.js';

export const BUCKET = `data-${APP_ID}`;
export const LOGS = `logs-${APP_ID}`;
export const ALICE = '100000000002';
const ROLE = '4611686018427844696';
const SECRET = 'SECRETSECRETSECRETSECRETSECRET12';
const KEY = `AKID${'a'.repeat(32)}`;
const TEMPORARY = `AKID${'t'.repeat(32)}-abc_${'x'.repeat(26)}`;

type Seed = Omit<Scenario, 'schema'>;
type Buckets = NonNullable<Seed['buckets']>;
type User = NonNullable<NonNullable<Seed['cam']>['users']>[string];

const resource = (path = '*') => `qcs::cos:${REGION}:uid/${APP_ID}:${BUCKET}/${path}`;
const policy = (name: string, ...statement: unknown[]) => ({ name, document: { version: '2.0', statement } });
const allow = (action: string[], path?: string) => ({ effect: 'allow', action, resource: [resource(path)] });
const FULL = policy('full', { effect: 'allow', action: ['name/cos:*'], resource: ['*'] });

function seed(
  more: { bucket?: Buckets[string]; alice?: User; temporary?: Record<string, unknown>; roles?: unknown } = {},
): Seed {
  return {
    account: { ownerUin: OWNER, appId: APP_ID },
    buckets: {
      [LOGS]: { region: REGION },
      [BUCKET]: {
        region: REGION,
        createdAt: '2023-05-01T00:00:00Z',
        logging: { targetBucket: LOGS, targetPrefix: 'access/' },
        objects: { 'a.txt': { body: 'hello' } },
        ...more.bucket,
      },
    },
    cam: {
      users: {
        [OWNER]: { type: 'root' },
        [ALICE]: { name: 'alice', accessKeys: [{ id: KEY, secretKey: SECRET }], ...more.alice },
      },
      ...(more.roles ? { roles: more.roles as never } : {}),
    },
    temporaryKeys: [
      { secretId: TEMPORARY, secretKey: SECRET, token: 'TOKEN', requester: `${OWNER}:${ALICE}`, ...more.temporary },
    ],
  } as Seed;
}

/** A client of the vendor's SDK that makes no amends by itself. */
const alice = (cloud: LocalCloud, options: Partial<COS.COSOptions> = {}) =>
  sdk(cloud, { SecretId: KEY, SecretKey: SECRET, CorrectClockSkew: false, ...options });
const at = { Bucket: BUCKET, Region: REGION, Key: 'a.txt' };
const get = { bucket: BUCKET, path: '/a.txt' };
const everyone = { status: 'Enabled', type: 'White-List', domains: ['*.example.com'], emptyReferer: 'Deny' };
const publicAcl = { grants: [{ grantee: 'http://cam.qcloud.com/groups/global/AllUsers', permission: 'READ' }] };

export interface Refusal {
  readonly cause: string;
  readonly confidence: 'certain' | 'likely' | 'possible';
  readonly scenario: Seed;
  /** Provokes the refusal, with a real client over a real socket. */
  provoke(cloud: LocalCloud): Promise<unknown>;
}

/** What a real client does wrong, and the cause that the diagnosis must name. */
export const REFUSALS: Readonly<Record<string, Refusal>> = {
  'a browser without a signature': {
    cause: 'anonymous-private',
    confidence: 'certain',
    scenario: seed({ bucket: { objects: { 'a.txt': { body: 'x', acl: { grants: [] } } } } }),
    provoke: (cloud) => send(cloud, get),
  },
  'a public bucket that refuses everyone': {
    cause: 'anonymous-denied-by-policy',
    confidence: 'certain',
    scenario: seed({
      bucket: {
        acl: publicAcl,
        policy: {
          version: '2.0',
          statement: [
            { effect: 'deny', principal: { qcs: ['*'] }, action: ['name/cos:GetObject'], resource: [resource()] },
          ],
        },
      },
    }),
    provoke: (cloud) => send(cloud, get),
  },
  'a user without a policy': {
    cause: 'no-permission',
    confidence: 'certain',
    scenario: seed(),
    provoke: (cloud) => alice(cloud).putObject({ ...at, Body: 'x' }),
  },
  'a user who may only read': {
    cause: 'action-not-granted',
    confidence: 'certain',
    scenario: seed({ alice: { policies: [policy('read', allow(['name/cos:GetObject']))] } as User }),
    provoke: (cloud) => alice(cloud).putObject({ ...at, Body: 'x' }),
  },
  'a user with a prefix': {
    cause: 'resource-not-granted',
    confidence: 'certain',
    scenario: seed({ alice: { policies: [policy('mine', allow(['name/cos:PutObject'], 'mine/*'))] } as User }),
    provoke: (cloud) => alice(cloud).putObject({ ...at, Key: 'other/x', Body: 'x' }),
  },
  'a user whom the bucket denies': {
    cause: 'explicit-deny-bucket-policy',
    confidence: 'certain',
    scenario: seed({
      alice: { policies: [FULL] } as User,
      bucket: {
        policy: {
          version: '2.0',
          statement: [
            {
              effect: 'deny',
              principal: { qcs: [`qcs::cam::uin/${OWNER}:uin/${ALICE}`] },
              action: ['name/cos:*'],
              resource: [resource()],
            },
          ],
        },
      },
    }),
    provoke: (cloud) => alice(cloud).getObject(at),
  },
  'a user whose own policy denies': {
    cause: 'explicit-deny-user-policy',
    confidence: 'certain',
    scenario: seed({
      alice: {
        policies: [FULL, policy('no-delete', { effect: 'deny', action: ['name/cos:DeleteObject'], resource: ['*'] })],
      } as User,
    }),
    provoke: (cloud) => alice(cloud).deleteObject(at),
  },
  'a user behind a boundary': {
    cause: 'permission-boundary',
    confidence: 'certain',
    scenario: seed({
      alice: {
        policies: [FULL],
        boundary: {
          name: 'readers',
          document: policy('', { effect: 'allow', action: ['name/cos:Get*'], resource: ['*'] }).document,
        },
      } as User,
    }),
    provoke: (cloud) => alice(cloud).putObject({ ...at, Body: 'x' }),
  },
  'a temporary key with a narrow policy': {
    cause: 'temporary-key-scope',
    confidence: 'likely',
    scenario: seed({
      alice: { policies: [FULL] } as User,
      temporary: { policy: policy('', allow(['name/cos:PutObject'])).document },
    }),
    provoke: (cloud) => sdk(cloud, { SecretId: TEMPORARY, SecretKey: SECRET, SecurityToken: 'TOKEN' }).deleteObject(at),
  },
  'a temporary key without its token': {
    cause: 'temporary-key-token-missing',
    confidence: 'likely',
    scenario: seed({ alice: { policies: [FULL] } as User }),
    provoke: (cloud) => sdk(cloud, { SecretId: TEMPORARY, SecretKey: SECRET }).getObject(at),
  },
  'a temporary key that is over': {
    cause: 'temporary-key-expired',
    confidence: 'likely',
    scenario: seed({ alice: { policies: [FULL] } as User, temporary: { expiresAt: '2020-01-01T00:00:00Z' } }),
    provoke: (cloud) => sdk(cloud, { SecretId: TEMPORARY, SecretKey: SECRET, SecurityToken: 'TOKEN' }).getObject(at),
  },
  'a role without permissions': {
    cause: 'role-no-permission',
    confidence: 'certain',
    scenario: seed({
      roles: { [ROLE]: { name: 'worker', policies: [] } },
      temporary: { requester: `${OWNER}:${ROLE}` },
    }),
    provoke: (cloud) =>
      sdk(cloud, { SecretId: TEMPORARY, SecretKey: SECRET, SecurityToken: 'TOKEN' }).putObject({ ...at, Body: 'x' }),
  },
  'a disabled key': {
    cause: 'key-disabled',
    confidence: 'certain',
    scenario: seed({ alice: { accessKeys: [{ id: KEY, secretKey: SECRET, status: 'Inactive' }] } as User }),
    provoke: (cloud) => alice(cloud).getObject(at),
  },
  'a key of nobody': {
    cause: 'key-unknown',
    confidence: 'certain',
    scenario: seed(),
    provoke: (cloud) => alice(cloud, { SecretId: `AKID${'Z'.repeat(32)}` }).getObject(at),
  },
  'a key in the wrong case': {
    cause: 'key-mistyped',
    confidence: 'certain',
    scenario: seed(),
    provoke: (cloud) => alice(cloud, { SecretId: `AKID${'A'.repeat(32)}` }).getObject(at),
  },
  'a placeholder for a key': {
    cause: 'key-malformed',
    confidence: 'certain',
    scenario: seed(),
    provoke: (cloud) => alice(cloud, { SecretId: 'your-secret-id' }).getObject(at),
  },
  'a wrong secret': {
    cause: 'signature-wrong-secret',
    confidence: 'likely',
    scenario: seed({ alice: { policies: [FULL] } as User }),
    provoke: (cloud) => alice(cloud, { SecretKey: 'WRONGWRONGWRONG' }).getObject(at),
  },
  'a link that is over': {
    cause: 'signature-expired',
    confidence: 'certain',
    scenario: seed({ alice: { policies: [FULL] } as User }),
    provoke: (cloud) =>
      send(cloud, presigned(cloud, get, { secretId: KEY, secretKey: SECRET, from: -5000, to: -2000 })),
  },
  'a link of no length': {
    cause: 'signature-zero-validity',
    confidence: 'certain',
    scenario: seed({ alice: { policies: [FULL] } as User }),
    provoke: (cloud) => send(cloud, presigned(cloud, get, { secretId: KEY, secretKey: SECRET, from: -1, to: -1 })),
  },
  'a link that begins later': {
    cause: 'signature-not-yet-valid',
    confidence: 'certain',
    scenario: seed({ alice: { policies: [FULL] } as User }),
    provoke: (cloud) => send(cloud, presigned(cloud, get, { secretId: KEY, secretKey: SECRET, from: 300, to: 900 })),
  },
  'a clock that is slow': {
    cause: 'clock-skew',
    confidence: 'likely',
    scenario: seed({ alice: { policies: [FULL] } as User }),
    provoke: (cloud) =>
      send(
        cloud,
        signed(
          cloud,
          { ...get, headers: { Date: new Date(cloud.clock.nowMs() - 2_820_000).toUTCString() } },
          { secretId: KEY, secretKey: SECRET },
        ),
      ),
  },
  'a page from another origin': {
    cause: 'cors-origin-not-allowed',
    confidence: 'likely',
    scenario: seed({
      bucket: { cors: [{ allowedOrigins: ['https://a.example'], allowedMethods: ['GET'], allowedHeaders: ['*'] }] },
    }),
    provoke: (cloud) =>
      send(cloud, {
        ...get,
        method: 'OPTIONS',
        headers: {
          Origin: 'https://b.example',
          Referer: 'https://b.example/p',
          'Access-Control-Request-Method': 'PUT',
        },
      }),
  },
  'an app without a referer': {
    cause: 'referer-empty',
    confidence: 'certain',
    scenario: seed({ bucket: { acl: publicAcl, referer: everyone } }),
    provoke: (cloud) => send(cloud, get),
  },
  'a page that is not listed': {
    cause: 'referer-not-listed',
    confidence: 'certain',
    scenario: seed({ bucket: { acl: publicAcl, referer: everyone } }),
    provoke: (cloud) => send(cloud, { ...get, headers: { Referer: 'https://other.test/' } }),
  },
  'an archived object': {
    cause: 'object-archived',
    confidence: 'certain',
    scenario: seed({
      alice: { policies: [FULL] } as User,
      bucket: { objects: { 'a.txt': { body: 'x', storageClass: 'ARCHIVE' } } },
    }),
    provoke: (cloud) => alice(cloud).getObject(at),
  },
  'a path-style client': {
    cause: 'path-style-on-new-bucket',
    confidence: 'certain',
    scenario: seed({ bucket: { createdAt: '2024-06-01T00:00:00Z' } }),
    provoke: (cloud) => send(cloud, { host: `cos.${REGION}.myqcloud.com`, path: `/${BUCKET}/a.txt` }),
  },
  'an app package from the default domain': {
    cause: 'apk-on-default-domain',
    confidence: 'certain',
    scenario: seed({
      bucket: { createdAt: '2024-06-01T00:00:00Z', acl: publicAcl, objects: { 'app.apk': { body: 'x' } } },
    }),
    provoke: (cloud) => send(cloud, { ...get, path: '/app.apk' }),
  },
  'strict signature mode': {
    cause: 'strict-signature-mode',
    confidence: 'certain',
    scenario: seed({
      alice: { policies: [FULL] } as User,
      bucket: { strictSignature: [{ actions: ['*'], headers: ['x-cos-*'], params: [] }] },
    }),
    provoke: (cloud) =>
      send(
        cloud,
        signed(cloud, { ...get, headers: { 'x-cos-traffic-limit': '819200' } }, { secretId: KEY, secretKey: SECRET }),
      ),
  },
};

export { hostOf };
