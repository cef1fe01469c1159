import { actionInfo, actionOf } from '../../lib/denial/action.js';
import { ACTION_TABLE } from '../../lib/denial/action-table.js';
import { hostStyle } from '../../lib/denial/host-style.js';
import { pathForm } from '../../lib/denial/path-form.js';
import { keyForm, requesterOf } from '../../lib/denial/requester.js';
import { halfHours, signingOf } from '../../lib/denial/shape.js';

const ask = (parts: Partial<Parameters<typeof actionOf>[0]>) =>
  actionOf({ eventName: '-', method: 'GET', path: '/k', query: '', host: 'b-1.cos.ap-x.myqcloud.com', ...parts });

describe('the action of a request', () => {
  test.each([
    ['DELETEObject', 'DeleteObject'],
    ['GETBucket', 'GetBucket'],
    ['UploadPart', 'UploadPart'],
    ['PUT Object - Copy', 'PutObject'],
    ['Delete Multiple Objects', 'DeleteObject'],
    ['PUTBucketPolicy', 'PutBucketPolicy'],
  ])('of event %s is %s', (eventName, action) => {
    expect(ask({ eventName })).toBe(`name/cos:${action}`);
  });

  test.each([
    ['GET', '/', 'acl', 'GetBucketACL'],
    ['GET', '/', 'prefix=a', 'GetBucket'],
    ['GET', '/', 'versions', 'GetBucketObjectVersions'],
    ['HEAD', '/', '', 'HeadBucket'],
    ['PUT', '/', 'cors', 'PutBucketCORS'],
    ['DELETE', '/', '', 'DeleteBucket'],
    ['POST', '/', 'delete', 'DeleteObject'],
    ['POST', '/', '', 'PostObject'],
    ['GET', '/k', 'uploadId=1', 'ListParts'],
    ['PUT', '/k', 'partNumber=1&uploadId=2', 'UploadPart'],
    ['PUT', '/k', 'acl', 'PutObjectACL'],
    ['POST', '/k', 'restore', 'PostObjectRestore'],
    ['DELETE', '/k', 'uploadId=1', 'AbortMultipartUpload'],
    ['OPTIONS', '/k', '', 'OptionsObject'],
  ])('of an unknown event by %s %s?%s is %s', (method, path, query, action) => {
    expect(ask({ method, path, query })).toBe(`name/cos:${action}`);
  });

  test('is `-` when nothing tells, and every row of the table is found by its own name', () => {
    expect(ask({ method: 'BREW' })).toBe('-');
    for (const row of ACTION_TABLE) expect(ask({ eventName: row.event })).toBe(`name/cos:${row.action}`);
    expect(actionInfo('name/cos:GetService')?.level).toBe('service');
  });
});

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
  ['changeme', 'malformed'],
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
  ['static.example.com', 'custom'],
])('the host %s is of style %s', (host, style) => {
  expect(hostStyle(host, 'name/cos:GetObject')).toBe(style);
});

test.each([
  ['/a/b.txt', 'plain'],
  ['/a%20b', 'space'],
  ['/%E4%BD%A0', 'non-ascii'],
  ['/a+b', 'plus'],
  ['/a%2520b', 'double-encoded'],
  ['/a//b', 'double-slash'],
  ['/100%25', 'percent'],
  ['/a(1)', 'special'],
])('the path %s is of form %s', (path, form) => {
  expect(pathForm(path)).toBe(form);
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

  test('that is off by whole half hours shows the time zone', () => {
    const hour = 3_600_000;
    expect(halfHours(at(8 * hour + 60_000, 9 * hour, 0), 'request-expired')).toBe(16);
    expect(halfHours(at(8 * hour + 180_000, 9 * hour, 0), 'request-expired')).toBeNull();
    expect(halfHours(at(600_000, 9 * hour, 0), 'request-expired')).toBeNull();
  });
});
