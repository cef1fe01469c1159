import fc from 'fast-check';
import type { Snapshot } from '../../lib/facts/snapshot.js';
import { type Fix, type FixOptions, leastPrivilege } from '../../lib/policy/fix.js';
import { keyPatterns } from '../../lib/policy/fix-resources.js';
import { simulate } from '../../lib/policy/simulate.js';
import type { SimulationRequest } from '../../lib/policy/types.js';
import { runs } from '../support/property.js';
import { ALICE, BUCKET, type Case, ROOT, requestOf, snapshotOf } from './case.js';

const account = (change: Partial<Case> = {}): Snapshot => snapshotOf({ ...change } as Case);
const asked = (requester: string, action: string, key: string | null, bucket: string | null = BUCKET) =>
  requestOf({ requester, action, key, bucket } as Case);
const base = `qcs::cos:ap-guangzhou:uid/1250000000:${BUCKET}/`;
/** Facts are complete but for the objects, as in a diagnosis. */
const fix = (requests: SimulationRequest[], facts = account(), options: FixOptions = {}): Fix =>
  leastPrivilege(requests, facts, { assumeInherits: true, ...options });
const ids = (answer: Fix) => answer.warnings.map((warning) => warning.id);

/** Approved texts: id, English, Chinese. */
const SAID = [
  [
    'copy-source',
    'A copy also needs name/cos:GetObject on its source, which the log does not show.',
    '复制操作还需要源对象的 name/cos:GetObject 权限，日志中看不到源对象。',
  ],
  [
    'region-unknown',
    'The region of examplebucket-1250000000 is not known: the resource holds for all regions.',
    'examplebucket-1250000000 的地域未知：资源适用于所有地域。',
  ],
  ['star-in-key', 'A star in a key is a wildcard in a policy.', '对象键中的星号在策略中是通配符。'],
  [
    'boundary',
    'The permission boundary of the identity does not allow it: widen the boundary as well.',
    '该身份的权限边界不允许该操作：还需要放宽权限边界。',
  ],
  [
    'keep-statements',
    'examplebucket-1250000000 has a policy: add the statement to it, putting this document alone would replace it.',
    'examplebucket-1250000000 已有存储桶策略：请将语句添加进去，直接设置本文档会覆盖原策略。',
  ],
  [
    'disputed-deny',
    'Whether statement 1 of bucket policy examplebucket-1250000000 (deny everyone, with a condition) binds signed requests is not documented clearly: change it if the allow does not help.',
    '存储桶策略 examplebucket-1250000000 的第 1 条语句（带条件拒绝所有人）是否约束签名请求，文档没有明确说明：如果授权后仍被拒绝，请修改它。',
  ],
  [
    'key-unknown',
    'The log does not show the keys of name/cos:PostObject: narrow the resource to the prefix that is meant.',
    '日志中看不到 name/cos:PostObject 的对象键：请将资源收窄到实际使用的前缀。',
  ],
  [
    'other-account',
    'The identity also needs a policy of its own account, or its policies could not be read.',
    '该身份还需要其所属账号的授权，或者其策略无法读取。',
  ],
  [
    'public',
    'This opens the resource to everybody: sign the requests instead where they come from your own programs.',
    '这会向所有人开放该资源：如果请求来自自己的程序，请改为使用签名访问。',
  ],
  [
    'too-long',
    'The policy is longer than the 20 KB that COS takes: replace resources by wider prefixes.',
    '策略超过 COS 允许的 20 KB：请用更宽的前缀替换其中的资源。',
  ],
  [
    'unverified',
    'The simulator cannot confirm it: 100000000001:100000000002 name/cos:GetObject examplebucket-1250000000/a: denied, nothing grants it.',
    '模拟器无法确认：100000000001:100000000002 name/cos:GetObject examplebucket-1250000000/a：被拒绝，没有任何策略授予该权限。',
  ],
];

