import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import type { LocalCloud } from '../../../infra/local-cloud/cloud.js';
import { cloudServices } from '../../../infra/local-cloud/parts.js';
import { startLocalCloud } from '../../../infra/local-cloud/server.js';
import { clients } from './api3-clients.js';
import { cosClient } from './scf-objects.js';
import { active, control, SCF_ROLE } from './scf-support.js';

const BUNDLE = join(__dirname, '../../../dist/functions/ingest');
const built = existsSync(join(BUNDLE, 'index.js'));
if (!built) console.log('skipped: the ingest function on the local cloud (npm run build makes it)');

const SITE = 'site-1250000000';
const LOGS = 'logs-1250000000';
const STATE = 'state-1250000000';

(built ? describe : describe.skip)('the built ingest function on the local cloud', () => {
  let cloud: LocalCloud;
  beforeEach(async () => {
    const resource = (bucket: string) => `qcs::cos:ap-guangzhou:uid/1250000000:${bucket}/*`;
    cloud = await startLocalCloud({
      parts: [cloudServices],
      logs: { everyFiveMinutes: false },
      scenario: {
        schema: 'cos403.scenario/1',
        account: { ownerUin: '100000000001', appId: '1250000000' },
        buckets: { [SITE]: { logging: { targetBucket: LOGS, targetPrefix: 'access/' } }, [LOGS]: {}, [STATE]: {} },
        cam: {
          roles: {
            [SCF_ROLE.id]: {
              name: SCF_ROLE.name,
              trustPolicy: JSON.parse(SCF_ROLE.trust),
              policies: [
                {
                  name: 'ingest',
                  document: {
                    version: '2.0',
                    statement: [
                      {
                        effect: 'allow',
                        action: ['cos:GetObject', 'cos:HeadObject', 'cos:HeadBucket', 'cos:GetBucket'],
                        resource: [resource(LOGS), resource(STATE)],
                      },
                      { effect: 'allow', action: ['cos:PutObject', 'cos:DeleteObject'], resource: resource(STATE) },
                    ],
                  },
                },
              ],
            },
          },
        },
      },
    });
    const { scf } = clients(cloud, cloud.root);
    const zip = zipSync({
      'index.js': readFileSync(join(BUNDLE, 'index.js')),
      ...(existsSync(join(BUNDLE, 'cloud.js')) ? { 'cloud.js': readFileSync(join(BUNDLE, 'cloud.js')) } : {}),
    });
    const config = {
      schema: 'cos403.config/1',
      region: 'ap-guangzhou',
      state: `cos://${STATE}/cos403`,
      logs: [{ bucket: LOGS, prefix: 'access/', watch: [SITE] }],
    };
    await scf.CreateFunction({
      FunctionName: 'cos403-ingest',
      Code: { ZipFile: Buffer.from(zip).toString('base64') },
      Handler: 'index.main_handler',
      Runtime: 'Nodejs20.19',
      MemorySize: 256,
      Timeout: 60,
      Role: SCF_ROLE.name,
      Environment: { Variables: [{ Key: 'COS403_CONFIG', Value: JSON.stringify(config) }] },
    });
    await active(cloud, 'cos403-ingest');
    await scf.CreateTrigger({
      FunctionName: 'cos403-ingest',
      TriggerName: `${LOGS}.cos.ap-guangzhou.myqcloud.com`,
      Type: 'cos',
      TriggerDesc: '{"event":"cos:ObjectCreated:*","filter":{"Prefix":"access/","Suffix":""}}',
      Enable: 'OPEN',
      Qualifier: '$DEFAULT',
    });
    // Something to be refused.
    for (let i = 0; i < 3; i++) {
      await cosClient(cloud, { SecretId: 'AKIDnobody00000000000000000000000000' })
        .getObject({ Bucket: SITE, Region: 'ap-guangzhou', Key: `secret-${i}.txt` })
        .catch(() => undefined);
    }
  });
  afterEach(() => cloud.close());

  const partials = () =>
    [...cloud.state.buckets.get(STATE)!.objects]
      .filter(([key]) => key.startsWith('cos403/partials/v1/'))
      .map(([, versions]) => versions[0]!);
  const runs = () => cloud.state.functions.get('default/cos403-ingest')!.invocations!;
  const deliver = async () => {
    const { keys } = (await control(cloud, 'deliver-logs', {})) as { keys: string[] };
    expect(keys).toHaveLength(1);
  };
  const onePartial = () => {
    expect(
      runs()
        .map((run) => run.log + run.result)
        .join('\n'),
    ).not.toMatch(/q-signature=[0-9a-f]/);
    const all = partials();
    expect(all).toHaveLength(1);
    const partial = JSON.parse(gunzipSync(all[0]!.body).toString('utf8'));
    expect(partial).toMatchObject({ schema: 'cos403.partial/1' });
    return partial;
  };

  it('turns a delivered log into exactly one partial', async () => {
    await deliver();
    await control(cloud, 'settle');
    expect(runs().map((run) => [run.status, run.result])).toEqual([[200, expect.any(String)]]);
    onePartial();
  }, 60_000);

  it('leaves one partial, the same bytes, when events come three times and out of order', async () => {
    await control(cloud, 'faults', [
      { fault: 'duplicate', copies: 2, ms: 2000 },
      { fault: 'reorder', ms: 2000 },
    ]);
    await deliver();
    cloud.clock.advance(5000);
    await control(cloud, 'settle');
    expect(runs().map((run) => run.status)).toEqual([200, 200, 200]);
    onePartial();
  }, 60_000);

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)(
    'leaves one partial when it crashes %s the write and is retried',
    async (moment, left) => {
      await control(cloud, 'faults', [
        { fault: 'crash', operation: 'cos:PutObject', prefix: 'cos403/partials/', moment, count: 1 },
      ]);
      await deliver();
      await expect(control(cloud, 'settle')).resolves.toEqual({ waiting: 1 });
      expect(runs().map((run) => run.status)).toEqual([439]);
      expect(partials()).toHaveLength(left);
      cloud.clock.advance(61_000);
      await expect(control(cloud, 'settle')).resolves.toEqual({ waiting: 0 });
      expect(runs().map((run) => run.status)).toEqual([439, 200]);
      onePartial();
    },
    60_000,
  );

  it('forgets nothing under 503 SlowDown and resets: a partial or a note of the failure is there', async () => {
    await control(cloud, 'faults', [
      { operation: 'cos:*', fault: 'throttle', probability: 0.2, seed: 5 },
      { operation: 'cos:*', fault: 'reset', probability: 0.2, seed: 6 },
      { fault: 'duplicate', ms: 600_000 },
    ]);
    await deliver();
    for (let minute = 0; minute < 3; minute++) {
      await control(cloud, 'settle');
      cloud.clock.advance(61_000);
    }
    await control(cloud, 'settle');
    const noted = [...cloud.state.buckets.get(STATE)!.objects.keys()].filter((key) => key.includes('/failed/'));
    expect(noted.length + partials().length).toBeGreaterThanOrEqual(1);
    await control(cloud, 'faults', []);
    cloud.clock.advance(600_000);
    await control(cloud, 'settle');
    onePartial();
  }, 90_000);

  it('notes a log whose body is cut, and takes it when its event comes again', async () => {
    await control(cloud, 'faults', [
      { operation: 'cos:GetObject', bucket: LOGS, fault: 'cut', bytes: 20 },
      { fault: 'duplicate', ms: 600_000 },
    ]);
    await deliver();
    await control(cloud, 'settle');
    expect(partials()).toHaveLength(0);
    expect([...cloud.state.buckets.get(STATE)!.objects.keys()].filter((key) => key.includes('/failed/'))).toHaveLength(
      1,
    );
    await control(cloud, 'faults', []);
    cloud.clock.advance(600_000);
    await control(cloud, 'settle');
    onePartial();
  }, 60_000);
});
