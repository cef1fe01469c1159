import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LocalCloud } from '../../../infra/local-cloud/cloud.js';
import { cloudServices } from '../../../infra/local-cloud/parts.js';
import { startLocalCloud } from '../../../infra/local-cloud/server.js';
import { readSettings, type TriggerSpec } from '../../../infra/serverless-plugin/settings.js';
import { accountOf, connect, runDeploy, service, startAccount } from '../serverless-plugin/deployment.js';
import { clients } from './api3-clients.js';
import { putObject } from './scf-objects.js';
import { active, control, createFunction, SCF_ROLE, zipOf } from './scf-support.js';

const CLIENT = join(__dirname, '../../clients/tencent-component-toolkit');
const installed = existsSync(join(CLIENT, 'node_modules/tencent-component-toolkit'));
if (!installed) console.log('skipped: tencent-component-toolkit (npm ci in test/clients/tencent-component-toolkit)');

const LOGS = 'logs-1250000000';
const ZIP = Buffer.from(zipOf({ 'index.js': 'exports.main_handler = async (event) => Object.keys(event)' }), 'base64');
const HOST = `${LOGS}.cos.ap-guangzhou.myqcloud.com`;

(installed ? describe : describe.skip)('tencent-component-toolkit, a client nobody here wrote,', () => {
  let cloud: LocalCloud;
  beforeEach(async () => {
    cloud = await startLocalCloud({
      parts: [cloudServices],
      scenario: {
        schema: 'cos403.scenario/1',
        account: { ownerUin: '100000000001', appId: '1250000000' },
        buckets: { [LOGS]: {} },
        cam: { roles: { [SCF_ROLE.id]: { name: SCF_ROLE.name, trustPolicy: JSON.parse(SCF_ROLE.trust) } } },
      },
    });
    await putObject(cloud, LOGS, 'code/fn.zip', ZIP);
  });
  afterEach(() => cloud.close());

  const toolkit = async (input: object) => {
    const { stdout } = await promisify(execFile)(process.execPath, ['deploy.cjs', JSON.stringify(input)], {
      cwd: CLIENT,
      env: {
        PATH: process.env['PATH'],
        COS403_LOCAL_CLOUD: cloud.url,
        TENCENTCLOUD_SECRET_ID: cloud.root.secretId,
        TENCENTCLOUD_SECRET_KEY: cloud.root.secretKey,
      },
    });
    return JSON.parse(stdout.trim().split('\n').at(-1)!);
  };
  const input = {
    name: 'fn',
    namespace: 'default',
    runtime: 'Nodejs20.19',
    handler: 'index.main_handler',
    code: { bucket: LOGS, object: 'code/fn.zip' },
    role: SCF_ROLE.name,
    memorySize: 256,
    timeout: 30,
    environment: { variables: { A: 'b' } },
    events: [
      {
        cos: {
          parameters: {
            bucket: HOST,
            enable: true,
            events: 'cos:ObjectCreated:*',
            filter: { prefix: 'access/', suffix: '' },
          },
        },
      },
      { timer: { parameters: { name: 'five', cronExpression: '0 */5 * * * * *', enable: true, argument: 'hello' } } },
    ],
  };

  it('deploys a function with a COS trigger and a timer, finds nothing to change, and removes it', async () => {
    const first = await toolkit(input);
    expect(first).toMatchObject({ FunctionName: 'fn', Status: 'Active' });
    expect(first.Triggers.map((one: { NeedCreate: boolean }) => one.NeedCreate)).toEqual([true, true]);
    const fn = cloud.state.functions.get('default/fn')!;
    expect(fn).toMatchObject({ memoryMb: 256, timeoutSeconds: 30, role: SCF_ROLE.name, environment: { A: 'b' } });
    expect(fn.triggers).toMatchObject([
      { type: 'cos', name: HOST, enabled: true, qualifier: '$DEFAULT' },
      { type: 'timer', name: 'five', description: '0 */5 * * * * *', customArgument: 'hello' },
    ]);
    await putObject(cloud, LOGS, 'access/1', 'x');
    await control(cloud, 'settle');
    expect(fn.invocations).toMatchObject([{ status: 200, result: '["Records"]', source: 'cos' }]);

    const second = await toolkit(input);
    expect(second.Triggers.find((one: { Type: string }) => one.Type === 'cos')).toMatchObject({ NeedCreate: false });
    expect(cloud.state.functions.get('default/fn')!.triggers).toHaveLength(2);

    await expect(toolkit({ remove: { functionName: 'fn', namespace: 'default' } })).resolves.toBe(true);
    expect(cloud.state.functions.size).toBe(0);
  });

  it('agrees with what the official SDK has deployed', async () => {
    await createFunction(cloud, 'exports.main_handler = async () => 1', { role: SCF_ROLE.name });
    const { scf } = clients(cloud, cloud.root);
    const trigger = { FunctionName: 'fn', Enable: 'OPEN', Qualifier: '$DEFAULT' };
    const TriggerDesc = '{"event":"cos:ObjectCreated:*","filter":{"Prefix":"access/","Suffix":""}}';
    await scf.CreateTrigger({ ...trigger, Type: 'cos', TriggerName: HOST, TriggerDesc });
    await scf.CreateTrigger({
      ...trigger,
      Type: 'timer',
      TriggerName: 'five',
      TriggerDesc: '0 */5 * * * * *',
      CustomArgument: 'hello',
    });
    await active(cloud, 'fn');
    const output = await toolkit(input);
    expect(output.Triggers).toHaveLength(2);
    expect(output.Triggers.find((one: { Type: string }) => one.Type === 'cos')).toMatchObject({ NeedCreate: false });
  });

  it('finds nothing to change in what our serverless plugin has deployed', async () => {
    await cloud.close();
    cloud = await startAccount();
    const deployer = await connect(cloud);
    await runDeploy(deployer);
    await putObject(cloud, LOGS, 'code/fn.zip', ZIP);
    const before = accountOf(cloud) as { functions: readonly Record<string, unknown>[] };
    for (const spec of readSettings(service()).functions) {
      const output = await toolkit({
        name: spec.name,
        namespace: 'default',
        runtime: spec.runtime,
        handler: spec.handler,
        code: { bucket: LOGS, object: 'code/fn.zip' },
        role: spec.roleName,
        memorySize: spec.memoryMb,
        timeout: spec.timeoutSeconds,
        environment: { variables: spec.environment },
        description: cloud.state.functions.get(`default/${spec.name}`)!.description,
        events: spec.triggers.map(eventOf),
      });
      expect(output).toMatchObject({ FunctionName: spec.name, Status: 'Active', MemorySize: spec.memoryMb });
      for (const trigger of output.Triggers.filter((one: { Type: string }) => one.Type === 'cos'))
        expect(trigger).toMatchObject({ NeedCreate: false });
    }
    expect((accountOf(cloud) as typeof before).functions).toEqual(before.functions);
    // And the other way round: what the toolkit has touched is still as our plugin wants it.
    expect((await runDeploy(deployer)).outcome.outcome).toBe('unchanged');
  });

  it('is refused with a wrong secret', async () => {
    cloud.state.users.get('100000000001')!.accessKeys[0]!.secretKey = 'changed';
    await expect(toolkit(input)).rejects.toThrow(/could not be validated/);
  });
});

/** A trigger of ours as the toolkit takes it. */
function eventOf({ type, name, description }: TriggerSpec): object {
  if (type === 'timer') return { timer: { parameters: { name, cronExpression: description, enable: true } } };
  const { event, filter } = JSON.parse(description) as { event: string; filter: { Prefix: string; Suffix: string } };
  const parameters = {
    bucket: name,
    enable: true,
    events: event,
    filter: { prefix: filter.Prefix, suffix: filter.Suffix },
  };
  return { cos: { parameters } };
}