describe('the least policy', () => {
  test('is one statement for one refused request, attached to the user', () => {
    expect(leastPrivilege([asked('alice', 'GetObject', 'a/b.txt')], account())).toEqual({
      kind: 'user-policy',
      policy: {
        version: '2.0',
        statement: [{ effect: 'allow', action: ['name/cos:GetObject'], resource: [`${base}a/b.txt`] }],
      },
      verified: true,
      warnings: [],
    });
  });

  test('names the folder when the requests show several keys of it, never the bucket', () => {
    const keys = ['img/1.jpg', 'img/2.jpg', 'img/big/3.jpg', 'doc/x.pdf', 'top.txt', 'root.txt'];
    const { policy } = fix(keys.map((key) => asked('alice', 'GetObject', key)));
    expect(policy['statement']).toEqual([
      {
        effect: 'allow',
        action: ['name/cos:GetObject'],
        resource: ['doc/x.pdf', 'img/*', 'root.txt', 'top.txt'].map((path) => base + path),
      },
    ]);
  });

  test('joins actions only where their resources are the same', () => {
    const { policy, verified } = fix([
      asked('alice', 'PutObject', 'a/1'),
      asked('alice', 'GetObject', 'a/1'),
      asked('alice', 'DeleteObject', 'b/1'),
      asked('alice', 'GetBucket', null),
      asked('alice', 'HeadBucket', null),
      asked('alice', 'GetService', null, null),
    ]);
    expect(verified).toBe(true);
    expect(policy['statement']).toEqual([
      { effect: 'allow', action: ['name/cos:DeleteObject'], resource: [`${base}b/1`] },
      { effect: 'allow', action: ['name/cos:GetBucket', 'name/cos:HeadBucket'], resource: [base] },
      { effect: 'allow', action: ['name/cos:GetObject', 'name/cos:PutObject'], resource: [`${base}a/1`] },
      { effect: 'allow', action: ['name/cos:GetService'], resource: ['*'] },
    ]);
  });

  test('an operation-level action takes everything even when a bucket was named', () => {
    const { policy, verified } = fix([asked('alice', 'CreateJob', null)]);
    expect(policy['statement']).toEqual([{ effect: 'allow', action: ['name/cos:CreateJob'], resource: ['*'] }]);
    expect(verified).toBe(true);
  });

  test('grants the right behind a call, not its name', () => {
    const actionsOf = (action: string, key: string | null = 'k') =>
      (fix([asked('alice', action, key)]).policy['statement'] as { action: string[] }[])[0]!.action;
    expect(actionsOf('PutObjectCopy')).toEqual(['name/cos:PutObject']);
    expect(actionsOf('UploadPartCopy')).toEqual(['name/cos:PutObject', 'name/cos:UploadPartCopy']);
    expect(actionsOf('DeleteMultipleObjects', null)).toEqual(['name/cos:DeleteObject']);
    expect(actionsOf('cos:GetObject')).toEqual(['name/cos:GetObject']);
  });

  test('a role gets a policy of its own', () => {
    const answer = fix([asked('role', 'PutObject', 'a')]);
    expect([answer.kind, answer.verified]).toEqual(['user-policy', true]);
  });

  test('anonymous reading becomes a bucket policy for everyone, with a warning', () => {
    const answer = fix([asked('anonymous', 'GetObject', 'a')]);
    expect(answer.kind).toBe('bucket-policy');
    expect(answer.policy['statement']).toEqual([
      {
        principal: { qcs: ['qcs::cam::anyone:anyone'] },
        effect: 'allow',
        action: ['name/cos:GetObject'],
        resource: [`${base}a`],
      },
    ]);
    expect(answer.verified).toBe(true);
    expect(ids(answer)).toEqual(['public']);
  });

  test('a foreign root is named by the bucket policy', () => {
    const answer = fix([asked('foreign-root', 'GetObject', 'a')]);
    expect(answer.policy['statement']).toMatchObject([
      { principal: { qcs: ['qcs::cam::uin/200000000001:uin/200000000001'] } },
    ]);
    expect([answer.kind, answer.verified, ids(answer)]).toEqual(['bucket-policy', true, []]);
  });

  test('a foreign user also needs the half of its own account', () => {
    const answer = fix([asked('foreign-sub', 'GetObject', 'a')]);
    expect(answer.verified).toBe(null);
    expect(ids(answer)).toEqual(['other-account']);
  });

  test('a bucket policy names users and roles one by one', () => {
    const requests = ['alice', 'role', 'foreign-role'].map((who) => asked(who, 'GetObject', 'a'));
    const { policy } = fix(requests, account(), { kind: 'bucket-policy' });
    const principals = (policy['statement'] as { principal: { qcs: string[] } }[]).map((one) => one.principal.qcs);
    expect(principals).toEqual([
      ['qcs::cam::uin/100000000001:roleName/uploader'],
      [`qcs::cam::uin/${ROOT}:uin/${ALICE}`],
      ['qcs::cam::uin/200000000001:role/4611686018400000002'],
    ]);
    expect(fix([asked('alice', 'GetObject', 'a')], account(), { kind: 'bucket-policy' }).verified).toBe(true);
  });

  test('a user of the account on a foreign bucket needs the bucket policy', () => {
    const other = { region: 'ap-x', ownerUin: '200000000001', policy: null, acl: { grants: [] } };
    const facts = account({ snapshot: { buckets: { 'other-1260000000': other } } });
    expect(fix([asked('alice', 'GetObject', 'a', 'other-1260000000')], facts).kind).toBe('bucket-policy');
  });

  test('a session policy is checked as one', () => {
    const facts = account({ userPolicy: { effect: 'allow', action: 'cos:*', resource: '*' } });
    const answer = fix([asked('alice', 'PutObject', 'up/a'), asked('alice', 'PutObject', 'up/b')], facts, {
      kind: 'session-policy',
    });
    expect(answer.policy['statement']).toEqual([
      { effect: 'allow', action: ['name/cos:PutObject'], resource: [`${base}up/*`] },
    ]);
    expect([answer.kind, answer.verified]).toEqual(['session-policy', true]);
    expect(fix([asked('alice', 'PutObject', 'a')], account(), { kind: 'session-policy' }).verified).toBe(false);
  });

  test('goes to the bucket when one of the requesters cannot have a policy', () => {
    expect(fix([asked('alice', 'GetObject', 'a'), asked('anonymous', 'GetObject', 'a')]).kind).toBe('bucket-policy');
    expect(fix([asked('root', 'GetObject', 'a')]).kind).toBe('bucket-policy');
  });

  test('a SecretId whose owner is not known can only be let in with everyone', () => {
    const answer = fix([asked('key:AKIDnobody', 'GetObject', 'a')]);
    expect(answer.policy['statement']).toMatchObject([{ principal: { qcs: ['qcs::cam::anyone:anyone'] } }]);
    expect(ids(answer)).toContain('public');
  });

  test('a bucket that is not in the snapshot is named without its region', () => {
    const answer = fix([asked('alice', 'GetObject', 'a', 'new-1250000000')]);
    expect(answer.policy['statement']).toMatchObject([{ resource: ['qcs::cos::uid/1250000000:new-1250000000/a'] }]);
    expect(ids(answer)).toEqual(['region-unknown', 'unverified']);
    const nowhere = fix([asked('alice', 'GetObject', null, null)]);
    expect(nowhere.policy['statement']).toMatchObject([{ resource: ['*'] }]);
    expect([nowhere.verified, ids(nowhere)]).toEqual([true, []]);
  });

  test('is verified by all requests together', () => {
    const both = [asked('alice', 'GetObject', 'a'), asked('alice', 'PutObject', 'a')];
    const stopped = account({ userPolicy: { effect: 'deny', action: 'cos:PutObject', resource: '*' } });
    expect(fix(both, stopped).verified).toBe(false);
    expect(fix([...both, asked('alice', 'PostObject', null)]).verified).toBe(null);
    expect(fix([asked('foreign-sub', 'GetObject', 'a'), asked('foreign-root', 'GetObject', 'a')]).verified).toBe(null);
  });

  test('checks a session policy with all that is assumed', () => {
    const facts = account({ bucketAcl: [['http://cam.qcloud.com/groups/global/AuthenticatedUsers', 'READ']] });
    expect(fix([asked('alice', 'GetObject', 'new')], facts, { kind: 'session-policy' }).verified).toBe(true);
  });

  test('keeps other proposals of the caller in force', () => {
    const deny = { effect: 'deny', action: '*', resource: '*' };
    const extraPolicies = { identityPolicies: [{ name: 'x', document: { statement: deny } }] };
    expect(fix([asked('alice', 'GetObject', 'a')], account(), { extraPolicies }).verified).toBe(false);
    const off = { identityPolicies: [{ name: 'x', document: { statement: deny }, deactivated: true }, { name: 'y' }] };
    expect(fix([asked('alice', 'GetObject', 'a')], account(), { extraPolicies: off }).verified).toBe(null);
  });
});

