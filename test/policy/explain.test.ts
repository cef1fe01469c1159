import { ruleText, SOURCES, treeOf } from '../../lib/policy/explain.js';
import { MISMATCHES, type MismatchReason, mismatchText } from '../../lib/policy/mismatches.js';
import { simulate } from '../../lib/policy/simulate.js';
import { BUCKET, type Case, optionsOf, requestOf, snapshotOf } from './case.js';

const GET: Omit<Case, 'expect'> = { name: '', page: '', requester: 'alice', action: 'GetObject', key: 'a/b.txt' };
const ask = (change: Partial<Case>) => {
  const given = { ...GET, ...change } as Case;
  return simulate(requestOf(given), snapshotOf(given), optionsOf(given));
};
const allow = { effect: 'allow', action: 'cos:GetObject', resource: '*' };
const deny = { effect: 'deny', action: 'cos:*', resource: '*' };
const office = { condition: { ip_not_equal: { 'qcs:ip': '10.0.0.0/8' } } };

describe('the summary', () => {
  const who = '100000000001:100000000002 name/cos:GetObject examplebucket-1250000000/a/b.txt';
  const cases: [string, Partial<Case>, string, string][] = [
    [
      'an allow',
      { userPolicy: allow },
      'allowed by statement 1 of user policy alice-policy',
      '由用户策略 alice-policy 的第 1 条语句允许',
    ],
    [
      'a deny with a sid',
      { userPolicy: { ...deny, sid: 'no' } },
      'denied by statement 1 "no" of user policy alice-policy',
      '被用户策略 alice-policy 的第 1 条语句 "no"显式拒绝',
    ],
    ['nothing', {}, 'denied, nothing grants it', '被拒绝，没有任何策略授予该权限'],
    [
      'a near miss',
      { userPolicy: { ...allow, action: 'cos:PutObject' } },
      'denied, nothing grants it; statement 1 of user policy alice-policy comes closest but the action name/cos:GetObject is not among cos:PutObject',
      '被拒绝，没有任何策略授予该权限；最接近的是用户策略 alice-policy 的第 1 条语句，但操作 name/cos:GetObject 不在 cos:PutObject 之中',
    ],
    [
      'a miss of another service',
      { userPolicy: { ...allow, action: 'cvm:*' } },
      'denied, nothing grants it',
      '被拒绝，没有任何策略授予该权限',
    ],
    [
      'a miss in two elements',
      { userPolicy: { ...allow, action: 'cos:PutObject', resource: 'qcs::cos:ap-x:uid/1:*' } },
      'denied, nothing grants it',
      '被拒绝，没有任何策略授予该权限',
    ],
    [
      'an ACL',
      { bucketAcl: [['http://cam.qcloud.com/groups/global/AllUsers', 'READ']] },
      'allowed by bucket ACL examplebucket-1250000000',
      '由存储桶 ACL examplebucket-1250000000允许',
    ],
    [
      'everyone denied, and no grant',
      { bucketPolicy: { ...deny, principal: '*' } },
      'denied, nothing grants it',
      '被拒绝，没有任何策略授予该权限',
    ],
    [
      'a deny that misses by one element',
      { userPolicy: { ...deny, action: 'cos:PutObject' } },
      'denied, nothing grants it',
      '被拒绝，没有任何策略授予该权限',
    ],
    [
      'a narrow temporary key',
      { userPolicy: allow, sessionPolicy: { ...allow, action: 'cos:PutObject' } },
      'denied, statement 1 of user policy alice-policy allows it but the policy of the temporary key does not',
      '被拒绝，用户策略 alice-policy 的第 1 条语句允许，但临时密钥策略不允许',
    ],
    [
      'an open grant beside a narrow temporary key',
      {
        userPolicy: { ...allow, ...office },
        context: { 'qcs:ip': '?' },
        sessionPolicy: { ...allow, action: 'cos:PutObject' },
      },
      'denied, nothing grants it; statement 1 of policy of the temporary key session comes closest but the action name/cos:GetObject is not among cos:PutObject',
      '被拒绝，没有任何策略授予该权限；最接近的是临时密钥策略 session 的第 1 条语句，但操作 name/cos:GetObject 不在 cos:PutObject 之中',
    ],
    [
      'half of a grant across accounts',
      {
        bucketPolicy: { ...allow, principal: { qcs: ['qcs::cam::uin/100000000001:root'] } },
        snapshot: { buckets: { [BUCKET]: { ownerUin: '200000000001', acl: { grants: [] } } } },
      },
      "denied, statement 1 of bucket policy examplebucket-1250000000 allows it but no policy of the identity's own account does",
      '被拒绝，存储桶策略 examplebucket-1250000000 的第 1 条语句允许，但该身份所属账号没有任何策略允许',
    ],
    [
      'two missing facts',
      { snapshot: { cam: { users: { '100000000002': { policies: '(absent)', groups: '(absent)' } } } } },
      'open, not known: /cam/users/100000000002/groups, /cam/users/100000000002/policies',
      '未定，未知信息：/cam/users/100000000002/groups、/cam/users/100000000002/policies',
    ],
    [
      'a boundary',
      { userPolicy: allow, boundary: { ...allow, action: 'cos:PutObject' } },
      'denied, a policy allows it but the permission boundary limit does not',
      '被拒绝，策略允许但权限边界 limit不允许',
    ],
    [
      'a grant beyond a boundary',
      {
        bucketPolicy: { ...allow, principal: { qcs: ['qcs::cam::uin/100000000001:uin/100000000002'] } },
        boundary: { ...allow, action: 'cos:PutObject' },
      },
      'open, the bucket grants it but the permission boundary of the identity does not',
      '未定，存储桶已授权，但身份的权限边界不允许',
    ],
    [
      'an open condition',
      { userPolicy: { ...allow, ...office }, context: { 'qcs:ip': '?' } },
      'open, it depends on statement 1 of user policy alice-policy',
      '未定，取决于用户策略 alice-policy 的第 1 条语句',
    ],
    [
      'a missing fact',
      { snapshot: { buckets: { [BUCKET]: { policy: '(absent)' } } } },
      'open, not known: /buckets/examplebucket-1250000000/policy',
      '未定，未知信息：/buckets/examplebucket-1250000000/policy',
    ],
    [
      'an unknown session policy',
      { userPolicy: allow, sessionPolicy: 'unknown' },
      'open, the policy of the temporary key is not known',
      '未定，临时密钥的策略未知',
    ],
  ];
  test.each(cases)('of %s', (_, change, en, zh) => {
    expect(ask(change).summary).toEqual({ en: `${who}: ${en}.`, zh: `${who}：${zh}。` });
  });

  test('of the owner, and of a request without a bucket', () => {
    expect(ask({ requester: 'root', action: 'GetService', bucket: null, key: null }).summary).toEqual({
      en: '100000000001:100000000001 name/cos:GetService: allowed, the root account owns what it asks for.',
      zh: '100000000001:100000000001 name/cos:GetService：允许，主账号拥有该资源。',
    });
  });

  test('of a bucket-level action names the bucket alone', () => {
    expect(ask({ action: 'GetBucket' }).summary.en).toBe(
      '100000000001:100000000002 name/cos:GetBucket examplebucket-1250000000: denied, nothing grants it.',
    );
  });

  test('of a foreign identity', () => {
    expect(ask({ requester: 'foreign-sub' }).summary.en).toContain('grants nothing to this foreign identity');
    expect(ask({ requester: 'foreign-sub' }).summary.zh).toContain('没有授权给该外部身份');
  });

  test('names at most three rules', () => {
    const text = ask({ userPolicy: [allow, allow, allow, allow] }).summary;
    expect(text.en.match(/statement/g)).toHaveLength(3);
    expect(text.en).toContain('policy alice-policy and statement 2');
    expect(text.zh).toContain('语句、用户策略');
  });
});

