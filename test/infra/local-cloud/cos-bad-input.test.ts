import { connect } from 'node:net';
import fc from 'fast-check';
import { runs } from '../../support/property.js';
import { APP_ID, type RawAnswer, type RawRequest, REGION, send, signed, useCloud } from './cos-support.js';

const bucket = `examplebucket-${APP_ID}`;
const cloud = useCloud({
  buckets: { [bucket]: { region: REGION, createdAt: '2023-01-01T00:00:00Z', objects: { a: { body: 'hello' } } } },
});
const ask = (request: RawRequest) => send(cloud(), signed(cloud(), { bucket, ...request }));

const put = (sub: string, body: string): RawRequest => ({ method: 'PUT', path: `/?${sub}`, body });

describe('bad input gets the documented error', () => {
  test.each<[string, RawRequest, number, string]>([
    ['XML that ends too early', put('cors', '<CORSConfiguration><CORSRule>'), 400, 'MalformedXML'],
    ['XML of another kind', put('cors', '<Other/>'), 400, 'MalformedXML'],
    [
      'XML with a document type',
      put('logging', '<!DOCTYPE a [<!ENTITY b "c">]><BucketLoggingStatus>&b;</BucketLoggingStatus>'),
      400,
      'MalformedXML',
    ],
    ['no XML at all', put('versioning', ''), 400, 'MalformedXML'],
    ['a policy that is no JSON', put('policy', '{'), 400, 'MalformedPolicy'],
    ['a policy without statements', put('policy', '{"version":"2.0"}'), 400, 'MalformedPolicy'],
    [
      'a policy with an effect that does not exist',
      put('policy', '{"version":"2.0","statement":[{"effect":"maybe"}]}'),
      400,
      'MalformedPolicy',
    ],
    ['a policy over 20 KB', put('policy', ' '.repeat(20_481)), 400, 'PolicyFull'],
    [
      'a referer rule of an unknown type',
      put(
        'referer',
        '<RefererConfiguration><Status>Enabled</Status><RefererType>Grey-List</RefererType></RefererConfiguration>',
      ),
      400,
      'MalformedXML',
    ],
    [
      'a log target that does not exist',
      put(
        'logging',
        '<BucketLoggingStatus><LoggingEnabled><TargetBucket>none-1250000000</TargetBucket></LoggingEnabled></BucketLoggingStatus>',
      ),
      400,
      'InvalidTargetBucketForLogging',
    ],
    ['an unknown ACL', { method: 'PUT', path: '/?acl', headers: { 'x-cos-acl': 'everybody' } }, 400, 'InvalidArgument'],
    [
      'an unknown storage class',
      { method: 'PUT', path: '/b', headers: { 'x-cos-storage-class': 'GLACIER' }, body: 'x' },
      400,
      'InvalidArgument',
    ],
    [
      'a digest that is none',
      { method: 'PUT', path: '/b', headers: { 'Content-MD5': 'abc' }, body: 'x' },
      400,
      'InvalidDigest',
    ],
    [
      'a digest of something else',
      { method: 'PUT', path: '/b', headers: { 'Content-MD5': '1B2M2Y8AsgTpgAmY7PhCfg==' }, body: 'x' },
      400,
      'BadDigest',
    ],
    [
      'a part number that is none',
      { method: 'PUT', path: '/b?partNumber=x&uploadId=none', body: 'x' },
      404,
      'NoSuchUpload',
    ],
    ['an upload that does not exist', { path: '/b?uploadId=none' }, 404, 'NoSuchUpload'],
    ['a range beyond the end', { path: '/a', headers: { Range: 'bytes=5-' } }, 416, 'InvalidRange'],
    ['a list limit that is no number', { path: '/?max-keys=many' }, 400, 'InvalidArgument'],
    ['an unknown encoding', { path: '/?encoding-type=base64' }, 400, 'InvalidArgument'],
    ['a sub-resource that has no such method', { method: 'DELETE', path: '/?acl' }, 405, 'MethodNotAllowed'],
    ['a sub-resource that is not served', { method: 'POST', path: '/a?select&select-type=2' }, 405, 'MethodNotAllowed'],
    ['a method that does not exist', { method: 'PATCH', path: '/a' }, 405, 'MethodNotAllowed'],
    ['a key of 851 bytes', { path: `/${'k'.repeat(851)}` }, 400, 'KeyTooLong'],
    [
      'a restore of what is not archived',
      { method: 'POST', path: '/a?restore', body: '<RestoreRequest><Days>1</Days></RestoreRequest>' },
      405,
      'RestoreNonArchiveObject',
    ],
    [
      'a deletion of several without Content-MD5',
      { method: 'POST', path: '/?delete', body: '<Delete/>' },
      400,
      'InvalidRequest',
    ],
    ['a form that is none', { method: 'POST', path: '/', body: 'x=1' }, 400, 'MalformedPOSTRequest'],
    [
      'an append at the wrong place',
      { method: 'POST', path: '/new?append&position=7', body: 'x' },
      409,
      'PositionNotEqualToLength',
    ],
    [
      'an append to an object that is not appendable',
      { method: 'POST', path: '/a?append&position=5', body: 'x' },
      409,
      'ObjectNotAppendable',
    ],
    [
      'a copy source that names nothing',
      { method: 'PUT', path: '/b', headers: { 'x-cos-copy-source': 'x' } },
      400,
      'InvalidArgument',
    ],
    ['a bucket that does not exist', { bucket: `none-${APP_ID}` }, 404, 'NoSuchBucket'],
    ['a bucket asked for in another region', { host: `${bucket}.cos.ap-beijing.myqcloud.com` }, 404, 'NoSuchBucket'],
    ['a host that is no COS domain', { host: 'www.example.com' }, 404, 'NoSuchBucket'],
    [
      'a bucket name with a letter that is not allowed',
      { method: 'PUT', bucket: `a_b-${APP_ID}` },
      400,
      'InvalidBucketName',
    ],
    ['a bucket under another AppId', { method: 'PUT', bucket: 'name-1259999999' }, 403, 'AccessDenied'],
    ['a bucket that is there already', { method: 'PUT' }, 409, 'BucketAlreadyOwnedByYou'],
    ['the deletion of a bucket that is not empty', { method: 'DELETE' }, 409, 'BucketNotEmpty'],
    ['a condition that fails', { path: '/a', headers: { 'If-Match': '"x"' } }, 412, 'PreconditionFailed'],
    [
      'an object that must not be overwritten',
      { method: 'PUT', path: '/a', headers: { 'x-cos-forbid-overwrite': 'true' }, body: 'x' },
      409,
      'FileAlreadyExists',
    ],
  ])('%s', async (_name, request, status, code) => {
    const answer = await ask(request);
    expect([answer.status, answer.code]).toEqual([status, code]);
  });

  test('an Authorization that is none', async () => {
    const answer = await send(cloud(), { bucket, path: '/a', headers: { Authorization: 'Bearer token' } });
    expect([answer.status, answer.code]).toEqual([400, 'InvalidArgument']);
  });
});

