import { gunzipSync } from 'node:zlib';
import { startLocalCloud } from '../../../infra/local-cloud/index.js';
import { parseLine } from '../../../lib/accesslog/parse-line.js';
import { APP_ID, OWNER, presigned, REGION, sdk, send, signed, useCloud } from './cos-support.js';

const Bucket = `source-${APP_ID}`;
const target = `logs-${APP_ID}`;
const scenario = (quoted: boolean) => ({
  logs: { quoted },
  account: { ownerUin: OWNER, appId: APP_ID },
  buckets: {
    [target]: { region: REGION, createdAt: '2023-01-01T00:00:00Z' },
    [Bucket]: {
      region: REGION,
      createdAt: '2023-01-01T00:00:00Z',
      logging: { targetBucket: target, targetPrefix: 'access/' },
      objects: { 'a b.txt': { body: 'hello' } },
    },
  },
});

describe.each([true, false])('the access log, quoted: %s', (quoted) => {
  const cloud = useCloud(scenario(quoted));

  test('has a line of 31 fields for each request, with what was refused and why', async () => {
    await send(
      cloud(),
      signed(cloud(), {
        bucket: Bucket,
        path: '/a%20b.txt',
        headers: { 'User-Agent': 'a "b" c', Referer: 'https://x.example/p?q=1 2' },
      }),
    );
    await send(cloud(), { bucket: Bucket, path: '/a%20b.txt', headers: { 'User-Agent': 'Mozilla/5.0 (X11)' } });
    await send(cloud(), presigned(cloud(), { bucket: Bucket, path: '/a%20b.txt' }, { secretKey: 'wrong' }));
    const delivered = await control(cloud(), 'deliver-logs');
    expect(delivered.keys).toEqual([expect.stringMatching(/^access\/\d{4}\/\d\d\/\d\d\/\d{14}_[0-9a-f]+_0\.gz$/)]);
    const { Body } = await sdk(cloud()).getObject({ Bucket: target, Region: REGION, Key: delivered.keys[0]! });
    const lines = gunzipSync(Body).toString('utf8').trimEnd().split('\n');
    const records = lines.map((line) => {
      const parsed = parseLine(line);
      if (!parsed.ok) throw new Error(`${parsed.reason}: ${line}`);
      return parsed.record;
    });
    const common = {
      bucket: Bucket,
      region: REGION,
      accountId: OWNER,
      path: '/a%20b.txt',
      method: 'GET',
      eventName: 'GETObject',
      logSource: 'USER',
      fromVpc: false,
    };
    expect(records).toEqual([
      expect.objectContaining({
        ...common,
        status: 200,
        errorCode: '-',
        requester: `${OWNER}:${OWNER}`,
        accessKeyId: cloud().root.secretId,
        userAgent: expect.stringContaining('b'),
        storageClass: 'STANDARD',
      }),
      expect.objectContaining({
        ...common,
        status: 403,
        errorCode: 'AccessDenied',
        errorMessage: 'Access Denied.',
        requester: '-',
        accessKeyId: '-',
        userAgent: 'Mozilla/5.0 (X11)',
      }),
      expect.objectContaining({
        ...common,
        status: 403,
        errorCode: 'SignatureDoesNotMatch',
        requester: '-',
        accessKeyId: cloud().root.secretId,
        urlSignature: expect.objectContaining({ form: 'cos' }),
      }),
    ]);
    if (quoted) expect(lines[1]).toContain('"Mozilla/5.0 (X11)" 403 AccessDenied "Access Denied."');
    else expect(lines[1]).toContain(' Mozilla/5.0 (X11) 403 AccessDenied Access Denied. ');
  });

  test('is not delivered twice', async () => {
    await control(cloud(), 'deliver-logs');
    expect((await control(cloud(), 'deliver-logs')).keys).toEqual([]);
  });
});

test('the log is delivered when five minutes of the local clock are over', async () => {
  const cloud = await startLocalCloud({ scenario: { schema: 'cos403.scenario/1', ...scenario(true) } });
  try {
    const created: string[] = [];
    cloud.onObjectCreated(({ bucket }) => created.push(bucket));
    await send(cloud, { bucket: Bucket, path: '/x' });
    expect(created).toEqual([]);
    await control(cloud, 'clock', { advanceSeconds: 300 });
    expect(created).toEqual([target]);
    expect((await control(cloud, 'deliver-logs')).keys).toEqual([expect.stringMatching(/^access\//)]);
    expect((await control(cloud, 'deliver-logs')).keys).toEqual([]);
  } finally {
    await cloud.close();
  }
});

async function control(cloud: { url: string }, name: string, body?: object): Promise<{ keys: string[] }> {
  const response = await fetch(`${cloud.url}/_local/${name}`, {
    method: 'POST',
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return (await response.json()) as { keys: string[] };
}
