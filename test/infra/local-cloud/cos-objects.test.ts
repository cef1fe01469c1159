import COS from 'cos-nodejs-sdk-v5';
import { crc64 } from '../../../infra/local-cloud/cos/crc64.js';
import { signPostPolicy } from '../../../lib/signature/post-form.js';
import { APP_ID, REGION as Region, sdk, send, signed, useCloud } from './cos-support.js';

const Bucket = `examplebucket-${APP_ID}`;
const NEW = `new-${APP_ID}`;
const cloud = useCloud({
  buckets: {
    [Bucket]: {
      region: Region,
      createdAt: '2023-01-01T00:00:00Z',
      objects: { frozen: { body: 'ice', storageClass: 'ARCHIVE' } },
    },
    [NEW]: { region: Region, createdAt: '2025-01-01T00:00:00Z', objects: { 'page.html': { body: '<p>' } } },
  },
});
let cos: COS;
beforeAll(() => {
  cos = sdk(cloud());
});

const at = (Key: string) => ({ Bucket, Region, Key });
const text = async (Key: string, more: object = {}) => (await cos.getObject({ ...at(Key), ...more })).Body.toString();

describe('objects through the vendor’s SDK', () => {
  test('are written, read, headed, listed and deleted', async () => {
    const Key = 'logs/a b+中文(1).txt';
    const put = await cos.putObject({
      ...at(Key),
      Body: 'hello',
      ContentType: 'text/plain',
      'x-cos-meta-colour': 'red',
    });
    expect(put.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    expect(await text(Key)).toBe('hello');
    const head = await cos.headObject(at(Key));
    expect(head.headers).toMatchObject({
      'content-length': '5',
      'content-type': 'text/plain',
      'x-cos-meta-colour': 'red',
    });
    const list = await cos.getBucket({ Bucket, Region, Prefix: 'logs/' });
    expect(list.Contents.map((o) => [o.Key, o.Size])).toEqual([[Key, '5']]);
    await cos.deleteObject(at(Key));
    await expect(cos.getObject(at(Key))).rejects.toMatchObject({ code: 'NoSuchKey', statusCode: 404 });
  });

  test('are read in ranges and under conditions', async () => {
    const { ETag } = await cos.putObject({ ...at('range'), Body: '0123456789' });
    expect(await text('range', { Range: 'bytes=2-4' })).toBe('234');
    expect(await text('range', { Range: 'bytes=-3' })).toBe('789');
    const unchanged = await send(
      cloud(),
      signed(cloud(), { bucket: Bucket, path: '/range', headers: { 'If-None-Match': ETag } }),
    );
    expect([unchanged.status, unchanged.body]).toEqual([304, '']);
    await expect(cos.getObject({ ...at('range'), IfMatch: '"other"' })).rejects.toMatchObject({ statusCode: 412 });
  });

  test('are listed in pages, folded at a delimiter, in the order of their bytes', async () => {
    for (const Key of ['l/a/1', 'l/a/2', 'l/b', 'l/é', 'l/z', 'l/\u{1f600}'])
      await cos.putObject({ ...at(Key), Body: '' });
    const keys: string[] = [];
    let Marker = '';
    for (;;) {
      const page = await cos.getBucket({ Bucket, Region, Prefix: 'l/', MaxKeys: 2, Marker });
      keys.push(...page.Contents.map((o) => o.Key));
      if (page.IsTruncated !== 'true') break;
      Marker = page.NextMarker!;
    }
    expect(keys).toEqual(['l/a/1', 'l/a/2', 'l/b', 'l/z', 'l/é', 'l/\u{1f600}']);
    const folded = await cos.getBucket({ Bucket, Region, Prefix: 'l/', Delimiter: '/' });
    expect(folded.CommonPrefixes.map((p) => p.Prefix)).toEqual(['l/a/']);
  });

  test('are put together from parts, copied ones too', async () => {
    await cos.putObject({ ...at('source'), Body: 'abcdef' });
    const { UploadId } = await cos.multipartInit(at('parts'));
    const first = await cos.multipartUpload({ ...at('parts'), UploadId, PartNumber: 1, Body: '12345' });
    const second = await cos.uploadPartCopy({
      ...at('parts'),
      UploadId,
      PartNumber: 2,
      CopySource: `${Bucket}.cos.${Region}.myqcloud.com/source`,
      CopySourceRange: 'bytes=1-2',
    });
    const listed = await cos.multipartListPart({ ...at('parts'), UploadId });
    expect(listed.Part.map((p) => [p.PartNumber, p.Size])).toEqual([
      ['1', '5'],
      ['2', '2'],
    ]);
    const Parts = [
      { PartNumber: 1, ETag: first.ETag },
      { PartNumber: 2, ETag: second.ETag },
    ];
    const done = await cos.multipartComplete({ ...at('parts'), UploadId, Parts });
    expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    expect(await text('parts')).toBe('12345bc');
    await expect(cos.multipartAbort({ ...at('parts'), UploadId })).rejects.toMatchObject({ code: 'NoSuchUpload' });
  });

  test('are refused when parts are missing or out of order', async () => {
    const { UploadId } = await cos.multipartInit(at('bad'));
    const { ETag } = await cos.multipartUpload({ ...at('bad'), UploadId, PartNumber: 1, Body: 'x' });
    const complete = (Parts: { PartNumber: number; ETag: string }[]) =>
      cos.multipartComplete({ ...at('bad'), UploadId, Parts });
    await expect(complete([{ PartNumber: 2, ETag }])).rejects.toMatchObject({ code: 'InvalidPart' });
    await expect(
      complete([
        { PartNumber: 1, ETag },
        { PartNumber: 1, ETag },
      ]),
    ).rejects.toMatchObject({ code: 'InvalidPartOrder' });
    await cos.multipartAbort({ ...at('bad'), UploadId });
  });

  test('are appended to', async () => {
    const first = await cos.appendObject({ ...at('log'), Position: 0, Body: 'one,' });
    expect(first.headers?.['x-cos-next-append-position']).toBe('4');
    await cos.appendObject({ ...at('log'), Position: 4, Body: 'two' });
    expect(await text('log')).toBe('one,two');
  });

  test('keep their versions once versioning is on', async () => {
    const versioned = `versions-${APP_ID}`;
    const v = (Key: string) => ({ Bucket: versioned, Region, Key });
    await cos.putBucket({ Bucket: versioned, Region });
    await cos.putBucketVersioning({ Bucket: versioned, Region, VersioningConfiguration: { Status: 'Enabled' } });
    const first = await cos.putObject({ ...v('a'), Body: '1' });
    await cos.putObject({ ...v('a'), Body: '2' });
    await cos.deleteObject(v('a'));
    await expect(cos.headObject(v('a'))).rejects.toMatchObject({ statusCode: 404 });
    const old = await cos.getObject({ ...v('a'), VersionId: first.headers!['x-cos-version-id'] as string });
    expect(old.Body.toString()).toBe('1');
    const list = await cos.listObjectVersions({ Bucket: versioned, Region, Prefix: '' });
    expect([list.Versions.length, list.DeleteMarkers.length]).toEqual([2, 1]);
    await cos.deleteObject({ ...v('a'), VersionId: list.DeleteMarkers[0]!.VersionId } as COS.DeleteObjectParams);
    expect((await cos.getObject(v('a'))).Body.toString()).toBe('2');
  });

  test('are read again after a restore, until it is over', async () => {
    await expect(cos.getObject(at('frozen'))).rejects.toMatchObject({ code: 'InvalidObjectState' });
    await cos.restoreObject({ ...at('frozen'), RestoreRequest: { Days: 1, CASJobParameters: { Tier: 'Expedited' } } });
    expect(await text('frozen')).toBe('ice');
    const head = await cos.headObject(at('frozen'));
    expect(head.headers?.['x-cos-restore']).toMatch(/^ongoing-request="false", expiry-date="/);
    cloud().clock.advance(86_400_001);
    const late = await send(cloud(), signed(cloud(), { bucket: Bucket, path: '/frozen' }));
    expect([late.status, late.code]).toEqual([403, 'InvalidObjectState']);
    cloud().clock.reset();
  });

  test('carry tags and a checksum', async () => {
    await cos.putObject({ ...at('tagged'), Body: '123456789', Headers: { 'x-cos-tagging': 'a=1&b=2' } });
    const { Tags } = await cos.getObjectTagging(at('tagged'));
    expect(Tags).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ]);
    const head = await cos.headObject(at('tagged'));
    expect(head.headers?.['x-cos-hash-crc64ecma']).toBe('11051210869376104954');
    expect(crc64(Buffer.from('123456789'))).toBe(0x995dc9bbdf1939fan);
  });

  test('come by a browser’s form', async () => {
    const now = Math.floor(cloud().clock.nowMs() / 1000);
    const keyTime = `${now - 10};${now + 600}`;
    const policy = JSON.stringify({
      expiration: new Date((now + 600) * 1000).toISOString(),
      conditions: [['starts-with', '$key', 'form/']],
    });
    const form = new FormData();
    const fields = {
      key: 'form/${filename}',
      policy: Buffer.from(policy).toString('base64'),
      'q-sign-algorithm': 'sha1',
      'q-ak': cloud().root.secretId,
      'q-key-time': keyTime,
      'q-signature': signPostPolicy(policy, cloud().root.secretKey, keyTime),
      success_action_status: '201',
    };
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob(['from a form'], { type: 'text/plain' }), 'b.txt');
    const encoded = new Response(form);
    const answer = await send(cloud(), {
      bucket: Bucket,
      method: 'POST',
      headers: { 'Content-Type': encoded.headers.get('content-type')! },
      body: Buffer.from(await encoded.arrayBuffer()),
    });
    expect([answer.status, answer.body]).toEqual([201, expect.stringContaining('<Key>form/b.txt</Key>')]);
    expect(await text('form/b.txt')).toBe('from a form');
  });

  test('of new buckets are downloads on the default domain (57456)', async () => {
    const { headers } = await cos.getObject({ Bucket: NEW, Region, Key: 'page.html' });
    expect(headers).toMatchObject({ 'x-cos-force-download': 'true', 'content-disposition': 'attachment' });
  });
});

