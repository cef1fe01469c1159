import { readSignature, validityOf } from '../../lib/signature/read.js';
import { splitUrl, type WireRequest } from '../../lib/signature/request.js';
import { refusedForTime } from '../../lib/signature/time.js';

const COS = {
  'q-sign-algorithm': 'sha1',
  'q-ak': 'AKIDEXAMPLE',
  'q-sign-time': '100;200',
  'q-key-time': '90;210',
  'q-header-list': 'Host;content-type',
  'q-url-param-list': '',
  'q-signature': 'ABCDEF',
};
const joined = (fields: Readonly<Record<string, string>>) =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
const request = (query: string, headers: Readonly<Record<string, string>> = {}): WireRequest => ({
  method: 'GET',
  path: '/a',
  query,
  headers,
});
const inHeader = (authorization: string, headers = {}) => readSignature(request('', { authorization, ...headers }));
const without = (name: string) => joined(Object.fromEntries(Object.entries(COS).filter(([key]) => key !== name)));

describe('a COS signature', () => {
  const read = {
    form: 'cos',
    secretId: 'AKIDEXAMPLE',
    signTime: '100;200',
    keyTime: '90;210',
    headerList: ['host', 'content-type'],
    paramList: [],
    signature: 'abcdef',
  };

  test('is read from the header, the query and one parameter', () => {
    expect(inHeader(`  ${joined(COS)} `)).toEqual({ ...read, place: 'header' });
    expect(readSignature(request(`prefix=a&${joined(COS)}`))).toEqual({ ...read, place: 'query' });
    expect(readSignature(request(`sign=${encodeURIComponent(joined(COS))}`))).toEqual({ ...read, place: 'legacy' });
    expect(readSignature(request(joined(COS).replace('q-ak', 'Q-AK')))).toEqual({ ...read, place: 'query' });
  });

  test('in the header wins over one in the URL; an empty header is none', () => {
    expect(readSignature(request(joined(COS), { authorization: joined(COS) }))).toMatchObject({ place: 'header' });
    expect(readSignature(request(joined(COS), { authorization: ' ' }))).toMatchObject({ place: 'query' });
  });

  test('keeps a SecretId to the letter, and spaces around names out', () => {
    expect(inHeader(joined({ ...COS, 'q-ak': 'AKIDEXAMPLE ' }))).toMatchObject({ secretId: 'AKIDEXAMPLE ' });
    expect(inHeader(joined(COS).replace('&q-ak', '& q-ak'))).toMatchObject({ secretId: 'AKIDEXAMPLE' });
  });

  test.each(Object.keys(COS).filter((name) => name !== 'q-signature'))('without %s is malformed', (name) => {
    expect(inHeader(without(name))).toEqual({
      form: 'malformed',
      reason: `${name} is missing`,
      secretId: name === 'q-ak' ? '' : 'AKIDEXAMPLE',
    });
  });

  test.each([
    [{ 'q-sign-algorithm': 'sha256' }, 'q-sign-algorithm is not sha1'],
    [{ 'q-sign-time': '100' }, 'q-sign-time is not <start>;<end>'],
    [{ 'q-sign-time': 'x100;200' }, 'q-sign-time is not <start>;<end>'],
    [{ 'q-key-time': '100;200x' }, 'q-key-time is not <start>;<end>'],
    [{ 'q-key-time': '1234567890123;2' }, 'q-key-time is not <start>;<end>'],
  ])('with %j is malformed', (wrong, reason) => {
    expect(inHeader(joined({ ...COS, ...wrong }))).toEqual({ form: 'malformed', reason, secretId: 'AKIDEXAMPLE' });
  });

  test('is malformed in the query when only its key or only its signature is there', () => {
    expect(readSignature(request('q-ak=AKIDEXAMPLE'))).toMatchObject({ form: 'malformed', secretId: 'AKIDEXAMPLE' });
    expect(readSignature(request('q-signature=a'))).toMatchObject({ form: 'malformed', secretId: '' });
  });

  test('is good where both windows are', () => {
    expect(validityOf(inHeader(joined(COS)) as never)).toEqual({ startMs: 100_000, endMs: 200_000 });
    const narrow = joined({ ...COS, 'q-key-time': '110;190' });
    expect(validityOf(inHeader(narrow) as never)).toEqual({ startMs: 110_000, endMs: 190_000 });
  });
});