describe('what a person must know beside the policy', () => {
  const all = { effect: 'deny', action: 'cos:*', resource: '*' };

  test('an explicit deny makes every allow useless', () => {
    const facts = account({ userPolicy: { ...all, sid: 'stop' } });
    const answer = fix([asked('alice', 'GetObject', 'a')], facts);
    expect(answer.verified).toBe(false);
    expect(answer.warnings).toEqual([
      {
        id: 'explicit-deny',
        rule: { source: 'user-policy', name: 'alice-policy', statement: 1, sid: 'stop' },
        text: {
          en: 'An explicit deny wins over every allow: change statement 1 "stop" of user policy alice-policy first.',
          zh: '显式拒绝优先于任何允许：请先修改用户策略 alice-policy 的第 1 条语句 "stop"。',
        },
      },
    ]);
  });

  test('a disputed deny may make it useless', () => {
    const condition = { ip_equal: { 'qcs:ip': '10.0.0.0/8' } };
    const facts = account({ bucketPolicy: { ...all, principal: '*', condition } });
    const answer = fix([{ ...asked('alice', 'GetObject', 'a'), context: { 'qcs:ip': '10.0.0.1' } }], facts);
    expect(answer.verified).toBe(null);
    expect(ids(answer)).toEqual(['disputed-deny']);
    expect(answer.warnings[0]?.rule).toEqual({ source: 'bucket-policy', name: BUCKET, statement: 1 });
  });

  test('a boundary in the way', () => {
    const facts = account({ boundary: { effect: 'allow', action: 'cos:PutObject', resource: '*' } });
    const answer = fix([asked('alice', 'GetObject', 'a')], facts);
    expect([answer.verified, ids(answer)]).toEqual([false, ['boundary']]);
    expect(answer.warnings[0]?.rule).toEqual({ source: 'boundary', name: 'limit' });
    const named = fix([asked('alice', 'GetObject', 'a')], facts, { kind: 'bucket-policy' });
    expect([named.verified, ids(named)]).toEqual([null, ['boundary']]);
    expect(named.warnings[0]?.rule).toBeUndefined();
  });

  test('keys that the log does not show', () => {
    const answer = fix([asked('alice', 'PostObject', null)]);
    expect(answer.policy['statement']).toEqual([
      { effect: 'allow', action: ['name/cos:PostObject'], resource: [`${base}*`] },
    ]);
    expect([answer.verified, ids(answer)]).toEqual([null, ['key-unknown']]);
  });

  test('the source of a copy, once', () => {
    for (const action of ['PutObjectCopy', 'CopyObject', 'UploadPartCopy']) {
      expect(ids(fix([asked('alice', action, 'a'), asked('alice', action, 'b')]))).toEqual(['copy-source']);
    }
  });

  test('a region that is not known', () => {
    const answer = fix(
      [asked('alice', 'GetObject', 'a')],
      account({ snapshot: { buckets: { [BUCKET]: { region: '(absent)' } } } }),
    );
    expect(answer.policy['statement']).toMatchObject([{ resource: [`qcs::cos::uid/1250000000:${BUCKET}/a`] }]);
    expect([answer.verified, ids(answer)]).toEqual([true, ['region-unknown']]);
  });

  test('a bucket policy that is there must not be overwritten', () => {
    const facts = account({ bucketPolicy: { ...all, action: 'cos:PutObject', principal: '*' } });
    expect(ids(fix([asked('foreign-root', 'GetObject', 'a')], facts))).toEqual(['keep-statements']);
    expect(ids(fix([asked('alice', 'GetObject', 'a')], facts))).toEqual([]);
  });

  test('a star in a key', () => {
    expect(ids(fix([asked('alice', 'GetObject', 'a*')]))).toEqual(['star-in-key']);
  });

  test('not more than COS takes, to the byte', () => {
    const bytes = (length: number) => fix([asked('alice', 'GetObject', 'x'.repeat(length))]);
    const rest = JSON.stringify(bytes(1).policy).length - 1;
    expect(ids(bytes(20 * 1024 - rest))).toEqual([]);
    expect(ids(bytes(20 * 1024 - rest + 1))).toEqual(['too-long']);
  });

  test('the account of the bucket and the own policies are not known', () => {
    const snapshot = {
      account: { ownerUin: '(absent)' },
      buckets: { [BUCKET]: { ownerUin: '(absent)' } },
      cam: { users: { [ROOT]: '(absent)' } },
    };
    expect(ids(fix([asked('alice', 'GetObject', 'a')], account({ snapshot })))).toEqual(['other-account']);
  });

  test('more than COS takes', () => {
    const keys = Array.from({ length: 400 }, (_, i) => `${i}-${'x'.repeat(60)}/y`);
    expect(ids(fix(keys.map((key) => asked('alice', 'GetObject', key))))).toEqual(['too-long']);
  });

  test('facts that are missing', () => {
    const answer = fix(
      [asked('alice', 'GetObject', 'a')],
      account({ snapshot: { buckets: { [BUCKET]: { policy: '(absent)' } } } }),
    );
    expect([answer.verified, ids(answer)]).toEqual([null, ['unverified']]);
    expect(answer.warnings[0]?.text.en).toContain('/buckets/examplebucket-1250000000/policy');
    const role = account({ snapshot: { cam: { users: { [ALICE]: { policies: '(absent)' } } } } });
    expect(ids(fix([asked('alice', 'GetObject', 'a')], role))).toEqual(['other-account']);
  });

  test('is said in both languages, with what it is about', () => {
    const say = (answer: Fix) => answer.warnings.map(({ id, text }) => [id, text.en, text.zh]);
    const limit = account({
      boundary: { effect: 'allow', action: 'cos:PutObject', resource: '*' },
      snapshot: { buckets: { [BUCKET]: { region: '(absent)' } } },
    });
    const disputed = account({
      bucketPolicy: { ...all, principal: '*', condition: { ip_equal: { 'qcs:ip': '10.0.0.0/8' } } },
    });
    const local = { context: { 'qcs:ip': '10.0.0.1' } };
    expect([
      ...say(fix([asked('alice', 'PutObjectCopy', 'a*')], limit)),
      ...say(fix([asked('alice', 'GetObject', 'a')], limit)).slice(1),
      ...say(fix([{ ...asked('foreign-sub', 'GetObject', 'a'), ...local }], disputed)),
      ...say(fix([asked('foreign-sub', 'PostObject', null)])),
      ...say(fix([asked('anonymous', 'GetObject', 'a')])),
      ...say(fix([asked('alice', 'GetObject', 'x'.repeat(21_000))])),
      ...say(fix([asked('alice', 'GetObject', 'a')], account(), { kind: 'session-policy' })),
    ]).toEqual(SAID);
  });

  test('a session policy cannot help where nothing is granted', () => {
    expect(ids(fix([asked('alice', 'GetObject', 'a')], account(), { kind: 'session-policy' }))).toEqual(['unverified']);
  });
});

