import fc from 'fast-check';
import type { Snapshot } from '../../lib/facts/snapshot.js';
import type { SimulationRequest } from '../../lib/policy/types.js';
import { ALICE, BUCKET, documentOf, ROLE, ROOT, snapshotOf } from './case.js';

/** Requests, statements and accounts that often meet each other. */
const REQUESTERS = [
  'anonymous',
  `${ROOT}:${ROOT}`,
  `${ROOT}:${ALICE}`,
  `${ROOT}:${ROLE}`,
  '200000000001:200000000001',
  '200000000001:200000000002',
];
const ACTIONS = [
  'GetObject',
  'PutObject',
  'HeadObject',
  'DeleteObject',
  'GetObjectACL',
  'GetBucket',
  'PutBucketPolicy',
];
const KEYS = ['a/b.txt', 'a/c.txt', 'c', 'a/b/c/d'];
const GRANTEES = [
  'http://cam.qcloud.com/groups/global/AllUsers',
  'http://cam.qcloud.com/groups/global/AuthenticatedUsers',
  `qcs::cam::uin/${ROOT}:uin/${ROOT}`,
  `qcs::cam::uin/${ROOT}:uin/${ALICE}`,
  'qcs::cam::uin/200000000001:uin/200000000001',
  'somebody',
];

export const request: fc.Arbitrary<SimulationRequest> = fc
  .record({
    requester: fc.constantFrom(...REQUESTERS),
    action: fc.constantFrom(...ACTIONS),
    key: fc.constantFrom(...KEYS),
    ip: fc.constantFrom('10.0.0.1', '203.0.113.7', '?', null),
  })
  .map(({ requester, action, key, ip }) => ({
    requester,
    action: `name/cos:${action}`,
    bucket: BUCKET,
    key: action.includes('Bucket') ? null : key,
    context: ip === null ? {} : { 'qcs:ip': ip },
  }));

const principal = fc.constantFrom<unknown>(
  '*',
  { qcs: ['qcs::cam::anyone:anyone'] },
  { qcs: [`qcs::cam::uin/${ROOT}:uin/${ALICE}`] },
  { qcs: [`qcs::cam::uin/${ROOT}:uin/${ROOT}`] },
  { qcs: [`qcs::cam::uin/${ROOT}:roleName/uploader`] },
  { qcs: ['qcs::cam::uin/200000000001:uin/200000000001'] },
  { qcs: ['qcs::cam::uin/200000000001:uin/200000000002', '*'] },
  { federated: ['idp'] },
);
const action = fc.oneof(
  fc.constantFrom<unknown>('*', 'cos:Get*', 'name/cos:*', 'permid/1'),
  fc.uniqueArray(fc.constantFrom(...ACTIONS.map((name) => `name/cos:${name}`)), { maxLength: 3 }),
);
const base = `qcs::cos:ap-guangzhou:uid/1250000000:${BUCKET}/`;
const resource = fc.constantFrom<unknown>(
  '*',
  `${base}*`,
  `${base}a/*`,
  base,
  [`${base}c`, `${base}a/b*`],
  `qcs::cos:ap-beijing:uid/1250000000:${BUCKET}/*`,
  'nonsense',
);
const condition = fc.constantFrom<unknown>(
  undefined,
  undefined,
  undefined,
  { ip_equal: { 'qcs:ip': '10.0.0.0/8' } },
  { ip_not_equal: { 'qcs:ip': '10.0.0.0/8' } },
  { ip_not_equal_if_exist: { 'qcs:ip': '10.0.0.0/8' } },
  { moon: { x: 'y' } },
);

export function statement(effects: readonly string[], withPrincipal: boolean): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .record({ effect: fc.constantFrom(...effects), principal, action, resource, condition })
    .map(({ condition: block, principal: whom, ...rest }) => ({
      ...rest,
      ...(withPrincipal ? { principal: whom } : {}),
      ...(block === undefined ? {} : { condition: block }),
    }));
}

const EFFECTS = ['allow', 'deny'];
const list = (withPrincipal: boolean) => fc.array(statement(EFFECTS, withPrincipal), { maxLength: 3 });
const grants = fc.array(
  fc.tuple(fc.constantFrom(...GRANTEES), fc.constantFrom('READ', 'WRITE', 'READ_ACP', 'FULL_CONTROL')),
  { maxLength: 2 },
);

/** A whole account; everything is known. */
export const snapshot: fc.Arbitrary<Snapshot> = fc
  .record({
    bucketPolicy: list(true),
    userPolicy: list(false),
    groupPolicy: list(false),
    rolePolicy: list(false),
    boundary: fc.option(list(false), { freq: 4, nil: undefined }),
    bucketAcl: grants,
    objectAcl: fc.option(grants),
  })
  .map(({ boundary, ...rest }) => {
    const built = snapshotOf({
      name: '',
      page: '',
      requester: '',
      action: '',
      expect: { decision: '', reason: '' },
      ...rest,
      ...(boundary ? { boundary } : {}),
    });
    const bucket = built.buckets[BUCKET]!;
    const objects = Object.fromEntries(KEYS.map((key) => [key, { exists: true, acl: null }]));
    return { ...built, buckets: { [BUCKET]: { ...bucket, objects: { ...objects, ...bucket.objects } } } };
  });

export { documentOf };
