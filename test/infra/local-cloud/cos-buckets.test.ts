import type COS from 'cos-nodejs-sdk-v5';
import { APP_ID, REGION as Region, sdk, send, useCloud } from './cos-support.js';

const Bucket = `examplebucket-${APP_ID}`;
const here = { Bucket, Region };
const cloud = useCloud();
let cos: COS;
beforeAll(async () => {
  cos = sdk(cloud());
  await cos.putBucket(here);
});

describe('a bucket’s settings', () => {
  test('are not there at first, in the documented ways', async () => {
    await expect(cos.getBucketPolicy(here)).rejects.toMatchObject({ statusCode: 404 });
    expect((await cos.getBucketCors(here)).CORSRules).toEqual([]);
    expect((await cos.getBucketLogging(here)).BucketLoggingStatus).toEqual('');
    await expect(cos.getBucketTagging(here)).resolves.toMatchObject({ Tags: [] });
    await expect(cos.getBucketLifecycle(here)).resolves.toMatchObject({ Rules: [] });
    expect((await cos.getBucketAcl(here)).ACL).toBe('private');
  });

  test('come back as they were put', async () => {
    const rule = {
      AllowedOrigins: ['https://a.example'],
      AllowedMethods: ['GET' as const],
      AllowedHeaders: ['*'],
      ExposeHeaders: ['ETag'],
      MaxAgeSeconds: 5,
    };
    await cos.putBucketCors({ ...here, CORSRules: [rule] } as unknown as COS.PutBucketCorsParams);
    expect((await cos.getBucketCors(here)).CORSRules).toEqual([{ ...rule, MaxAgeSeconds: '5' }]);

    const referer = {
      Status: 'Enabled' as const,
      RefererType: 'Black-List' as const,
      DomainList: { Domains: ['*.bad.example'] },
      EmptyReferConfiguration: 'Allow' as const,
    };
    await cos.putBucketReferer({ ...here, RefererConfiguration: referer });
    expect((await cos.getBucketReferer(here)).RefererConfiguration).toEqual(referer);

    await cos.putBucketTagging({ ...here, Tags: [{ Key: 'k', Value: 'v' }] });
    expect((await cos.getBucketTagging(here)).Tags).toEqual([{ Key: 'k', Value: 'v' }]);

    await cos.putBucket({ Bucket: `logs-${APP_ID}`, Region });
    const BucketLoggingStatus = { LoggingEnabled: { TargetBucket: `logs-${APP_ID}`, TargetPrefix: 'access/' } };
    await cos.putBucketLogging({ ...here, BucketLoggingStatus });
    expect((await cos.getBucketLogging(here)).BucketLoggingStatus).toEqual(BucketLoggingStatus);

    await cos.putBucketAcl({ ...here, ACL: 'public-read' });
    expect((await cos.getBucketAcl(here)).ACL).toBe('public-read');
    await cos.putBucketAcl({ ...here, ACL: 'private' });
  });

  test('answer a preflight by the first rule that matches', async () => {
    const preflight = (origin: string) =>
      send(cloud(), {
        bucket: Bucket,
        method: 'OPTIONS',
        path: '/x',
        headers: { Origin: origin, 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'X-Any' },
      });
    const allowed = await preflight('https://a.example');
    expect(allowed.status).toBe(200);
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': 'https://a.example',
      'access-control-allow-headers': 'X-Any',
      'access-control-max-age': '5',
    });
    expect((await preflight('https://b.example')).status).toBe(403);
  });

  test('are told by HEAD Bucket and GET Service', async () => {
    expect((await cos.headBucket(here)).headers?.['x-cos-bucket-region']).toBe(Region);
    expect((await cos.getService()).Buckets.map((b) => [b.Name, b.Location])).toEqual([
      [Bucket, Region],
      [`logs-${APP_ID}`, Region],
    ]);
  });
});

describe('the control routes', () => {
  const control = async (name: string, init: RequestInit = {}) => {
    const response = await fetch(`${cloud().url}/_local/${name}`, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  test('move the clock and answer the time', async () => {
    const { body } = await control('clock', { method: 'POST', body: '{"now":"2030-01-01T00:00:00Z"}' });
    expect(body['now']).toMatch(/^2030-01-01T00:00:0/);
    expect((await control('clock', { method: 'POST', body: '{"now":"soon"}' })).status).toBe(400);
    cloud().clock.reset();
  });

  test('show the state without a secret', async () => {
    const { body } = await control('state');
    expect(Object.keys(body['buckets'] as object)).toContain(Bucket);
    expect(JSON.stringify(body)).not.toContain(cloud().root.secretKey);
  });

  test('refuse what is no JSON and what does not exist', async () => {
    expect((await control('clock', { method: 'POST', body: '{' })).status).toBe(400);
    expect((await control('nothing')).status).toBe(404);
  });

  test('stay out of the way of an object of that name', async () => {
    await cos.putObject({ ...here, Key: '_local/state', Body: 'mine' });
    expect((await cos.getObject({ ...here, Key: '_local/state' })).Body.toString()).toBe('mine');
  });

  test('reset to the seed', async () => {
    await control('reset', { method: 'POST' });
    expect((await cos.getService()).Buckets).toEqual([]);
  });
});