describe('a client with a wrong clock', () => {
  // The SDK says on the console that it corrects the time.
  beforeEach(() => void jest.spyOn(console, 'error').mockImplementation(() => {}));
  afterEach(() => jest.restoreAllMocks());

  test.each([3_600_000, -3_600_000])('heals itself when the SDK may correct it: %d ms', async (SystemClockOffset) => {
    await cos.putObject({ ...at('clock'), Body: 'tick' });
    const wrong = sdk(cloud(), { SystemClockOffset });
    expect((await wrong.getObject(at('clock'))).Body.toString()).toBe('tick');
  });

  test.each([
    [3_600_000, 'RequestTimeTooSkewed'],
    [-3_600_000, 'AccessDenied'],
  ])('is refused when it may not: %d ms', async (SystemClockOffset, code) => {
    const wrong = sdk(cloud(), { SystemClockOffset, CorrectClockSkew: false });
    await expect(wrong.getObject(at('clock'))).rejects.toMatchObject({ statusCode: 403, code });
  });
});

test('a bucket in the path is served under the local address, whichever path the client signed', async () => {
  const domain = new COS({
    SecretId: cloud().root.secretId,
    SecretKey: cloud().root.secretKey,
    Protocol: 'http:',
    Domain: `http://127.0.0.1:${cloud().port}/{Bucket}`,
    AutoSwitchHost: false,
  } as COS.COSOptions);
  await domain.putObject({ ...at('by-path'), Body: 'x' });
  expect(await text('by-path')).toBe('x');
});
