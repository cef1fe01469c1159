import COS from 'cos-nodejs-sdk-v5';
import { type LocalCloud, startLocalCloud } from '../../../infra/local-cloud/index.js';

const Bucket = 'examplebucket-1250000000';
const Region = 'ap-guangzhou';
let cloud: LocalCloud;
let cos: COS;

beforeAll(async () => {
  cloud = await startLocalCloud();
  cos = new COS({
    SecretId: cloud.root.secretId,
    SecretKey: cloud.root.secretKey,
    Protocol: 'http:',
    Ip: `127.0.0.1:${cloud.port}`,
    AutoSwitchHost: false,
  } as COS.COSOptions);
  await cos.putBucket({ Bucket, Region });
});
afterAll(() => cloud.close());

describe('objects through the vendor’s SDK', () => {
  test('are written, read, headed, listed and deleted', async () => {
    const Key = 'logs/a b+中文(1).txt';
    const put = await cos.putObject({ Bucket, Region, Key, Body: 'hello', ContentType: 'text/plain' });
    expect(put.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    const got = await cos.getObject({ Bucket, Region, Key });
    expect(got.Body.toString()).toBe('hello');
    expect(got.headers?.['content-type']).toBe('text/plain');
    const head = await cos.headObject({ Bucket, Region, Key });
    expect(head.headers?.['content-length']).toBe('5');
    const list = await cos.getBucket({ Bucket, Region, Prefix: 'logs/' });
    expect(list.Contents.map((o) => [o.Key, o.Size])).toEqual([[Key, '5']]);
    await cos.deleteObject({ Bucket, Region, Key });
    await expect(cos.getObject({ Bucket, Region, Key })).rejects.toMatchObject({ code: 'NoSuchKey', statusCode: 404 });
  });
});