describe('the tree', () => {
  test('shows every rule, its mismatches, and what is open', () => {
    const answer = ask({
      userPolicy: [allow, { ...allow, action: 'cos:PutObject' }],
      deactivatedPolicy: deny,
      bucketPolicy: { ...deny, principal: '*', ...office },
      context: { 'qcs:ip': '203.0.113.7' },
      bucketAcl: [['http://cam.qcloud.com/groups/global/AllUsers', 'WRITE']],
    });
    expect(treeOf(answer, 'en')).toEqual([
      answer.summary.en,
      '  ✗ allow bucket ACL examplebucket-1250000000 FULL_CONTROL → qcs::cam::uin/100000000001:uin/100000000001',
      '      - it is granted to qcs::cam::uin/100000000001:uin/100000000001, the request came from 100000000001:100000000002',
      '  ✗ allow bucket ACL examplebucket-1250000000 WRITE → http://cam.qcloud.com/groups/global/AllUsers (everyone)',
      '      - the permission WRITE does not cover name/cos:GetObject (READ)',
      '  ✓ deny statement 1 of bucket policy examplebucket-1250000000 (everyone)',
      '  ✓ allow statement 1 of user policy alice-policy',
      '  ✗ allow statement 2 of user policy alice-policy',
      '      - the action name/cos:GetObject is not among cos:PutObject',
      '  ✓ deny statement 1 of user policy off-policy (deactivated)',
      '  = if deny-everyone binds signed requests: denied',
      '  = if deny-everyone binds unsigned requests only: allowed',
    ]);
    expect(treeOf(answer, 'zh')).toEqual(
      expect.arrayContaining([
        '  ✓ 拒绝 存储桶策略 examplebucket-1250000000 的第 1 条语句 (所有人)',
        '  ✓ 拒绝 用户策略 off-policy 的第 1 条语句 (已停用)',
        '  = 如果“拒绝所有人”也约束签名请求: 拒绝',
        '  = 如果“拒绝所有人”只约束匿名请求: 允许',
      ]),
    );
  });

  test('marks what cannot be decided', () => {
    const lines = treeOf(ask({ userPolicy: { ...allow, effect: 'permit' } }), 'en');
    expect(lines[2 + 1]).toBe('  ? effect unknown statement 1 of user policy alice-policy');
    expect(lines[4]).toBe('      - the effect /statement/0/effect is neither allow nor deny');
  });

  test('a note for each thing that is special', () => {
    const lines = treeOf(ask({ deactivatedPolicy: { ...allow, principal: '*' } }), 'en');
    expect(lines.at(-1)).toBe('  ✓ allow statement 1 of user policy off-policy (deactivated, everyone)');
    const both = { ...deny, principal: { qcs: ['*', 'qcs::cam::uin/100000000001:uin/100000000002'] } };
    expect(ask({ bucketPolicy: both }).explain.at(-1)).toMatchObject({ everyone: true, matched: true, mismatches: [] });
  });

  test('says what is open, and by which element', () => {
    const first = (userPolicy: unknown) => ask({ userPolicy }).explain.at(-1);
    expect(first({ ...allow, effect: 'permit' })).toMatchObject({
      effect: 'unknown',
      matched: 'unknown',
      mismatches: [{ element: 'effect', reason: 'effect-unknown', expected: '/statement/0/effect' }],
    });
    expect(first({ ...allow, foo: 1 })?.mismatches).toEqual([
      { element: 'statement', reason: 'element-unknown', expected: '/statement/0/foo' },
    ]);
    expect(first('text')?.mismatches).toContainEqual({
      element: 'statement',
      reason: 'statement-unknown',
      expected: '/',
    });
    const unread = ask({ snapshot: { cam: { users: { '100000000002': { policies: [{ name: 'unread' }] } } } } });
    expect(unread.explain.at(-1)).toEqual({
      source: 'user-policy',
      name: 'unread',
      effect: 'unknown',
      matched: 'unknown',
      mismatches: [{ element: 'statement', reason: 'document-missing' }],
    });
  });

  test('a statement says whether it can concern COS at all, speaks about everyone, has a condition', () => {
    const explain = ask({
      bucketPolicy: [{ ...allow, principal: '*', ...office }],
      userPolicy: [
        { ...allow, action: 'cvm:*' },
        { ...allow, resource: 'qcs::cvm:::*' },
        { effect: 'allow' },
        { ...allow, resource: 'odd' },
        { ...allow, resource: ['qcs::cvm:::*', 'qcs::cos:::*'], action: ['cvm:*', '*'] },
      ],
    }).explain.filter((one) => one.statement !== undefined);
    expect(explain.map((one) => one.aboutCos)).toEqual([true, false, false, true, true, true]);
    expect(explain.map((one) => one.everyone === true)).toEqual([true, false, false, false, false, false]);
    expect(explain.map((one) => one.conditional === true)).toEqual([true, false, false, false, false, false]);
  });

  test('the owner rule is explained too', () => {
    expect(ask({ requester: 'root' }).explain[0]).toEqual({
      source: 'owner',
      name: '100000000001',
      effect: 'allow',
      matched: true,
      mismatches: [],
    });
    expect(ask({ requester: 'root', action: 'PutBucketPolicy' }).explain).toHaveLength(1);
  });

  test('a rule without a name is its place', () => {
    expect(ruleText({ source: 'owner', name: '' })).toEqual(SOURCES.owner);
  });
});

