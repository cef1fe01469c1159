import type { LocalCloud } from '../../infra/local-cloud/index.js';
import { parts, type Scenario, startLocalCloud } from '../../infra/local-cloud/index.js';
import type { Credentials } from '../../lib/cloud/credentials.js';
import { openCloud } from '../../lib/cloud/open.js';
import type { FactBudget } from '../../lib/facts/asker.js';
import { type LiveFacts, type LiveFactsOptions, liveFacts } from '../../lib/facts/source.js';

export const OWNER = '100000000001';
export const ALICE = '100000000002';
export const BOB = '100000000003';
export const READER = '100000000009';
export const ROLE = '4611686018427844696';
export const BUCKET = 'examplebucket-1250000000';
export const PLAIN = 'plain-1250000000';
export const READER_KEY: Credentials = { secretId: `AKIDreader${'r'.repeat(26)}`, secretKey: 'readersecret' };

const allow = (...action: string[]) => ({ version: '2.0', statement: [{ effect: 'allow', action, resource: ['*'] }] });
const owner = `qcs::cam::uin/${OWNER}:uin/${OWNER}`;

/** An account in which every fact has a value that is not the usual one. */
export const ACCOUNT: Scenario = {
  schema: 'cos403.scenario/1',
  account: { ownerUin: OWNER, appId: '1250000000' },
  buckets: {
    [BUCKET]: {
      region: 'ap-shanghai',
      createdAt: '2023-05-01T00:00:00Z',
      acl: {
        grants: [
          { grantee: owner, permission: 'FULL_CONTROL' },
          { grantee: `qcs::cam::uin/${OWNER}:uin/${BOB}`, permission: 'READ' },
        ],
      },
      policy: {
        version: '2.0',
        Statement: [
          {
            Effect: 'allow',
            Principal: { qcs: [`qcs::cam::uin/${OWNER}:uin/${ALICE}`] },
            Action: ['name/cos:GetObject'],
            Resource: [`qcs::cos:ap-shanghai:uid/1250000000:${BUCKET}/*`],
          },
        ],
      },
      cors: [
        {
          allowedOrigins: ['https://a.example'],
          allowedMethods: ['GET', 'PUT'],
          allowedHeaders: ['*'],
          exposeHeaders: [],
          maxAgeSeconds: 600,
        },
      ],
      referer: { status: 'Enabled', type: 'White-List', domains: ['*.example.com'], emptyReferer: 'Deny' },
      strictSignature: [{ actions: ['GetObject'], headers: ['host'], params: [] }],
      logging: { targetBucket: PLAIN, targetPrefix: 'access/' },
      versioning: 'Suspended',
      objects: {
        'archived.bin': { body: 'x', storageClass: 'ARCHIVE', restore: { ongoing: true } },
        'restored.bin': {
          body: 'x',
          storageClass: 'DEEP_ARCHIVE',
          restore: { ongoing: false, expiry: '2099-12-01T00:00:00Z' },
        },
        'inherits.txt': { body: 'x' },
        'granted/a b.txt': {
          body: 'x',
          acl: {
            grants: [
              { grantee: owner, permission: 'FULL_CONTROL' },
              { grantee: 'http://cam.qcloud.com/groups/global/AllUsers', permission: 'READ' },
            ],
          },
        },
        'private.txt': { body: 'x', acl: { grants: [{ grantee: owner, permission: 'FULL_CONTROL' }] } },
      },
    },
    [PLAIN]: { region: 'ap-shanghai' },
  },
  cam: {
    users: {
      [OWNER]: {
        name: 'root',
        type: 'root',
        accessKeys: [{ id: 'AKIDROOT', status: 'Active', secretKey: 'rootsecret' }],
      },
      [ALICE]: {
        name: 'alice',
        type: 'sub',
        accessKeys: [
          { id: 'AKIDALICE1', status: 'Inactive', createdAt: '2024-01-01T00:00:00Z' },
          { id: 'AKIDALICE2', status: 'Deleted', createdAt: '2023-01-01T00:00:00Z' },
        ],
        policies: [
          { name: 'reads', document: allow('name/cos:GetObject'), deactivated: false },
          { name: 'old', document: allow('name/cos:*'), deactivated: true },
        ],
        groups: ['devs'],
        boundary: { name: 'limits', document: allow('name/cos:Get*') },
      },
      [BOB]: { name: 'bob', type: 'collaborator', accessKeys: [], policies: [], groups: [], boundary: null },
      [READER]: {
        name: 'cos403',
        type: 'sub',
        accessKeys: [{ id: READER_KEY.secretId, secretKey: READER_KEY.secretKey, status: 'Active' }],
        policies: [],
        groups: [],
      },
    },
    groups: { devs: { policies: [{ name: 'lists', document: allow('name/cos:GetBucket') }] } },
    roles: {
      [ROLE]: { name: 'uploader', policies: [{ name: 'uploads', document: allow('name/cos:PutObject') }] },
    },
  },
};

export const startAccount = (scenario: Scenario = ACCOUNT): Promise<LocalCloud> => startLocalCloud({ scenario, parts });

/** Live facts of a local account. Nothing waits; `calls` may be limited. */
export async function factsOf(
  local: LocalCloud,
  options: { credentials?: Credentials; calls?: number } & Partial<LiveFactsOptions> = {},
): Promise<{ facts: LiveFacts; budget: FactBudget }> {
  const { credentials, calls = 1_000, ...rest } = options;
  const cloud = await openCloud({
    env: { COS403_LOCAL_CLOUD: local.url },
    ...(credentials ? { credentials } : {}),
    patience: { nowMs: Date.now, random: () => 0, sleep: async () => {} },
  });
  const budget: FactBudget = { calls, deadlineMs: Number.POSITIVE_INFINITY };
  const patience = { nowMs: () => Date.parse('2026-11-23T10:00:00.400Z'), random: () => 0, sleep: async () => {} };
  return { facts: liveFacts({ cos: cloud.cos, api: cloud.api, budget, patience, ...rest }), budget };
}
