import type { Shape, ShapeRequest } from '../../lib/aggregate/model.js';
import { CONDITION_KEYS, contextOf } from '../../lib/policy/context.js';

const shape = (change: Partial<Shape> = {}): Shape => ({
  count: 1,
  firstSeen: '2026-11-23T10:00:00Z',
  lastSeen: '2026-11-23T10:00:00Z',
  action: 'name/cos:GetObject',
  method: 'GET',
  accessKeyId: '-',
  keyForm: 'none',
  signedBy: 'none',
  securityToken: false,
  validity: 'none',
  offBy: null,
  signSkew: null,
  hostStyle: 'virtual',
  host: 'h',
  logSource: 'USER',
  storageClass: '-',
  referer: '-',
  fromVpc: false,
  accountId: '100000000001',
  region: 'ap-guangzhou',
  pathForm: 'plain',
  extension: '',
  requests: [],
  ...change,
});
const asked = (change: Partial<ShapeRequest> = {}): ShapeRequest => ({
  path: '/a',
  remoteIp: '203.0.113.7',
  count: 1,
  ...change,
});

describe('what a log record tells about condition keys (46206)', () => {
  test('the address', () => {
    expect(contextOf(asked(), shape())['qcs:ip']).toBe('203.0.113.7');
    expect(contextOf(asked({ remoteIp: '-' }), shape())['qcs:ip']).toBe('?');
    expect(contextOf(asked({ remoteIp: '' }), shape())['qcs:ip']).toBe('?');
  });

  test('a VPC only as yes or no', () => {
    expect(contextOf(asked(), shape())['vpc:requester_vpc']).toEqual([]);
    expect(contextOf(asked(), shape({ fromVpc: true }))['vpc:requester_vpc']).toBe('?');
    expect(contextOf(asked(), shape({ fromVpc: null }))['vpc:requester_vpc']).toBe('?');
  });

  test('the listing prefix, for the actions that have one', () => {
    const listing = shape({ action: 'name/cos:GetBucket' });
    expect(contextOf(asked({ params: { prefix: 'img/' } }), listing)['cos:prefix']).toBe('img/');
    expect(contextOf(asked(), listing)['cos:prefix']).toEqual([]);
    expect(contextOf(asked({ params: { prefix: 'img/' } }), shape())['cos:prefix']).toEqual([]);
  });

  test('version and response content type from the query, in any spelling', () => {
    const params = { versionid: 'null', 'Response-Content-Type': 'image/png' };
    const context = contextOf(asked({ params }), shape());
    expect(context['cos:versionid']).toBe('null');
    expect(context['cos:response-content-type']).toBe('image/png');
  });

  test('the time, when the shape has one', () => {
    expect(contextOf(asked(), shape())['qcs:current_time']).toBe('2026-11-23T10:00:00Z');
    expect(contextOf(asked(), shape({ lastSeen: '2026-11-23T11:00:00Z' }))['qcs:current_time']).toBe('?');
  });

  test('headers are unknown where a request can carry them and absent where not', () => {
    const get = contextOf(asked(), shape());
    const put = contextOf(asked(), shape({ method: 'PUT', action: 'name/cos:PutObject' }));
    const post = contextOf(asked(), shape({ method: 'POST', action: 'name/cos:PostObject' }));
    for (const key of ['cos:content-length', 'cos:content-type', 'cos:x-cos-acl', 'cos:x-cos-storage-class']) {
      expect([key, get[key], put[key], post[key]]).toEqual([key, [], '?', '?']);
    }
    expect(get['cos:secure-transport']).toBe('?');
    expect(get['qcs:request_tag']).toEqual([]);
    expect(contextOf(asked(), shape({ method: 'PUT', action: 'name/cos:PutBucketTagging' }))['qcs:request_tag']).toBe(
      '?',
    );
  });

  test('keys that nobody documents are unknown', () => {
    expect(contextOf(asked(), shape())['*']).toBe('?');
  });

  test('every documented key is answered', () => {
    expect(Object.keys(contextOf(asked(), shape())).sort()).toEqual(['*', ...Object.keys(CONDITION_KEYS)].sort());
  });
});
