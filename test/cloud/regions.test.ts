import { openCloud } from '../../lib/cloud/open.js';
import { fullRegion, regionOfHost } from '../../lib/cloud/regions.js';
import { type ScriptedServer, scriptedServer } from '../support/scripted-server.js';

test.each([
  ['ap-guangzhou', 'ap-guangzhou'],
  ['gz', 'ap-guangzhou'],
  ['SH', 'ap-shanghai'],
  ['na-siliconvalley', 'na-siliconvalley'],
  ['zz', null],
  ['', null],
  [undefined, null],
])('the region %s is %s', (name, region) => {
  expect(fullRegion(name)).toBe(region);
});

test.each([
  ['logs-1250000000.cos.ap-guangzhou.myqcloud.com', 'ap-guangzhou'],
  ['cos.ap-beijing.myqcloud.com', 'ap-beijing'],
  ['b-1.cos.eu-frankfurt.tencentcos.cn:443', 'eu-frankfurt'],
  ['b-1.cos-website.ap-tokyo.myqcloud.com', 'ap-tokyo'],
  ['b-1.cos.accelerate.myqcloud.com', null],
  ['service.cos.myqcloud.com', null],
  ['cos.ap-beijing.myqcloud.com.evil.example', null],
  ['img.example.com', null],
])('the host %s is in %s', (host, region) => {
  expect(regionOfHost(host)).toBe(region);
});

describe('a bucket whose region nobody said', () => {
  let server: ScriptedServer;
  beforeEach(async () => {
    server = await scriptedServer();
  });
  afterEach(() => server.close());
  const open = (env: Record<string, string> = {}, over: object = {}) =>
    openCloud({
      env: { COS403_LOCAL_CLOUD: server.url, ...env },
      credentials: { secretId: 'AKID', secretKey: 'KEY' },
      patience: { nowMs: Date.now, random: () => 0, sleep: async () => {} },
      ...over,
    });
  const hosts = () => server.requests.map((seen) => /cos\.([^.]+)\./.exec(seen.host)?.[1]);
  const only = (region: string, status: number) => {
    server.script = (request, response) =>
      void response.writeHead(request.host.includes(`.${region}.`) ? status : 404).end();
  };

  test.each([200, 403])('is where HEAD Bucket answers %i, and that is remembered', async (status) => {
    only('ap-beijing', status);
    const { cos } = await open();
    expect(await cos.regionOf('b-1250000000')).toBe('ap-beijing');
    const asked = server.requests.length;
    expect(await cos.regionOf('b-1250000000')).toBe('ap-beijing');
    expect(server.requests).toHaveLength(asked);
    expect(hosts().at(-1)).toBe('ap-beijing');
  });

  test('is asked for first where the function is, and the header is believed', async () => {
    server.script = (_, response) => void response.writeHead(200, { 'x-cos-bucket-region': 'ap-mumbai' }).end();
    const { cos } = await open({ TENCENTCLOUD_REGION: 'ap-seoul' });
    expect(await cos.regionOf('b-1250000000')).toBe('ap-mumbai');
    expect(hosts()).toEqual(['ap-seoul']);
  });

  test('is said to be nowhere when no region knows it', async () => {
    only('nowhere', 200);
    const { cos } = await open();
    await expect(cos.regionOf('b-1250000000')).rejects.toMatchObject({ code: 'NoSuchBucket' });
  });

  test('is not asked for when it is said', async () => {
    const { cos } = await open({}, { bucketRegions: { 'b-1250000000': 'ap-tokyo' }, region: 'ap-seoul' });
    expect(await cos.regionOf('b-1250000000')).toBe('ap-tokyo');
    expect(await cos.regionOf('c-1250000000')).toBe('ap-seoul');
    expect(server.requests).toEqual([]);
  });
});

test.each(['ftp://127.0.0.1', 'nonsense', 'https://127.0.0.1:1'])('%s is no local cloud', async (url) => {
  await expect(openCloud({ env: { COS403_LOCAL_CLOUD: url } })).rejects.toMatchObject({ code: 'bad-local-cloud' });
});

test('a local cloud that does not run is named', async () => {
  await expect(openCloud({ env: { COS403_LOCAL_CLOUD: 'http://127.0.0.1:1' } })).rejects.toThrow(/cos403 local-cloud/);
});