describe('AWS signatures', () => {
  const SCOPE = 'AKIDEXAMPLE/20231114/ap-guangzhou/s3/aws4_request';
  const header = (parts: string) => inHeader(`AWS4-HMAC-SHA256 ${parts}`, { 'x-amz-date': '20231114T221320Z' });

  test('version 4 is read from the header', () => {
    expect(header(`Credential=${SCOPE}, SignedHeaders=Host;x-amz-date, Signature=ab`)).toEqual({
      form: 'aws-v4',
      place: 'header',
      secretId: 'AKIDEXAMPLE',
      scope: '20231114/ap-guangzhou/s3/aws4_request',
      signedHeaders: ['host', 'x-amz-date'],
      date: '20231114T221320Z',
      expires: null,
      signature: 'ab',
    });
  });

  test.each([
    [`Credential=AKIDEXAMPLE, SignedHeaders=host, Signature=ab`, 'the credential scope', 'AKIDEXAMPLE'],
    [`Credential=AKIDEXAMPLE/a/b, SignedHeaders=host, Signature=ab`, 'the credential scope', 'AKIDEXAMPLE'],
    [`SignedHeaders=host, Signature=ab`, 'the credential scope', ''],
    [`Credential=${SCOPE}, Signature=ab`, 'SignedHeaders or Signature', 'AKIDEXAMPLE'],
    [`Credential=${SCOPE}, SignedHeaders=host`, 'SignedHeaders or Signature', 'AKIDEXAMPLE'],
  ])('version 4 in the header as %s is malformed', (parts, reason, secretId) => {
    expect(header(parts)).toEqual({ form: 'malformed', reason: expect.stringContaining(reason), secretId });
  });

  const QUERY = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': encodeURIComponent(SCOPE),
    'X-Amz-Date': '20231114T221320Z',
    'X-Amz-Expires': '900',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': 'ab',
  };
  const inQuery = (parts: Readonly<Record<string, string>>) => readSignature(request(joined({ ...QUERY, ...parts })));

  test('version 4 is read from the query, with its window', () => {
    const read = inQuery({});
    expect(read).toMatchObject({ form: 'aws-v4', place: 'query', secretId: 'AKIDEXAMPLE', expires: 900 });
    expect(validityOf(read as never)).toEqual({ startMs: 1_700_000_000_000, endMs: 1_700_000_900_000 });
    expect(readSignature(request('X-Amz-Signature=ab'))).toMatchObject({ form: 'malformed' });
  });

  test.each([
    [{ 'X-Amz-Date': '2023-11-14' }, 'x-amz-date is missing or malformed'],
    [{ 'X-Amz-Expires': 'soon' }, 'X-Amz-Expires is missing or no number'],
    [{ 'X-Amz-Expires': '1.5' }, 'X-Amz-Expires is missing or no number'],
    [{ 'X-Amz-Signature': '' }, 'SignedHeaders or Signature is missing'],
    [{ 'X-Amz-SignedHeaders': '' }, 'SignedHeaders or Signature is missing'],
  ])('version 4 in the query with %j is malformed', (parts, reason) => {
    expect(inQuery(parts)).toEqual({ form: 'malformed', reason, secretId: 'AKIDEXAMPLE' });
  });

  test('a header of version 4 has no window', () => {
    const read = header(`Credential=${SCOPE}, SignedHeaders=host, Signature=ab`);
    expect(validityOf(read as never)).toEqual({ startMs: null, endMs: null });
  });

  test('version 2 is read from header and query', () => {
    expect(inHeader('AWS AKIDEXAMPLE:a/b+c=')).toEqual({
      form: 'aws-v2',
      place: 'header',
      secretId: 'AKIDEXAMPLE',
      expires: null,
      signature: 'a/b+c=',
    });
    const read = readSignature(request('AWSAccessKeyId=AKIDEXAMPLE&Expires=1700000000&Signature=a%2Fb'));
    expect(read).toEqual({
      form: 'aws-v2',
      place: 'query',
      secretId: 'AKIDEXAMPLE',
      expires: 1_700_000_000,
      signature: 'a/b',
    });
    expect(validityOf(read as never)).toEqual({ startMs: null, endMs: 1_700_000_000_000 });
    expect(validityOf(inHeader('AWS AKIDEXAMPLE:a') as never)).toEqual({ startMs: null, endMs: null });
  });

  test.each(['AWSAccessKeyId=A&Signature=a', 'AWSAccessKeyId=A&Expires=1', 'AWSAccessKeyId=A&Expires=x&Signature=a'])(
    'version 2 as ?%s is malformed',
    (query) => {
      expect(readSignature(request(query))).toEqual({
        form: 'malformed',
        reason: 'Expires or Signature is missing',
        secretId: 'A',
      });
    },
  );
});

