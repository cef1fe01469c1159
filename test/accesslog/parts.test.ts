import { jsonFields } from '../../lib/accesslog/cls-json.js';
import { eventTimeMs, isoTime } from '../../lib/accesslog/event-time.js';
import { decodeTolerant, hexValue, parseQuery } from '../../lib/accesslog/percent.js';
import { isPathStyleHost, splitRequestLine } from '../../lib/accesslog/request-line.js';
import { readUrlSignature } from '../../lib/accesslog/url-signature.js';

describe('percent-encoding', () => {
  test.each([
    ['a b', 'a b'],
    ['a%20b', 'a b'],
    ['%E4%BD%A0', '你'],
    ['100%', '100%'],
    ['%4', '%4'],
    ['%zz%41', '%zzA'],
    ['%4z%61', '%4za'],
    ['%ff', '\ufffd'],
    ['你%ff', '你\ufffd'],
    ['%ff%41', '\ufffdA'],
    ['%ff%%41', '\ufffd%A'],
  ])('%s is %s', (text, decoded) => {
    expect(decodeTolerant(text)).toBe(decoded);
  });

  test('a hexadecimal digit has a value, nothing else has', () => {
    const digits = '0123456789abcdef';
    for (let code = 0; code < 300; code++) {
      const at = digits.indexOf(String.fromCharCode(code).toLowerCase());
      expect([code, hexValue(code)]).toEqual([code, code < 128 && at >= 0 ? at : -1]);
    }
  });

  test.each([
    ['', []],
    ['acl', [['acl', '']]],
    [
      'a=1&b=%32&&c',
      [
        ['a', '1'],
        ['b', '2'],
        ['c', ''],
      ],
    ],
    ['=x', [['', 'x']]],
    ['a=b=c', [['a', 'b=c']]],
    ['%61=+', [['a', '+']]],
  ])('the query %j has the parameters %j', (query, parameters) => {
    expect(parseQuery(query)).toEqual(parameters);
  });

  test('a query has at most a thousand parameters', () => {
    expect(parseQuery('a&'.repeat(2000))).toHaveLength(1000);
  });
});

describe('times', () => {
  test.each([
    ['2026-11-22T10:00:05Z', '2026-11-22T10:00:05Z'],
    ['2026-11-22T10:00:05z', '2026-11-22T10:00:05Z'],
    ['2026-11-22 10:00:05', '2026-11-22T10:00:05Z'],
    ['2026-11-22T10:00:05.999Z', '2026-11-22T10:00:05Z'],
    ['2026-11-22T18:00:05+08:00', '2026-11-22T10:00:05Z'],
    ['2026-11-22T18:30:05+0830', '2026-11-22T10:00:05Z'],
    ['2026-11-22T02:00:05-08:00', '2026-11-22T10:00:05Z'],
    ['2026-12-31T23:59:60Z', '2027-01-01T00:00:00Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00Z'],
    ['1970-01-01T08:00:00+08:00', '1970-01-01T00:00:00Z'],
  ])('%s is %s', (text, iso) => {
    expect(isoTime(eventTimeMs(text))).toBe(iso);
  });

  test.each([
    '',
    '-',
    '2026-11-22',
    '2026-00-22T10:00:05Z',
    '2026-13-22T10:00:05Z',
    '2026-11-00T10:00:05Z',
    '2026-11-32T10:00:05Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22T10:60:00Z',
    '2026-11-22T10:00:61Z',
    '1969-12-31T23:59:59Z',
    '1970-01-01T00:00:00+08:00',
    'x2026-11-22T10:00:05Z',
    '2026-11-22T10:00:05Zx',
  ])('%s is no time', (text) => {
    expect(eventTimeMs(text)).toBeNaN();
  });

  test('are written day by day in any order', () => {
    const ms = Date.parse('2026-11-22T23:59:59.999Z');
    for (const at of [ms, ms + 1, ms - 86_400_000, ms])
      expect(isoTime(at)).toBe(`${new Date(at).toISOString().slice(0, 19)}Z`);
  });
});

