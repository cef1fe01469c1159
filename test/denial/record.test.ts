import { hostStyle } from '../../lib/denial/host-style.js';
import { extensionThatMatters, pathForm } from '../../lib/denial/path-form.js';
import { keyForm, requesterOf } from '../../lib/denial/requester.js';
import { conditionParams, decodedKey, halfHours, prefixOf, refererForm, signingOf } from '../../lib/denial/shape.js';

test.each([
  [{ requester: '1:2', accessKeyId: 'AKIDx' }, '1:2'],
  [{ requester: '-', accessKeyId: 'AKIDx' }, 'key:AKIDx'],
  [{ requester: '-', accessKeyId: '-' }, 'anonymous'],
])('the requester of %j is %s', (record, expected) => {
  expect(requesterOf(record)).toBe(expected);
});

test.each([
  ['-', 'none'],
  [`AKID${'a'.repeat(32)}`, 'permanent'],
  [`AKID${'a'.repeat(60)}`, 'temporary'],
  ['AKIDSuCmiBvppcdxShtPrCjhEUPFpzSzmXEEhG2bFVgd7-J6AsmEPu8NYMOhgx3HLExh', 'temporary'],
  [`IKID${'a'.repeat(32)}`, 'permanent'],
  [`AKID${'a'.repeat(31)}_`, 'temporary'],
  ['changeme', 'malformed'],
  [`xAKID${'a'.repeat(32)}`, 'malformed'],
  [`AKID${'a'.repeat(31)} `, 'malformed'],
  ['AKIDabcdefg', 'malformed'],
  ['', 'none'],
])('the key %s is %s', (id, form) => {
  expect(keyForm(id)).toBe(form);
});

test.each([
  ['b-1.cos.ap-guangzhou.myqcloud.com', 'virtual'],
  ['b-1.cos.ap-guangzhou.tencentcos.cn', 'virtual'],
  ['cos.ap-guangzhou.myqcloud.com', 'path'],
  ['service.cos.myqcloud.com', 'service'],
  ['b-1.cos-website.ap-guangzhou.myqcloud.com', 'website'],
  ['b-1.cos.accelerate.myqcloud.com', 'accelerate'],
  ['b-1.cos-internal.accelerate.tencentcos.cn', 'internal'],
  ['b-1.pic.ap-guangzhou.myqcloud.com', 'image'],
  ['b-1.picsh.ap-shanghai.myqcloud.com', 'image'],
  ['b-1.ci.ap-shanghai.myqcloud.com', 'image'],
  ['cos-internal.ap-guangzhou.tencentcos.cn', 'path'],
  ['static.example.com', 'custom'],
  ['b-1.cos.ap-guangzhou.myqcloud.com.example.com', 'custom'],
  ['b-1.cos.ap-guangzhou.myqcloud.com.', 'custom'],
  ['xcos.ap-guangzhou.myqcloud.com', 'custom'],
  ['x-service.cos.myqcloud.com', 'custom'],
  ['service.cos.myqcloud.com.example.com', 'custom'],
  ['b-1.cos.ap-guangzhou.myqcloudXcom', 'custom'],
])('the host %s is of style %s', (host, style) => {
  expect(hostStyle(host, 'name/cos:GetObject')).toBe(style);
});

test('a region without a bucket names the service when buckets are listed', () => {
  expect(hostStyle('cos.ap-guangzhou.myqcloud.com', 'name/cos:GetService')).toBe('service');
  expect(hostStyle('b-1.cos.ap-guangzhou.myqcloud.com', 'name/cos:GetService')).toBe('virtual');
});

test.each([
  ['/a/b.txt', 'plain'],
  ['/a%20b', 'space'],
  ['/%E4%BD%A0', 'non-ascii'],
  ['/a+b', 'plus'],
  ['/a%2520b', 'double-encoded'],
  ['/a//b', 'double-slash'],
  ['/a%2b', 'plus'],
  ['/你', 'non-ascii'],
  ['/a b', 'space'],
  ['/100%25', 'percent'],
  ['/100%25x', 'percent'],
  ['/100%2', 'percent'],
  ['/100%2x', 'percent'],
  ['/100%', 'percent'],
  ['/a(1)', 'special'],
  ['/a%21', 'special'],
])('the path %s is of form %s', (path, form) => {
  expect(pathForm(path)).toBe(form);
});

test.each([
  ['/app/setup.apk', 'apk'],
  ['/app/SETUP.APK', 'apk'],
  ['/app/setup.ipa', 'ipa'],
  ['/app/setup.apk.zip', ''],
  ['/app/apk', ''],
])('the extension of %s that COS treats specially is %j', (path, extension) => {
  expect(extensionThatMatters(path)).toBe(extension);
});

