import type { LocalCloud } from '../../../infra/local-cloud/cloud.js';
import { cloudServices } from '../../../infra/local-cloud/parts.js';
import { startLocalCloud } from '../../../infra/local-cloud/server.js';
import { type Clients, clients } from './api3-clients.js';
import { active, createFunction, SCF_ROLE, zipOf } from './scf-support.js';

const HOST = 'logs-1250000000.cos.ap-guangzhou.myqcloud.com';
const rule = (Prefix: string, Suffix = '', event = 'cos:ObjectCreated:*') =>
  JSON.stringify({ event, filter: { Prefix, Suffix } });

describe('the SCF API of the local cloud, with the official SDK', () => {
  let cloud: LocalCloud;
  let scf: Clients['scf'];
  /** Holds local time still, so that a function stays busy. */
  let frozen: number | null;
  beforeEach(async () => {
    frozen = null;
    cloud = await startLocalCloud({
      realNowMs: () => frozen ?? Date.now(),
      parts: [cloudServices],
      scenario: {
        schema: 'cos403.scenario/1',
        account: { ownerUin: '100000000001', appId: '1250000000' },
        buckets: { 'logs-1250000000': {}, 'far-1250000000': { region: 'ap-beijing' } },
        region: 'ap-guangzhou',
        cam: { roles: { [SCF_ROLE.id]: { name: SCF_ROLE.name, trustPolicy: JSON.parse(SCF_ROLE.trust) } } },
      },
    });
    scf = clients(cloud, cloud.root).scf;
  });
  afterEach(() => cloud.close());
  const code = 'exports.main_handler = async () => 1';
  const trigger = (TriggerDesc: string, more: object = {}) =>
    scf.CreateTrigger({
      FunctionName: 'fn',
      TriggerName: HOST,
      Type: 'cos',
      TriggerDesc,
      Enable: 'OPEN',
      Qualifier: '$DEFAULT',
      ...more,
    });

  it('goes through the calls of a first deployment', async () => {
    await expect(scf.GetFunction({ FunctionName: 'fn' })).rejects.toMatchObject({ code: 'ResourceNotFound.Function' });
    frozen = Date.now();
    await scf.CreateFunction({
      FunctionName: 'fn',
      Code: { ZipFile: zipOf({ 'index.js': code }) },
      Runtime: 'Nodejs20.19',
      Handler: 'index.main_handler',
      MemorySize: 256,
      Timeout: 60,
      Role: SCF_ROLE.name,
      Environment: { Variables: [{ Key: 'A', Value: 'b' }] },
    });
    expect((await scf.GetFunction({ FunctionName: 'fn' })).Status).toBe('Creating');
    await expect(trigger(rule('access/'))).rejects.toMatchObject({ code: 'FailedOperation.CreateTrigger' });
    frozen = null;
    await active(cloud, 'fn');
    await expect(scf.GetAlias({ FunctionName: 'fn', Name: '$DEFAULT' })).resolves.toMatchObject({
      FunctionVersion: '$LATEST',
    });
    await expect(scf.ListTriggers({ FunctionName: 'fn' })).resolves.toMatchObject({ TotalCount: 0, Triggers: [] });
    await trigger(rule('access/'));
    await scf.CreateTrigger({
      FunctionName: 'fn',
      TriggerName: 't',
      Type: 'timer',
      TriggerDesc: '0 */5 * * * * *',
      Enable: 'OPEN',
    });
    await expect(scf.ListTriggers({ FunctionName: 'fn' })).resolves.toMatchObject({
      TotalCount: 2,
      Triggers: [
        { Type: 'cos', TriggerName: HOST, TriggerDesc: rule('access/'), Enable: 1, Qualifier: '$DEFAULT' },
        { Type: 'timer', TriggerDesc: '{"cron":"0 */5 * * * * *"}', Enable: 1, Qualifier: '$LATEST' },
      ],
    });
    await expect(scf.GetFunction({ FunctionName: 'fn' })).resolves.toMatchObject({
      Status: 'Active',
      MemorySize: 256,
      Timeout: 60,
      Role: SCF_ROLE.name,
      Runtime: 'Nodejs20.19',
      Environment: { Variables: [{ Key: 'A', Value: 'b' }] },
      Triggers: [{ Type: 'cos' }, { Type: 'timer' }],
    });
    await expect(
      scf.CreateFunction({
        FunctionName: 'fn',
        Code: { ZipFile: zipOf({ 'index.js': code }) },
        Runtime: 'Nodejs20.19',
      }),
    ).rejects.toMatchObject({ code: 'ResourceInUse.Function' });
    await scf.DeleteTrigger({
      FunctionName: 'fn',
      TriggerName: HOST,
      Type: 'cos',
      TriggerDesc: '{"event":"cos:ObjectCreated:*"}',
    });
    await scf.UpdateTriggerStatus({ FunctionName: 'fn', TriggerName: 't', Type: 'timer', Enable: 'CLOSE' });
    await expect(scf.ListTriggers({ FunctionName: 'fn' })).resolves.toMatchObject({
      TotalCount: 1,
      Triggers: [{ Enable: 0 }],
    });
    await scf.DeleteFunction({ FunctionName: 'fn' });
    await expect(scf.ListFunctions({})).resolves.toMatchObject({ TotalCount: 0 });
  });

  it.each([
    ['a role that does not exist', { Role: 'nobody' }, 'ResourceNotFound.Role'],
    ['an odd memory size', { MemorySize: 200 }, 'InvalidParameterValue.MemorySize'],
    ['a time limit of an hour', { Timeout: 3600 }, 'LimitExceeded.Timeout'],
    ['an unknown runtime', { Runtime: 'Nodejs99.1' }, 'InvalidParameterValue.Runtime'],
    [
      'a reserved variable',
      { Environment: { Variables: [{ Key: 'SCF_X', Value: '1' }] } },
      'InvalidParameterValue.EnvironmentSystemProtect',
    ],
    [
      'more than 4 KB of variables',
      { Environment: { Variables: [{ Key: 'A', Value: 'x'.repeat(4097) }] } },
      'InvalidParameterValue.EnvironmentExceededLimit',
    ],
    [
      'code that is no zip',
      { Code: { ZipFile: Buffer.from('no zip').toString('base64') } },
      'InvalidParameterValue.ZipFile',
    ],
    ['code that is no base64', { Code: { ZipFile: '***' } }, 'InvalidParameterValue.ZipFileBase64BinasciiError'],
    ['a bad name', { FunctionName: '9fn' }, 'InvalidParameterValue.FunctionName'],
  ])('refuses to create a function with %s', async (_name, wrong, expected) => {
    const good = { FunctionName: 'fn', Code: { ZipFile: zipOf({ 'index.js': code }) }, Runtime: 'Nodejs20.19' };
    await expect(scf.CreateFunction({ ...good, ...wrong })).rejects.toMatchObject({ code: expected });
    expect(cloud.state.functions.size).toBe(0);
  });

  it.each([
    ['overlaps another rule', rule('access/2026/'), HOST, 'ResourceInUse.Cos'],
    ['has a suffix without a dot', rule('x/', 'gz'), HOST, 'InvalidParameterValue.TriggerDesc'],
    ['has no filter', '{"event":"cos:ObjectCreated:*"}', HOST, 'InvalidParameterValue.TriggerDesc'],
    ['has an unknown event', rule('x/', '', 'cos:ObjectRemoved:*'), HOST, 'InvalidParameterValue.TriggerDesc'],
    ['names no bucket host', rule('x/'), 'logs', 'InvalidParameterValue.TriggerName'],
    ['names a bucket that is not there', rule('x/'), HOST.replace('logs', 'none'), 'ResourceNotFound.Cos'],
    [
      'names a bucket of another region',
      rule('x/'),
      'far-1250000000.cos.ap-beijing.myqcloud.com',
      'InvalidParameterValue.Cos',
    ],
  ])('refuses a COS trigger that %s', async (_name, description, host, expected) => {
    await createFunction(cloud, code);
    await trigger(rule('access/'));
    await expect(trigger(description, { TriggerName: host })).rejects.toMatchObject({ code: expected });
  });

  it('updates code and configuration, one change at a time', async () => {
    await createFunction(cloud, code);
    const { CodeSha256 } = await scf.GetFunctionAddress({ FunctionName: 'fn' });
    frozen = Date.now();
    await scf.UpdateFunctionCode({
      FunctionName: 'fn',
      ZipFile: zipOf({ 'index.js': 'exports.main_handler = async () => 2' }),
    });
    await expect(scf.UpdateFunctionConfiguration({ FunctionName: 'fn', Timeout: 9 })).rejects.toMatchObject({
      code: 'FailedOperation.UpdateFunctionConfiguration',
    });
    frozen = null;
    await active(cloud, 'fn');
    await scf.UpdateFunctionConfiguration({ FunctionName: 'fn', Timeout: 9, Description: 'd' });
    await active(cloud, 'fn');
    await expect(scf.UpdateFunctionConfiguration({ FunctionName: 'fn', Runtime: 'Nodejs18.15' })).rejects.toMatchObject(
      {
        code: 'InvalidParameterValue.Runtime',
      },
    );
    await expect(scf.GetFunction({ FunctionName: 'fn' })).resolves.toMatchObject({
      Timeout: 9,
      Description: 'd',
      Handler: 'index.main_handler',
    });
    expect((await scf.GetFunctionAddress({ FunctionName: 'fn' })).CodeSha256).not.toBe(CodeSha256);
    await expect(scf.InvokeFunction({ FunctionName: 'fn' })).resolves.toMatchObject({ Result: { RetMsg: '2' } });
  });

  it('takes code from COS, with or without the AppId in the bucket name', async () => {
    const { putObject } = await import('./scf-objects.js');
    await putObject(cloud, 'logs-1250000000', 'code/fn.zip', Buffer.from(zipOf({ 'index.js': code }), 'base64'));
    for (const [index, CosBucketName] of ['logs', 'logs-1250000000'].entries()) {
      await scf.CreateFunction({
        FunctionName: `fn${index}`,
        Code: { CosBucketName, CosObjectName: '/code/fn.zip', CosBucketRegion: 'ap-guangzhou' },
        Runtime: 'Nodejs20.19',
      });
    }
    await expect(
      scf.CreateFunction({
        FunctionName: 'fn9',
        Code: { CosBucketName: 'logs', CosObjectName: '/none.zip' },
        Runtime: 'Nodejs20.19',
      }),
    ).rejects.toMatchObject({ code: 'InvalidParameterValue.CosObjectName' });
  });

  it('keeps published versions as they were', async () => {
    await createFunction(cloud, code);
    await expect(scf.PublishVersion({ FunctionName: 'fn', Description: 'first' })).resolves.toMatchObject({
      FunctionVersion: '1',
    });
    await scf.UpdateFunctionCode({
      FunctionName: 'fn',
      ZipFile: zipOf({ 'index.js': 'exports.main_handler = async () => 2' }),
    });
    await active(cloud, 'fn');
    await scf.CreateAlias({ FunctionName: 'fn', Name: 'old', FunctionVersion: '1' });
    const run = async (Qualifier: string) =>
      (await scf.InvokeFunction({ FunctionName: 'fn', Qualifier })).Result!.RetMsg;
    expect([await run('1'), await run('old'), await run('$LATEST'), await run('$DEFAULT')]).toEqual([
      '1',
      '1',
      '2',
      '2',
    ]);
    await expect(scf.ListVersionByFunction({ FunctionName: 'fn' })).resolves.toMatchObject({
      FunctionVersion: ['$LATEST', '1'],
    });
    await expect(run('7')).rejects.toMatchObject({ code: 'ResourceNotFound.FunctionVersion' });
  });

  it('asks for cam:PassRole when a role is handed over', async () => {
    const { cam } = clients(cloud, cloud.root);
    const user = await cam.AddUser({ Name: 'deployer', UseApi: 1 });
    const deployer = clients(cloud, { secretId: user.SecretId!, secretKey: user.SecretKey! }).scf;
    const grant = async (PolicyName: string, action: string, resource: string) => {
      const PolicyDocument = JSON.stringify({ version: '2.0', statement: [{ effect: 'allow', action, resource }] });
      const { PolicyId } = await cam.CreatePolicy({ PolicyName, PolicyDocument });
      await cam.AttachUserPolicy({ PolicyId: PolicyId!, AttachUin: user.Uin! });
    };
    const create = () =>
      deployer.CreateFunction({
        FunctionName: 'fn',
        Code: { ZipFile: zipOf({ 'index.js': code }) },
        Runtime: 'Nodejs20.19',
        Role: SCF_ROLE.name,
      });
    await expect(create()).rejects.toMatchObject({ message: expect.stringContaining('(scf:CreateFunction)') });
    await grant('deploy', 'scf:*', 'qcs::scf:ap-guangzhou:uin/100000000001:namespace/default/function/*');
    await expect(create()).rejects.toMatchObject({ message: expect.stringContaining('(cam:PassRole)') });
    await grant('pass', 'cam:PassRole', `qcs::cam::uin/100000000001:roleName/${SCF_ROLE.name}`);
    await expect(create()).resolves.toBeDefined();
  });
});