describe('a request line', () => {
  const HOST = 'b-1250000000.cos.ap-guangzhou.myqcloud.com';
  const PATH_STYLE = 'cos.ap-guangzhou.myqcloud.com';
  test.each([
    ['GET /a/b?x=1 HTTP/1.1', HOST, '/a/b', '/a/b', 'x=1'],
    ['GET /a b HTTP/1.1', HOST, '/a b', '/a b', ''],
    ['GET /a', HOST, '/a', '/a', ''],
    ['GET a HTTP/1.1', HOST, '/a', '/a', ''],
    ['GET https://h.example/a?b HTTP/1.1', HOST, '/a', '/a', 'b'],
    ['GET https://h.example HTTP/1.1', HOST, '/', '/', ''],
    ['GET HTTP://h.example?x HTTP/1.1', HOST, '/', '/', 'x'],
    ['GET /a??b HTTP/1.1', HOST, '/a', '/a', '?b'],
    ['GET /b-1250000000/a HTTP/1.1', PATH_STYLE, '/b-1250000000/a', '/a', ''],
    ['GET /b-1250000000 HTTP/1.1', PATH_STYLE, '/b-1250000000', '/', ''],
    ['GET /b-1250000000x/a HTTP/1.1', PATH_STYLE, '/b-1250000000x/a', '/b-1250000000x/a', ''],
    ['GET /b-1250000000/a HTTP/1.1', HOST, '/b-1250000000/a', '/b-1250000000/a', ''],
    ['GET /b-1250000000/a HTTP/1.1', 'h.example', '/b-1250000000/a', '/b-1250000000/a', ''],
    ['-', HOST, '', '', ''],
    [' /a HTTP/1.1', HOST, '', '', ''],
    ['GET/a', HOST, '', '', ''],
  ])('%s at %s', (line, host, rawPath, path, query) => {
    expect(splitRequestLine(line, host, 'b-1250000000')).toEqual({ rawPath, path, query });
  });

  test('of no bucket keeps its path', () => {
    expect(splitRequestLine('GET /-/a HTTP/1.1', PATH_STYLE, '-').path).toBe('/-/a');
  });

  test.each([
    ['cos.ap-guangzhou.myqcloud.com', true],
    ['cos-internal.ap-guangzhou.tencentcos.cn', true],
    ['b.cos.ap-guangzhou.myqcloud.com', false],
    ['cos.ap-guangzhou.myqcloud.com.example', false],
    ['xcos.ap-guangzhou.myqcloud.com', false],
    ['cos.ap-guangzhou.myqcloudxcom', false],
    ['cos-website.ap-guangzhou.myqcloud.com', false],
  ])('the host %s is path style: %s', (host, style) => {
    expect(isPathStyleHost(host)).toBe(style);
  });
});