describe('what keeps requests apart', () => {
  test.each([
    ['https://a.example/p?q=1#f', 'https://a.example/p'],
    ['https://a.example/p#f', 'https://a.example/p'],
    ['https://a.example/p', 'https://a.example/p'],
    ['?q', '-'],
    ['-', '-'],
    ['', '-'],
    [`https://a.example/${'x'.repeat(182)}`, `https://a.example/${'x'.repeat(182)}`],
    [`https://a.example/${'x'.repeat(183)}`, `https://a.example/${'x'.repeat(182)}`],
  ])('of the referer %s: %s', (referer, form) => {
    expect(refererForm(referer)).toBe(form);
  });

  test.each([
    ['', null],
    ['max-keys=10', null],
    ['xprefix=1', null],
    ['prefix=a%2Fb', { prefix: 'a/b' }],
    ['pref%69x=a', { prefix: 'a' }],
    ['max-keys=1&pref%69x=a', { prefix: 'a' }],
    ['PREFIX=a&prefix=b', { prefix: 'a' }],
    ['VersionID=1&prefix=b', { prefix: 'b', versionId: '1' }],
    ['response-content-type=text/plain', { 'response-content-type': 'text/plain' }],
    ['marker=%E4%BD%A0', null],
    [`prefix=${'x'.repeat(1025)}`, { prefix: 'x'.repeat(1024) }],
  ])('of the query %s: %j', (query, params) => {
    expect(conditionParams(query)).toEqual(params);
  });

  test('condition parameters are in alphabetical order, so that equal shapes are equal', () => {
    expect(Object.keys(conditionParams('versionId=1&response-content-type=a&prefix=b') ?? {})).toEqual([
      'prefix',
      'response-content-type',
      'versionId',
    ]);
  });

  test.each([
    ['/a/b/c.txt', '/a/'],
    ['/%E4%BD%A0/b', '/你/'],
    ['/a.txt', '/'],
    ['/', '/'],
    ['//a', '//'],
  ])('of the path %s: the folder %s', (path, prefix) => {
    expect(prefixOf(path)).toBe(prefix);
  });

  test('of a key: as COS sees it, decoded', () => {
    expect(decodedKey('/a%20b%2')).toBe('/a b%2');
  });
});

describe('who signed', () => {
  const url = (form: 'cos' | 'cos-legacy' | 'aws-v4' | 'aws-v2') => ({
    form,
    accessKeyId: `AKID${'a'.repeat(32)}`,
    startMs: null,
    endMs: null,
    securityToken: true,
    signedHeaders: [],
  });

  test.each([
    ['cos', 'url-cos'],
    ['cos-legacy', 'url-cos-legacy'],
    ['aws-v4', 'url-aws'],
    ['aws-v2', 'url-aws'],
  ] as const)('a %s signature in the URL is %s', (form, signedBy) => {
    expect(signingOf({ accessKeyId: '-', startTimeMs: 0, urlSignature: url(form) })).toEqual({
      signedBy,
      keyForm: 'permanent',
      securityToken: true,
      validity: 'none',
      offByMs: null,
      signSkewMs: null,
    });
  });

  test('the key of field 8 counts before the one in the URL', () => {
    expect(signingOf({ accessKeyId: 'changeme', startTimeMs: 0, urlSignature: url('cos') }).keyForm).toBe('malformed');
  });

  test.each([
    ['-', 'none', 'none'],
    [`AKID${'a'.repeat(32)}`, 'header', 'permanent'],
  ])('without a signature in the URL, key %s: %s', (accessKeyId, signedBy, form) => {
    expect(signingOf({ accessKeyId, startTimeMs: 0, urlSignature: null })).toEqual({
      signedBy,
      keyForm: form,
      securityToken: false,
      validity: 'none',
      offByMs: null,
      signSkewMs: null,
    });
  });
});

describe('a validity window', () => {
  const at = (startMs: number, endMs: number, now: number) =>
    signingOf({
      accessKeyId: '-',
      startTimeMs: now,
      urlSignature: { form: 'cos', accessKeyId: 'AKIDx', startMs, endMs, securityToken: false, signedHeaders: [] },
    });

  test.each([
    [0, 10_000, 10_000, 'valid', null],
    [0, 10_000, 11_000, 'expired', 1000],
    [20_000, 30_000, 11_000, 'not-yet-valid', 9000],
    [5000, 5000, 5000, 'zero', null],
  ])('%i to %i at %i is %s by %s', (start, end, now, validity, offByMs) => {
    expect(at(start, end, now)).toMatchObject({ validity, offByMs, signSkewMs: start - now });
  });

  test('without a start ends all the same, and a start alone is no window', () => {
    const half = (startMs: number | null, endMs: number | null) =>
      signingOf({
        accessKeyId: '-',
        startTimeMs: 11_000,
        urlSignature: { form: 'aws-v4', accessKeyId: 'AKIDx', startMs, endMs, securityToken: false, signedHeaders: [] },
      });
    expect(half(null, 10_000)).toMatchObject({ validity: 'expired', offByMs: 1000, signSkewMs: null });
    expect(half(null, 12_000)).toMatchObject({ validity: 'valid', offByMs: null, signSkewMs: null });
    expect(half(20_000, null)).toMatchObject({ validity: 'none', offByMs: null, signSkewMs: 9000 });
  });

  describe('that is off by whole half hours shows the time zone', () => {
    const minute = 60_000;
    const hour = 60 * minute;
    test.each([
      [8 * hour, 9 * hour, 16],
      [8 * hour + 2 * minute, 9 * hour, 16],
      [8 * hour + 2 * minute + 1, 9 * hour, null],
      [-8 * hour - minute, -7 * hour, -16],
      [10 * minute, 9 * hour, null],
      [14 * hour, 15 * hour, 28],
      [14 * hour + 30 * minute, 15 * hour, null],
    ])('%i ms to %i ms: %s', (start, end, halves) => {
      expect(halfHours(at(start, end, 0), 'request-expired')).toBe(halves);
    });

    test('only where time decides', () => {
      expect(at(-8 * hour, hour, 0).validity).toBe('valid');
      expect(halfHours(at(-8 * hour, hour, 0), 'access-denied')).toBeNull();
      expect(halfHours(at(-8 * hour, hour, 0), 'time-skewed')).toBe(-16);
      expect(halfHours(at(-8 * hour, -hour, 0), 'access-denied')).toBe(-16);
      expect(halfHours(at(8 * hour, 9 * hour, 0), 'access-denied')).toBe(16);
      expect(halfHours(at(15 * minute, hour, 0), 'request-expired')).toBeNull();
      expect(halfHours({ ...at(0, hour, 0), signSkewMs: null }, 'time-skewed')).toBeNull();
    });
  });
});