describe('the connection', () => {
  /** Sends bytes and answers what comes back until the server closes. */
  const raw = (bytes: string, end = true): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(cloud().port, '127.0.0.1');
      let answer = '';
      socket.on('data', (chunk) => (answer += chunk));
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
      if (end) socket.end(bytes);
      else socket.write(bytes);
    });

  test.each([
    ['garbage', 'hello\r\n\r\n', / 400 /],
    ['headers that are too large', `GET / HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(70_000)}\r\n\r\n`, / 431 /],
    ['a length that is no number', 'PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n', / 400 /],
    [
      'a body in chunks that are none',
      'PUT /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n',
      /^$| 400 /,
    ],
    ['half a request', 'PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf', /^$| 400 /],
  ])('survives %s', async (_name, bytes, answered) => {
    expect(await raw(bytes)).toMatch(answered);
    expect((await ask({ path: '/a' })).body).toBe('hello');
  });
});

describe('whatever is asked', () => {
  const method = fc.constantFrom('GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'PATCH');
  const piece = fc.stringMatching(/^[A-Za-z0-9%._~+-]{0,12}$/);
  const sub = fc.constantFrom(
    'acl',
    'policy',
    'cors',
    'delete',
    'uploads',
    'uploadId',
    'versions',
    'restore',
    'append',
    'list-type',
    'marker',
    'max-keys',
    'nothing',
    'tagging',
  );
  const request = fc.record({
    method,
    path: fc
      .tuple(piece, fc.array(fc.tuple(sub, piece), { maxLength: 3 }))
      .map(([key, query]) => `/${key}${query.length ? `?${query.map(([n, v]) => `${n}=${v}`).join('&')}` : ''}`),
    body: fc.oneof(
      fc.constant(''),
      fc.string({ maxLength: 40 }),
      fc.constant('<Delete><Object><Key>x</Key></Object></Delete>'),
    ),
  });

  test('the answer is XML, JSON, an object or empty, and never a 500', async () => {
    await fc.assert(
      fc.asyncProperty(request, fc.boolean(), async ({ body, ...rest }, sign) => {
        const given: RawRequest = /^P/.test(rest.method) ? { ...rest, body } : rest;
        const answer: RawAnswer = await (sign ? ask(given) : send(cloud(), { bucket, ...given }));
        expect(answer.status).not.toBe(500);
        if (answer.status >= 400 && given.method !== 'HEAD') expect(answer.code).toMatch(/^[A-Za-z0-9]+$/);
        if (answer.status < 300 && answer.body !== '' && given.method !== 'GET') expect(answer.body).toMatch(/^<\?xml/);
      }),
      runs(5),
    );
  });
});