describe('the table of mismatches', () => {
  test.each(Object.keys(MISMATCHES) as MismatchReason[])('%s says the same values in both languages', (reason) => {
    const { en, zh } = MISMATCHES[reason];
    const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
    expect(new Set(holes(zh))).toEqual(new Set(holes(en)));
    expect(holes(en).filter((hole) => hole !== 'expected' && hole !== 'found')).toEqual([]);
    expect(en).not.toBe('');
    expect(zh).toMatch(/[\u4e00-\u9fff]/);
  });

  test('values are filled in as they are', () => {
    expect(mismatchText({ reason: 'resource-wrong-region', expected: '$&{found}', found: '$1' }).en).toBe(
      'its resource is in region $&{found}, the bucket in $1',
    );
    expect(mismatchText({ reason: 'resource-wrong-region' })).toEqual({
      en: 'its resource is in region ?, the bucket in ?',
      zh: '资源的地域是 ?，存储桶在 ?',
    });
  });
});

const NAMELESS = { cam: { roles: { '4611686018427844696': { name: '(absent)' } } } };

describe('what is wrong is said with the values that differ', () => {
  const region = 'qcs::cos:ap-beijing:uid/1250000000:examplebucket-1250000000/*';
  test.each([
    ['region', region, { reason: 'resource-wrong-region', expected: 'ap-beijing', found: 'ap-guangzhou' }],
    [
      'key',
      region.replace('ap-beijing', '').replace('/*', '/c/*'),
      { reason: 'resource-wrong-key', expected: 'c/*', found: 'a/b.txt' },
    ],
    [
      'short name',
      'qcs::cos:::examplebucket/*',
      { reason: 'resource-short-bucket', expected: 'examplebucket', found: 'examplebucket-1250000000' },
    ],
    ['appid', 'qcs::cos::uid/99:*', { reason: 'resource-wrong-appid', expected: '99', found: '1250000000' }],
    ['account', 'qcs::cos::uin/99:*', { reason: 'resource-wrong-account', expected: '99', found: '100000000001' }],
    ['service', 'qcs::cvm:::*', { reason: 'resource-wrong-service', expected: 'cvm' }],
    [
      'bucket',
      'qcs::cos:::other-1/*',
      { reason: 'resource-wrong-bucket', expected: 'other-1', found: 'examplebucket-1250000000' },
    ],
    [
      'legacy bucket',
      'qcs::cos:::prefix//1250000000/other/*',
      {
        reason: 'resource-wrong-bucket',
        expected: 'prefix//1250000000/other/*',
        found: 'prefix//1250000000/examplebucket',
      },
    ],
  ])('%s', (_, resource, mismatch) => {
    const explain = ask({ userPolicy: { ...allow, resource } }).explain.find((one) => one.source === 'user-policy');
    expect(explain?.mismatches).toEqual([{ element: 'resource', ...mismatch }]);
  });

  const reasonsOf = (change: Partial<Case>) => ask(change).explain.at(-1)?.mismatches;

  test.each<[string, unknown, Case['context'], object]>([
    [
      'a value that is none',
      { ip_equal: { 'qcs:ip': ['x', '10.0.0.0/8', 'y'] } },
      { 'qcs:ip': '11.0.0.1' },
      { reason: 'condition-value-invalid', expected: 'ip_equal qcs:ip x, 10.0.0.0/8, y', found: 'x, y' },
    ],
    [
      'a request whose value cannot be read',
      { ip_equal: { 'qcs:ip': '10.0.0.0/8' } },
      { 'qcs:ip': 'nonsense' },
      { reason: 'condition-value-invalid', expected: 'ip_equal qcs:ip 10.0.0.0/8', found: 'nonsense' },
    ],
    [
      'several values',
      { string_equal: { 'qcs:resource_tag': 'a' } },
      { 'qcs:resource_tag': ['b', 'c'] },
      { reason: 'condition-not-met', expected: 'string_equal qcs:resource_tag a', found: 'b, c' },
    ],
    [
      'a key that must be absent',
      { null_equal: { 'cos:versionid': 'true' } },
      { 'cos:versionid': 'x' },
      { reason: 'condition-not-met', expected: 'null_equal cos:versionid true', found: 'present' },
    ],
    [
      'a key that must be there',
      { null_equal: { 'cos:versionid': 'false' } },
      {},
      { reason: 'condition-not-met', expected: 'null_equal cos:versionid false', found: 'absent' },
    ],
    [
      'presence asked with other words',
      { null_equal: { 'cos:versionid': ['maybe', 'no'] } },
      {},
      { reason: 'condition-value-invalid', expected: 'null_equal cos:versionid maybe, no', found: 'maybe, no' },
    ],
    [
      'stray spaces',
      { ' Ip_equal ': { ' qcs:ip ': '10.0.0.1' } },
      { 'qcs:ip': '10.0.0.2' },
      { reason: 'condition-not-met', expected: 'Ip_equal qcs:ip 10.0.0.1', found: '10.0.0.2' },
    ],
    ['an operator', { ' moon ': { a: 'b' } }, {}, { reason: 'condition-operator-unknown', expected: 'moon' }],
    [
      'three values, all of them',
      { string_equal: { k: ['a', 'b', 'c'] } },
      { k: 'd' },
      { reason: 'condition-not-met', expected: 'string_equal k a, b, c', found: 'd' },
    ],
  ])('a condition: %s', (_, condition, context, mismatch) => {
    expect(reasonsOf({ userPolicy: { ...allow, condition }, context: context ?? {} })).toEqual([
      { element: 'condition', ...mismatch },
    ]);
  });

  test('a condition that holds is no reason', () => {
    const condition = { ip_equal: { 'qcs:ip': '10.0.0.1' } };
    const userPolicy = { ...allow, action: 'cos:PutObject', condition };
    expect(reasonsOf({ userPolicy, context: { 'qcs:ip': '10.0.0.1' } })?.map(({ element }) => element)).toEqual([
      'action',
    ]);
  });

  test('actions: three are listed whole, what is open is named alone', () => {
    const listed = (action: unknown) => reasonsOf({ userPolicy: { ...allow, action } })?.[0]?.expected;
    expect(listed(['cos:A', ' cos:B ', 'cos:C'])).toBe('cos:A, cos:B, cos:C');
    expect(listed(['cos:A', 'permid/1'])).toBe('permid/1');
  });

  test('resources: the first of two that are as close, none, and what is no key', () => {
    const found = (resource: unknown, change: Partial<Case> = {}) =>
      reasonsOf({ userPolicy: { ...allow, resource }, ...change })?.[0];
    const path = 'qcs::cos:::examplebucket-1250000000/';
    expect(found([`${path}c`, `${path}d`])).toMatchObject({ expected: 'c' });
    expect(found([])).toMatchObject({ expected: '(none)', found: 'examplebucket-1250000000/a/b.txt' });
    const service = { action: 'GetService', bucket: null, key: null };
    expect(reasonsOf({ ...service, userPolicy: { ...allow, action: '*', resource: [] } })?.[0]?.found).toBe('*');
    expect(found(`${path}xa/b.txt`)).toMatchObject({ reason: 'resource-wrong-key' });
    expect(found('qcs::cos:::/a/b.txt')).toMatchObject({ reason: 'resource-wrong-bucket', expected: '' });
    const upload = { action: 'PostObject', key: null };
    const bucket = { reason: 'resource-bucket-only', expected: path.slice('qcs::cos:::'.length), found: '?' };
    expect(reasonsOf({ ...upload, userPolicy: { ...allow, action: '*', resource: path } })?.[0]).toMatchObject(bucket);
  });

  test('principals: the closest explains, a service is named without spaces', () => {
    const named = (...qcs: string[]) =>
      reasonsOf({ requester: 'role', bucketPolicy: { ...allow, principal: { qcs } }, snapshot: NAMELESS });
    const uploader = 'qcs::cam::uin/100000000001:roleName/uploader';
    const other = 'qcs::cam::uin/100000000001:uin/100000000003';
    expect(named(uploader, other)).toMatchObject([{ reason: 'role-name-unknown', expected: 'uploader' }]);
    expect(named('qcs::cam::uin/9:uin/9', other)).toMatchObject([{ reason: 'principal-other-account' }]);
    const service = { service: [' cdn.qcloud.com '] };
    expect(reasonsOf({ bucketPolicy: { ...allow, principal: service } })?.[0]?.expected).toBe('cdn.qcloud.com');
    const elsewhere = { ...deny, action: 'cos:PutObject', principal: { qcs: [other, '*'] } };
    expect(reasonsOf({ bucketPolicy: elsewhere })?.map(({ element }) => element)).toEqual(['action']);
  });

  test('all reasons of a statement are listed', () => {
    const statement = {
      ...allow,
      action: 'cos:PutObject',
      resource: region,
      condition: { string_equal: { 'cos:x': ['a', 'b', 'c', 'd'] } },
    };
    const explain = ask({
      bucketPolicy: { ...statement, principal: { qcs: ['qcs::cam::uin/9:uin/9'] } },
      context: { 'cos:x': 'z' },
    });
    expect(explain.explain.at(-1)?.mismatches).toEqual([
      { element: 'action', reason: 'action-not-listed', expected: 'cos:PutObject', found: 'name/cos:GetObject' },
      { element: 'resource', reason: 'resource-wrong-region', expected: 'ap-beijing', found: 'ap-guangzhou' },
      { element: 'condition', reason: 'condition-not-met', expected: 'string_equal cos:x a, b, c, …', found: 'z' },
      { element: 'principal', reason: 'principal-other-account', expected: '9', found: '100000000001:100000000002' },
    ]);
  });

  test('long lists of actions and principals are cut', () => {
    const many = ['cos:A', 'cos:B', 'cos:C', 'cos:D'];
    const principals = ['1', '2', '3', '4'].map((id) => `qcs::cam::uin/100000000001:uin/${id}`);
    const answer = ask({ bucketPolicy: { ...allow, action: many, principal: { qcs: principals } } });
    expect(answer.explain.at(-1)?.mismatches.map((mismatch) => mismatch.expected)).toEqual([
      'cos:A, cos:B, cos:C, … (4)',
      `${principals.slice(0, 3).join(', ')}, … (4)`,
    ]);
    expect(ask({ userPolicy: { ...allow, action: [] } }).explain.at(-1)?.mismatches[0]?.expected).toBe('(none)');
  });
});
