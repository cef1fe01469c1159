import type { LocalCloud } from '../../../infra/local-cloud/cloud.js';
import { cloudServices } from '../../../infra/local-cloud/parts.js';
import { startLocalCloud } from '../../../infra/local-cloud/server.js';
import { clients } from './api3-clients.js';
import { cosClient, putObject } from './scf-objects.js';
import { control, createFunction, SCF_ROLE } from './scf-support.js';

const LOGS = 'logs-1250000000';
const SITE = 'site-1250000000';

/**
 * A function in the manner of the ingest function, small enough to read: for each object of the event it writes one result whose key
 * comes from the object's key, with the credentials of its role, over the documented interfaces only.
 */
const RECORDER = `
const http = require('node:http'), crypto = require('node:crypto');
const sha1 = (key, text) => crypto.createHmac('sha1', key).update(text).digest('hex');
function put(bucket, key, body) {
  const host = bucket + '.cos.' + process.env.TENCENTCLOUD_REGION + '.myqcloud.com';
  const start = Math.floor(Date.now() / 1000) - 1, time = start + ';' + (start + 600);
  const http_ = 'put\\n/' + key + '\\n\\nhost=' + host + '\\n';
  const text = 'sha1\\n' + time + '\\n' + crypto.createHash('sha1').update(http_).digest('hex') + '\\n';
  const signature = sha1(sha1(process.env.TENCENTCLOUD_SECRETKEY, time), text);
  const authorization = 'q-sign-algorithm=sha1&q-ak=' + process.env.TENCENTCLOUD_SECRETID + '&q-sign-time=' + time + '&q-key-time=' + time +
    '&q-header-list=host&q-url-param-list=&q-signature=' + signature;
  const { hostname, port } = new URL(process.env.COS403_LOCAL_CLOUD);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method: 'PUT', path: '/' + key, agent: false,
      headers: { host, authorization, 'x-cos-security-token': process.env.TENCENTCLOUD_SESSIONTOKEN, 'x-cos-forbid-overwrite': 'true', 'content-length': body.length } },
      (response) => { let all = ''; response.on('data', (c) => all += c).on('end', () => resolve(response.statusCode + ' ' + all)); response.on('error', reject); });
    request.on('error', reject);
    request.end(body);
  });
}
exports.main_handler = async (event) => {
  const done = [];
  for (const { cos } of event.Records) {
    const { name, appid } = cos.cosBucket;
    const key = cos.cosObject.key.replace('/' + appid + '/' + name + '/', '');
    const status = await put(name + '-' + appid, 'results/' + key.replaceAll('/', '_'), key);
    if (!/^(200|409) /.test(status)) throw new Error(status);
    done.push([key, status.slice(0, 3)]);
  }
  return done;
};`;