test('what is no signature is told from one that is broken', () => {
  expect(readSignature(request(''))).toEqual({ form: 'none' });
  expect(readSignature(request('sign=abc&prefix=q'))).toEqual({ form: 'none' });
  expect(inHeader('Basic YTpi')).toEqual({
    form: 'malformed',
    reason: 'the Authorization header has no form that COS knows',
    secretId: null,
  });
  expect(inHeader('x AWS a:b')).toMatchObject({ form: 'malformed', secretId: null });
});

describe('the time of a signature', () => {
  const at = (window: string, nowMs: number, headers: Readonly<Record<string, string>> = {}) =>
    refusedForTime(
      request('', headers),
      inHeader(joined({ ...COS, 'q-sign-time': window, 'q-key-time': window })) as never,
      nowMs,
    );

  test.each([
    ['1000;2000', 1_000_000, null],
    ['1000;2000', 2_000_999, null],
    ['1000;2000', 2_001_000, 'expired'],
    ['1001;2000', 1_000_000, 'not-yet-valid'],
    ['1900;2000', 1_000_000, 'not-yet-valid'],
    ['1901;2000', 1_000_000, 'skewed'],
  ])('%s at %i ms: %s', (window, nowMs, refused) => {
    expect(at(window, nowMs)).toBe(refused);
  });

  const NOW = Date.parse('2023-11-14T22:13:20Z');
  const GOOD = `${NOW / 1000 - 10};${NOW / 1000 + 10}`;
  test.each<[Readonly<Record<string, string>>, string | null]>([
    [{ date: 'Tue, 14 Nov 2023 22:13:20 GMT' }, null],
    [{ date: 'Tue, 14 Nov 2023 22:28:20 GMT' }, null],
    [{ date: 'Tue, 14 Nov 2023 22:28:21 GMT' }, 'skewed'],
    [{ date: 'Tue, 14 Nov 2023 21:58:19 GMT' }, 'skewed'],
    [{ 'x-amz-date': '20231114T221320Z' }, null],
    [{ 'x-amz-date': '20231114T231320Z' }, 'skewed'],
    [{ 'x-cos-date': 'Tue, 14 Nov 2023 22:13:20 GMT', date: 'Tue, 14 Nov 2023 21:00:00 GMT' }, null],
    [{ 'x-cos-date': 'nonsense', date: 'Tue, 14 Nov 2023 21:00:00 GMT' }, 'skewed'],
    [{ date: 'nonsense' }, null],
  ])('with %j: %s', (headers, refused) => {
    expect(at(GOOD, NOW, headers)).toBe(refused);
  });
});

test.each([
  ['https://h.example/a/../b?x=1#f', 'h.example', '/a/../b', 'x=1'],
  ['https://user:pw@h.example:8080/a', 'h.example:8080', '/a', ''],
  ['https://h.example', 'h.example', '/', ''],
  ['https://h.example?acl', 'h.example', '/', 'acl'],
  ['/a%20b?x', null, '/a%20b', 'x'],
  ['//a', null, '//a', ''],
  ['h.example/a', 'h.example', '/a', ''],
  ['h.example?x', 'h.example', '/', 'x'],
  ['h.example', 'h.example', '/', ''],
  ['/a??b', null, '/a', '?b'],
  ['#f', null, '/', ''],
])('%s is host %s, path %s and query %s', (url, host, path, query) => {
  expect(splitUrl(url)).toEqual({ host, path, query });
});
