import { askedAction } from '../../lib/policy/actions.js';
import { simulate } from '../../lib/policy/simulate.js';
import { type Case, requestOf, snapshotOf } from './case.js';

const given = (change: Partial<Case>): Case =>
  ({ name: '', page: '', requester: 'anonymous', action: 'GetObject', key: 'x', ...change }) as Case;
const ask = (change: Partial<Case>, options = {}) =>
  simulate(requestOf(given(change)), snapshotOf(given(change)), options);

describe('the answer', () => {
  test('carries the id of its request, and none without', () => {
    const request = requestOf(given({}));
    expect(simulate({ ...request, id: 'r1' }, snapshotOf(given({}))).id).toBe('r1');
    expect('id' in simulate(request, snapshotOf(given({})))).toBe(false);
  });

  test('says what was assumed, when it rests on it', () => {
    const assumed = ['/buckets/examplebucket-1250000000/objects/x'];
    expect(ask({}, { assumeInherits: true })).toMatchObject({ decision: 'deny', assumed });
    expect(ask({}).assumed).toBeUndefined();
    expect(ask({ requester: 'root' }, { assumeInherits: true }).assumed).toBeUndefined();
    expect(ask({ key: 'a/b.txt' }, { assumeInherits: true }).assumed).toBeUndefined();
    const all = { action: 'cos:*', resource: '*' };
    for (const effect of ['allow', 'deny']) {
      const answer = ask({ requester: 'alice', userPolicy: { ...all, effect } }, { assumeInherits: true });
      expect([answer.reason, answer.assumed]).toEqual([
        effect === 'allow' ? 'policy-allow' : 'explicit-deny',
        undefined,
      ]);
    }
  });

  test('policies on trial count as if they were in force', () => {
    const statement = { effect: 'allow', principal: '*', action: 'cos:GetObject', resource: '*' };
    const bucket = ask({}, { extraPolicies: { bucketPolicy: { statement } } });
    expect(bucket.decisive).toEqual([
      { source: 'bucket-policy', name: 'examplebucket-1250000000 (proposed)', statement: 1 },
    ]);
    const identityPolicies = [{ name: 'new', document: { statement: { ...statement } } }];
    expect(ask({ requester: 'role' }, { extraPolicies: { identityPolicies } }).decisive[0]?.source).toBe('role-policy');
    expect(ask({ requester: 'alice' }, { extraPolicies: { identityPolicies } }).decisive[0]?.source).toBe(
      'user-policy',
    );
    const unread = { extraPolicies: { identityPolicies: [{ name: 'unread' }] }, assumeInherits: true };
    expect(ask({ requester: 'alice' }, unread).missing).toEqual(['/extra/0/document']);
  });
});

describe('the action of a request', () => {
  test.each([
    ['name/cos:GetObject', 'name/cos:GetObject', 'getobject', 'cos:getobject'],
    ['GetObject', 'name/GetObject', 'getobject', 'cos:getobject'],
    ['ci:CreateProcess', 'name/ci:CreateProcess', 'createprocess', 'ci:createprocess'],
    [' cos:GetObject ', 'name/cos:GetObject', 'getobject', 'cos:getobject'],
    [' name/cos:Get Object ', 'name/cos:Get Object', 'getobject', 'cos:getobject'],
  ])('%s', (action, text, name, full) => {
    expect(askedAction(action, 'k')).toMatchObject({ text, name, sure: [full], perhaps: [] });
  });

  test.each([
    ['GetService', null, 'operation'],
    ['GetService', 'k', 'operation'],
    ['GetBucket', 'k', 'bucket'],
    ['ListMultipartUploads', null, 'bucket'],
    ['PutObject', null, 'object'],
    ['InitiateMultipartUpload', null, 'object'],
    ['UploadPart', null, 'object'],
    ['UploadPartCopy', null, 'object'],
    ['CompleteMultipartUpload', null, 'object'],
    ['AbortMultipartUpload', null, 'object'],
    ['ListParts', null, 'object'],
    ['DescribeJob', 'k', 'operation'],
    ['Other', null, 'bucket'],
    ['Other', 'k', 'object'],
  ])('%s with key %s works on the %s', (action, key, level) => {
    expect(askedAction(`name/cos:${action}`, key).level).toBe(level);
  });
});