describe('an object written to the local COS', () => {
  let cloud: LocalCloud;
  beforeEach(async () => {
    cloud = await startLocalCloud({
      parts: [cloudServices],
      logs: { everyFiveMinutes: false },
      scenario: {
        schema: 'cos403.scenario/1',
        account: { ownerUin: '100000000001', appId: '1250000000' },
        buckets: { [LOGS]: {}, [SITE]: { logging: { targetBucket: LOGS, targetPrefix: 'access/' } } },
        cam: {
          roles: {
            [SCF_ROLE.id]: {
              name: SCF_ROLE.name,
              trustPolicy: JSON.parse(SCF_ROLE.trust),
              policies: [
                {
                  name: 'write-results',
                  document: {
                    version: '2.0',
                    statement: [
                      {
                        effect: 'allow',
                        action: 'cos:PutObject',
                        resource: `qcs::cos:ap-guangzhou:uid/1250000000:${LOGS}/results/*`,
                      },
                    ],
                  },
                },
              ],
            },
          },
        },
      },
    });
  });
  afterEach(() => cloud.close());

  const deploy = async (code: string) => {
    await createFunction(cloud, code, { role: SCF_ROLE.name });
    await clients(cloud, cloud.root).scf.CreateTrigger({
      FunctionName: 'fn',
      TriggerName: `${LOGS}.cos.ap-guangzhou.myqcloud.com`,
      Type: 'cos',
      TriggerDesc: '{"event":"cos:ObjectCreated:*","filter":{"Prefix":"access/","Suffix":""}}',
      Enable: 'OPEN',
      Qualifier: '$DEFAULT',
    });
  };
  const logs = async () =>
    (await clients(cloud, cloud.root).scf.GetFunctionLogs({ FunctionName: 'fn', Order: 'asc', Limit: 100 })).Data!;
  const results = () =>
    [...cloud.state.buckets.get(LOGS)!.objects.keys()].filter((key) => key.startsWith('results/')).sort();

  it('starts the function with the documented event', async () => {
    await deploy('exports.main_handler = async (event) => event');
    await cosClient(cloud).putObject({
      Bucket: LOGS,
      Region: 'ap-guangzhou',
      Key: 'access/2026/11/23/part_0.gz',
      Body: 'content',
      ContentType: 'application/gzip',
      Headers: { 'x-cos-meta-mine': 'yes' },
    });
    await putObject(cloud, LOGS, 'other/prefix', 'x');
    await control(cloud, 'settle');
    const runs = await logs();
    expect(runs).toHaveLength(1);
    const { Records } = JSON.parse(runs[0]!.RetMsg!);
    expect(Records).toEqual([
      {
        cos: {
          cosSchemaVersion: '1.0',
          cosNotificationId: 'unkown',
          cosObject: {
            key: '/1250000000/logs/access/2026/11/23/part_0.gz',
            url: 'http://logs-1250000000.cos.ap-guangzhou.myqcloud.com/access/2026/11/23/part_0.gz',
            size: 7,
            vid: '',
            meta: {
              'x-cos-request-id': expect.any(String),
              'Content-Type': 'application/gzip',
              'x-cos-meta-mine': 'yes',
            },
          },
          cosBucket: { region: 'gz', name: 'logs', appid: '1250000000', s3Region: 'ap-guangzhou', cosRegion: 'gz' },
        },
        event: {
          eventName: 'cos:ObjectCreated:Put',
          eventVersion: '1.0',
          eventTime: expect.any(Number),
          eventSource: 'qcs::cos',
          eventQueue: 'qcs:0:scf:ap-guangzhou:appid/1250000000:default.fn.$DEFAULT',
          reservedInfo: '',
          reqid: 0,
          requestParameters: {
            requestSourceIP: expect.any(String),
            requestHeaders: { Authorization: expect.stringContaining(`q-ak=${cloud.root.secretId}`) },
          },
        },
      },
    ]);
  });

  it('in the shape of a delivered access log starts it too, once per file', async () => {
    await deploy(RECORDER);
    await putObject(cloud, SITE, 'a.txt', 'x');
    const { keys } = (await control(cloud, 'deliver-logs', {})) as { keys: string[] };
    await control(cloud, 'settle');
    expect(keys).toHaveLength(1);
    expect(results()).toEqual([`results/${keys[0]!.replaceAll('/', '_')}`]);
  });

  it('leaves one result however often and in whatever order its events come', async () => {
    await deploy(RECORDER);
    await control(cloud, 'faults', [
      { fault: 'duplicate', copies: 2, ms: 1500, seed: 7 },
      { fault: 'reorder', ms: 3000, seed: 8 },
    ]);
    for (let i = 0; i < 4; i++) await putObject(cloud, LOGS, `access/${i}`, 'x');
    cloud.clock.advance(5000);
    await control(cloud, 'settle');
    const done = (await logs()).map((run) => JSON.parse(run.RetMsg!)[0] as [string, string]);
    expect(done).toHaveLength(12);
    expect(done.filter(([, status]) => status === '200')).toHaveLength(4);
    expect(done.map(([key]) => key)).not.toEqual([...done.map(([key]) => key)].sort());
    expect(results()).toEqual(['results/access_0', 'results/access_1', 'results/access_2', 'results/access_3']);
  });

  it.each(['before', 'after'] as const)(
    'is processed by the retry when the function crashes %s its write',
    async (moment) => {
      await deploy(RECORDER);
      await control(cloud, 'faults', [
        { fault: 'crash', operation: 'cos:PutObject', function: 'fn', moment, count: 1 },
      ]);
      await putObject(cloud, LOGS, 'access/1', 'x');
      await expect(control(cloud, 'settle')).resolves.toEqual({ waiting: 1 });
      expect(results()).toHaveLength(moment === 'before' ? 0 : 1);
      cloud.clock.advance(61_000);
      await expect(control(cloud, 'settle')).resolves.toEqual({ waiting: 0 });
      expect((await logs()).map((run) => run.RetCode)).toEqual([439, 0]);
      expect(results()).toEqual(['results/access_1']);
    },
  );

  it('is lost where events are lost, and never comes back', async () => {
    await deploy(RECORDER);
    await control(cloud, 'faults', [{ fault: 'lose', prefix: 'access/1', count: 1 }]);
    for (let i = 0; i < 3; i++) await putObject(cloud, LOGS, `access/${i}`, 'x');
    await control(cloud, 'settle');
    expect(results()).toEqual(['results/access_0', 'results/access_2']);
  });

  it('is refused to a function whose role does not allow the write', async () => {
    await deploy(RECORDER.replace("'results/'", "'elsewhere/'"));
    await putObject(cloud, LOGS, 'access/1', 'x');
    await control(cloud, 'settle');
    const [run] = await logs();
    expect(run).toMatchObject({ RetCode: 430, RetMsg: expect.stringContaining('AccessDenied') });
  });

  it('forgets everything on reset', async () => {
    await deploy('exports.main_handler = async () => { throw new Error("x") }');
    await putObject(cloud, LOGS, 'access/1', 'x');
    await control(cloud, 'settle');
    await control(cloud, 'reset', {});
    cloud.clock.advance(61_000);
    await expect(control(cloud, 'settle')).resolves.toEqual({ waiting: 0 });
    expect(cloud.state.functions.size).toBe(0);
  });
});
