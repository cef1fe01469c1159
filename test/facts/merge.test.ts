import fc from 'fast-check';
import { aclOf, factsOf } from '../../lib/facts/bucket-facts.js';
import { emptySnapshot, type Fragment, lookUp, mergeFacts } from '../../lib/facts/merge.js';
import { pointer, pointerOf } from '../../lib/facts/pointer.js';
import { runs } from '../support/property.js';

const OWNER = 'qcs::cam::uin/1:uin/1';
const ALL = 'http://cam.qcloud.com/groups/global/AllUsers';
const owner = { grantee: OWNER, permission: 'FULL_CONTROL' };
const everyone = { grantee: ALL, permission: 'READ' };

describe("an object's ACL document", () => {
  test.each([
    ['default', [owner], null],
    ['Default', [owner, everyone], null],
    ['', [owner], 'ambiguous'],
    ['', [], 'ambiguous'],
    ['private', [owner], { grants: [owner] }],
    ['', [owner, everyone], { grants: [owner, everyone] }],
    ['public-read', [owner, everyone], { grants: [owner, everyone] }],
  ])('with x-cos-acl %j and %j means %j', (canned, grants, expected) => {
    expect(aclOf({ acl: { grants }, ownerId: OWNER, canned })).toEqual(expected);
  });
});

describe('the head of an object', () => {
  const head = (headers: Record<string, string>) => factsOf({ size: 0, etag: '', lastModifiedMs: 0, headers });
  test.each([
    [{}, { exists: true, storageClass: 'STANDARD', restore: null }],
    [{ 'x-cos-storage-class': 'ARCHIVE' }, { exists: true, storageClass: 'ARCHIVE', restore: null }],
    [
      { 'x-cos-storage-class': 'ARCHIVE', 'x-cos-restore': 'ongoing-request="true"' },
      { exists: true, storageClass: 'ARCHIVE', restore: { ongoing: true } },
    ],
    [
      { 'x-cos-restore': 'ongoing-request="false", expiry-date="Mon, 13 Apr 2020 16:00:00 GMT"' },
      { exists: true, storageClass: 'STANDARD', restore: { ongoing: false, expiry: '2020-04-13T16:00:00Z' } },
    ],
  ])('%j is %j', (headers, expected) => {
    expect(head(headers as Record<string, string>)).toEqual(expected);
  });
});

describe('merging', () => {
  const base = emptySnapshot('2026-11-23T10:00:00Z');

  test('an unknown goes away when the fact is learnt, and null is learnt', () => {
    const unknown = [{ fact: '/buckets/b/policy', reason: 'timeout' }];
    const before = mergeFacts(base, { unknown });
    expect(before.unknown).toEqual(unknown);
    expect(mergeFacts(before, { buckets: { b: { policy: null } } }).unknown).toBeUndefined();
  });

  test('the last reason for a fact holds', () => {
    const once = mergeFacts(base, { unknown: [{ fact: '/cam/complete', reason: 'budget' }] });
    const twice = mergeFacts(once, {
      unknown: [{ fact: '/cam/complete', reason: 'UnauthorizedOperation', permission: 'cam:ListAccounts' }],
    });
    expect(twice.unknown).toEqual([
      { fact: '/cam/complete', reason: 'UnauthorizedOperation', permission: 'cam:ListAccounts' },
    ]);
  });

  const facts: Fragment[] = [
    { account: { ownerUin: '1' } },
    { buckets: { b: { acl: { grants: [] } } } },
    { buckets: { b: { policy: null } } },
    { buckets: { b: { objects: { 'a/b': { exists: true } } } } },
    { buckets: { b: { objects: { 'a/b': { acl: null } } } } },
    { buckets: { a: { cors: null } } },
    { cam: { users: { '2': { accessKeys: [] } } } },
    { cam: { users: { '2': { name: 'x' }, '1': {} }, complete: true } },
    { cam: { groups: { g: { policies: [] } } } },
    { cam: { roles: { '4611686018427844696': { name: 'r' } } } },
    { unknown: [{ fact: '/buckets/b/acl', reason: 'timeout' }] },
    { unknown: [{ fact: '/buckets/c/acl', reason: 'timeout' }] },
  ];
  test('the order of calls does not show', () => {
    const all = JSON.stringify(facts.reduce(mergeFacts, base));
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (order) => {
        expect(JSON.stringify(order.reduce(mergeFacts, base))).toBe(all);
      }),
      runs(),
    );
  });
});

test('pointers survive any name', () => {
  fc.assert(
    fc.property(fc.string(), (key) => {
      const snapshot = mergeFacts(emptySnapshot(''), {
        buckets: { b: { objects: Object.fromEntries([[key, { exists: true }]]) } },
      });
      const known = lookUp(snapshot, pointerOf({ fact: 'object', bucket: 'b', key }));
      expect(known).toEqual({ exists: true });
    }),
    runs(),
  );
  expect(pointer('buckets', 'b', 'objects', 'a/b~c')).toBe('/buckets/b/objects/a~1b~0c');
  expect(lookUp(emptySnapshot(''), '/buckets/constructor')).toBeUndefined();
});