describe('resources from keys', () => {
  const many = (n: number, name: (i: number) => string) => Array.from({ length: n }, (_, i) => name(i));

  test.each<[string, string[], string[]]>([
    ['no key', [], []],
    ['one key', ['a'], ['a']],
    ['the same key again', ['a/b', 'a/b'], ['a/b']],
    ['two of a folder', ['a/b', 'a/c'], ['a/*']],
    ['folders inside a folder that is shared', ['a/b', 'a/c', 'a/d/e', 'a/d/f'], ['a/*']],
    ['lonely keys of folders', ['a/b', 'c/d'], ['a/b', 'c/d']],
    ['a folder object', ['a/'], ['a/']],
    ['a folder object and a key in it', ['a/', 'a/b'], ['a/', 'a/b']],
    ['keys at the root', ['a', 'b'], ['a', 'b']],
    ['many deep folders are joined in their parents', many(30, (i) => `logs/${i}/x`), ['logs/*']],
    ['only the deepest are joined', [...many(30, (i) => `logs/${i}/x`), 'a/b'], ['a/b', 'logs/*']],
    ['a folder above them keeps its own', [...many(30, (i) => `logs/${i}/x`), 'a/b', 'a/c'], ['a/*', 'logs/*']],
    ['few root keys stay, also those that begin the same', ['abc', 'abd'], ['abc', 'abd']],
    ['twenty root keys too', many(20, (i) => `img_${i}`), many(20, (i) => `img_${i}`).sort()],
    ['twenty are not joined', many(20, (i) => `logs/${i}/x`), many(20, (i) => `logs/${i}/x`).sort()],
    ['many first-level folders stay', many(25, (i) => `${i}/x`), many(25, (i) => `${i}/x`).sort()],
    ['many root keys share their beginnings', [...many(25, (i) => `img_${i}`), 'top'], ['img_*', 'top']],
    ['a beginning is whole characters', many(25, (i) => `😀${i}`), ['😀*']],
  ])('%s', (_, keys, patterns) => {
    expect(keyPatterns(keys)).toEqual(patterns);
  });

  test('cover every key, and never the whole bucket', () => {
    const key = fc.string({ unit: fc.constantFrom('a', 'b', '/', 'c', '图'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 60 }), (keys) => {
        const patterns = keyPatterns(keys);
        expect(patterns).not.toContain('*');
        expect(new Set(patterns).size).toBe(patterns.length);
        for (const one of keys) {
          expect(
            patterns.some(
              (pattern) => pattern === one || (pattern.endsWith('*') && one.startsWith(pattern.slice(0, -1))),
            ),
          ).toBe(true);
        }
      }),
      runs(),
    );
  });
});