describe('the signature in a URL', () => {
  const none = { startMs: null, endMs: null, securityToken: false, signedHeaders: [] };
  test.each([
    ['', null],
    ['prefix=a', null],
    ['signature=a', null],
    ['awsaccesskeyid=a', null],
    ['sign=abc', null],
    ['q-ak=AKIDx', { ...none, form: 'cos', accessKeyId: 'AKIDx' }],
    ['q-signature=s', { ...none, form: 'cos', accessKeyId: null }],
    ['q-sign-algorithm=sha1', { ...none, form: 'cos', accessKeyId: null }],
    [
      'q-ak=AKIDx&q-sign-time=100;200&q-header-list=Host;Date',
      { ...none, form: 'cos', accessKeyId: 'AKIDx', startMs: 100_000, endMs: 200_000, signedHeaders: ['host', 'date'] },
    ],
    [
      'q-ak=AKIDx&Q-Key-Time=100%3B200',
      { ...none, form: 'cos', accessKeyId: 'AKIDx', startMs: 100_000, endMs: 200_000 },
    ],
    ['q-ak=AKIDx&q-sign-time=100', { ...none, form: 'cos', accessKeyId: 'AKIDx' }],
    ['q-ak=AKIDx&q-sign-time=x100;200', { ...none, form: 'cos', accessKeyId: 'AKIDx' }],
    ['q-ak=AKIDx&q-sign-time=100;200x', { ...none, form: 'cos', accessKeyId: 'AKIDx' }],
    ['q-ak=AKIDx&q-ak=AKIDy', { ...none, form: 'cos', accessKeyId: 'AKIDx' }],
    ['q-ak=AKIDx&x-cos-security-token=t', { ...none, form: 'cos', accessKeyId: 'AKIDx', securityToken: true }],
    ['q-ak=AKIDx&x-cos-security-token=', { ...none, form: 'cos', accessKeyId: 'AKIDx' }],
    [
      'sign=q-ak%3DAKIDx%26q-sign-time%3D100%3B200',
      { ...none, form: 'cos-legacy', accessKeyId: 'AKIDx', startMs: 100_000, endMs: 200_000 },
    ],
    ['sign=q-sign-algorithm%3Dsha1', { ...none, form: 'cos-legacy', accessKeyId: null }],
    ['sign=q-signature%3Ds', { ...none, form: 'cos-legacy', accessKeyId: null }],
    [
      'sign=q-ak%3DAKIDx&q-key-time=100;200',
      { ...none, form: 'cos-legacy', accessKeyId: 'AKIDx', startMs: 100_000, endMs: 200_000 },
    ],
    [
      'X-Amz-Credential=AKIDx%2F20261122%2Fr%2Fs3%2Faws4_request&X-Amz-Date=20261122T100000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host',
      {
        form: 'aws-v4',
        accessKeyId: 'AKIDx',
        startMs: Date.UTC(2026, 10, 22, 10),
        endMs: Date.UTC(2026, 10, 22, 10, 1),
        securityToken: false,
        signedHeaders: ['host'],
      },
    ],
    ['X-Amz-Signature=s&X-Amz-Date=20261122&X-Amz-Expires=60', { ...none, form: 'aws-v4', accessKeyId: null }],
    [
      'X-Amz-Signature=s&X-Amz-Date=20261122T100000Z&X-Amz-Expires=x&X-Amz-Security-Token=t',
      { ...none, form: 'aws-v4', accessKeyId: null, startMs: Date.UTC(2026, 10, 22, 10), securityToken: true },
    ],
    ['AWSAccessKeyId=AKIDx&Signature=s&Expires=100', { ...none, form: 'aws-v2', accessKeyId: 'AKIDx', endMs: 100_000 }],
    ['AWSAccessKeyId=AKIDx&Signature=s&Expires=soon', { ...none, form: 'aws-v2', accessKeyId: 'AKIDx' }],
  ])('of ?%s', (query, signature) => {
    expect(readUrlSignature(query)).toEqual(signature);
  });

  test('names at most 256 letters of a key and a hundred headers', () => {
    const read = readUrlSignature(`q-ak=${'A'.repeat(300)}&q-header-list=${'h;'.repeat(200)}`);
    expect(read?.accessKeyId).toBe('A'.repeat(256));
    expect(read?.signedHeaders).toHaveLength(100);
  });
});

describe('a record of CLS', () => {
  const record = {
    bucketName: 'b-1250000000',
    resHttpCode: 403,
    resErrorCode: '',
    userAgent: 'a\r\nb',
    vpcId: 7,
    range: '-',
  };
  const fieldsOf = (value: unknown) => jsonFields(JSON.stringify(value));

  test('becomes the fields of a delivered line, what is absent or empty a dash', () => {
    const result = fieldsOf(record);
    const fields = result.ok ? result.fields : [];
    expect(fields).toHaveLength(31);
    expect([fields[1], fields[13], fields[14], fields[15], fields[16], fields[30]]).toEqual([
      'b-1250000000',
      'a  b',
      '403',
      '-',
      '-',
      '7',
    ]);
    const without = fieldsOf({ ...record, vpcId: undefined, eventVersion: true, referer: {} });
    expect(without.ok && [without.fields.length, without.fields[0], without.fields[28]]).toEqual([30, 'true', '-']);
  });

  test.each([
    ['content', record],
    ['content', JSON.stringify(record)],
    ['__CONTENT__', record],
    ['__CONTENT__', JSON.stringify(record)],
  ])('may be wrapped in %s', (key, inner) => {
    expect(fieldsOf({ [key]: inner, other: 1 })).toEqual(fieldsOf(record));
  });

  test.each([
    ['{"a":', 'bad-json'],
    ['5', 'not-a-record'],
    ['null', 'not-a-record'],
    ['[]', 'not-a-record'],
    ['{}', 'not-a-record'],
    ['{"content":"{broken"}', 'not-a-record'],
    ['{"content":"text"}', 'not-a-record'],
    ['{"content":[]}', 'not-a-record'],
    ['{"bucketName":"b","resHttpCode":"4031"}', 'bad-status'],
    ['{"bucketName":"b","resHttpCode":"600"}', 'bad-status'],
    ['{"bucketName":"b"}', 'bad-status'],
  ])('%s is none: %s', (line, reason) => {
    expect(jsonFields(line)).toEqual({ ok: false, reason });
  });

  test('without a bucket is one when it has a status', () => {
    expect(fieldsOf({ resHttpCode: 403 })).toMatchObject({ ok: true });
  });
});