describe('the fix as a whole', () => {
  const requester = fc.constantFrom('alice', 'role', 'anonymous', 'foreign-root');
  const key = fc.constantFrom('a/1', 'a/2', 'a/b/1', 'c/1', 'top', 'root');
  const action = fc.constantFrom('GetObject', 'PutObject', 'DeleteObject', 'GetBucket', 'HeadObject');
  const one = fc
    .tuple(requester, action, key)
    .map(([who, what, where]) => asked(who, what, what.includes('Bucket') ? null : where));
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);

  /** What the requests meant: the same who and what, on the same key or on a folder of which several keys were seen. */
  function intended(given: SimulationRequest, requests: readonly SimulationRequest[]): boolean {
    const same = requests.filter((seen) => seen.requester === given.requester && seen.action === given.action);
    if (same.some((seen) => seen.key === given.key)) return true;
    const keys = new Set(same.map((seen) => seen.key ?? ''));
    return [...keys].some((seen) => {
      const folder = folderOf(seen);
      const siblings = [...keys].filter((other) => folderOf(other) === folder);
      return folder !== '' && siblings.length > 1 && (given.key ?? '').startsWith(folder);
    });
  }

  test('allows what it was made for and nothing beyond', () => {
    fc.assert(
      fc.property(
        fc.array(one, { minLength: 1, maxLength: 8 }),
        fc.array(one, { maxLength: 20 }),
        (requests, others) => {
          const facts = account();
          const answer = fix(requests, facts, { kind: 'bucket-policy' });
          expect(answer.verified).toBe(true);
          const options = { assumeInherits: true, extraPolicies: { bucketPolicy: answer.policy } };
          const open = requests.filter((request) => request.requester === 'anonymous');
          for (const other of others) {
            const publicToo = intended({ ...other, requester: 'anonymous' }, open);
            const allowed = simulate(other, facts, options).decision === 'allow';
            expect(allowed).toBe(publicToo || intended(other, requests));
          }
        },
      ),
      runs(4),
    );
  });

  test('does not depend on the order of the requests', () => {
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 8 }), (requests) => {
        expect(fix([...requests].reverse()).policy).toEqual(fix(requests).policy);
      }),
      runs(4),
    );
  });
});
