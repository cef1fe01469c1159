import type { LocalCloud } from '../../../infra/local-cloud/cloud.js';
import { cloudServices } from '../../../infra/local-cloud/parts.js';
import { startLocalCloud } from '../../../infra/local-cloud/server.js';
import { clients } from './api3-clients.js';
import { control, createFunction, SCF_ROLE } from './scf-support.js';

describe('a function of the local cloud', () => {
  let cloud: LocalCloud;
  const invoke = async (name: string, event: unknown = {}) => {
    const { Result } = await clients(cloud, cloud.root).scf.InvokeFunction({
      FunctionName: name,
      Event: JSON.stringify(event),
      LogType: 'Tail',
    });
    return Result!;
  };

  beforeEach(async () => {
    cloud = await startLocalCloud({ parts: [cloudServices] });
    cloud.state.roles.set(SCF_ROLE.id, {
      id: SCF_ROLE.id,
      name: SCF_ROLE.name,
      trustPolicy: SCF_ROLE.trust,
      description: '',
      policyIds: [],
      boundaryPolicyId: null,
      createdAt: '2026-01-01T00:00:00Z',
    });
  });
  afterEach(() => cloud.close());

  it('gets its event and context and answers JSON', async () => {
    await createFunction(cloud, 'exports.main_handler = async (event, context) => ({ event, context })');
    const result = await invoke('fn', { a: 1 });
    expect(result.InvokeResult).toBe(0);
    const { event, context } = JSON.parse(result.RetMsg!);
    expect(event).toEqual({ a: 1 });
    expect(context).toMatchObject({
      function_name: 'fn',
      function_version: '$LATEST',
      namespace: 'default',
      memory_limit_in_mb: 128,
      time_limit_in_ms: 10_000,
      tencentcloud_region: 'ap-guangzhou',
      tencentcloud_appid: '1250000000',
      tencentcloud_uin: '100000000001',
      environment: '{"SCF_NAMESPACE":"default"}',
    });
    expect(context.request_id).toBe(result.FunctionRequestId);
  });

  it('finds the documented environment, its own variables and nothing of this machine', async () => {
    process.env['ONLY_HERE'] = 'yes';
    await createFunction(cloud, 'exports.main_handler = async () => process.env', { environment: { MINE: 'x' } });
    const env = JSON.parse((await invoke('fn')).RetMsg!);
    delete process.env['ONLY_HERE'];
    expect(env).toMatchObject({
      MINE: 'x',
      TENCENTCLOUD_RUNENV: 'SCF',
      TENCENTCLOUD_REGION: 'ap-guangzhou',
      SCF_FUNCTIONNAME: 'fn',
      SCF_RUNTIME: 'Nodejs20.19',
      COS403_LOCAL_CLOUD: cloud.url,
    });
    expect(env).not.toHaveProperty('ONLY_HERE');
    expect(env).not.toHaveProperty('TRIGGER_SRC');
    expect(env).not.toHaveProperty('TENCENTCLOUD_SECRETID');
  });

  it('has temporary credentials of its execution role, which the cloud accepts', async () => {
    await createFunction(
      cloud,
      `exports.main_handler = async () => {
        const { TENCENTCLOUD_SECRETID: secretId, TENCENTCLOUD_SECRETKEY: secretKey, TENCENTCLOUD_SESSIONTOKEN: token } = process.env;
        return { secretId, secretKey, token };
      }`,
      { role: SCF_ROLE.name },
    );
    const key = JSON.parse((await invoke('fn')).RetMsg!);
    expect(key.secretId).toMatch(/^AKID.{64}$/);
    await expect(clients(cloud, key).sts.GetCallerIdentity()).resolves.toMatchObject({
      Type: 'CAMRole',
      Arn: `qcs::sts:100000000001:assumed-role/${SCF_ROLE.id}`,
    });
    cloud.clock.advance(7_300_000);
    await expect(clients(cloud, key).sts.GetCallerIdentity()).rejects.toMatchObject({
      code: 'AuthFailure.TokenFailure',
    });
    const renewed = JSON.parse((await invoke('fn')).RetMsg!);
    expect(renewed.secretId).not.toBe(key.secretId);
  });

  it('may write to /tmp only', async () => {
    await createFunction(
      cloud,
      `const fs = require('node:fs'), os = require('node:os'), path = require('node:path');
      const attempt = (file) => { try { fs.writeFileSync(file, 'x'); return 'written'; } catch (error) { return error.code; } };
      exports.main_handler = async () => ({
        code: attempt(path.join(process.env.USER_CODE_ROOT, 'index.js')),
        beside: attempt(path.join(process.env.USER_CODE_ROOT, 'new.txt')),
        tmp: attempt(path.join(os.tmpdir(), 'a.txt')),
        seen: fs.readdirSync(os.tmpdir()),
      });`,
    );
    const first = JSON.parse((await invoke('fn')).RetMsg!);
    expect(first).toEqual({
      code: expect.stringMatching(/^E/),
      beside: expect.stringMatching(/^E/),
      tmp: 'written',
      seen: ['a.txt'],
    });
  });

  it('stays warm between events and is thrown away after a failure', async () => {
    await createFunction(
      cloud,
      `let runs = 0;
      exports.main_handler = async (event) => { runs++; if (event.fail) throw new Error('on purpose'); return runs; };`,
    );
    expect((await invoke('fn')).RetMsg).toBe('1');
    expect((await invoke('fn')).RetMsg).toBe('2');
    const failed = await invoke('fn', { fail: true });
    expect(failed).toMatchObject({ InvokeResult: 430, ErrMsg: expect.stringContaining('on purpose') });
    expect((await invoke('fn')).RetMsg).toBe('1');
  });

  it('understands the callback form', async () => {
    await createFunction(
      cloud,
      `exports.main_handler = (event, context, callback) => {
        context.callbackWaitsForEmptyEventLoop = event.waits;
        let later = 'not yet';
        setTimeout(() => { later = 'done'; }, 30);
        callback(null, { get later() { return later; } });
      }`,
    );
    expect((await invoke('fn', { waits: false })).RetMsg).toBe('{"later":"not yet"}');
    expect((await invoke('fn', { waits: true })).RetMsg).toBe('{"later":"done"}');
    // The instance stays warm after an answer of either kind, also when its event loop has been empty for a while.
    expect((await invoke('fn', { waits: false })).RetMsg).toBe('{"later":"not yet"}');
    await new Promise((wake) => setTimeout(wake, 150));
    const last = await invoke('fn', { waits: true });
    expect(last.RetMsg).toBe('{"later":"done"}');
    expect(last.Log).not.toContain('Init Report');
  });

  it.each([
    ['runs too long', 'exports.main_handler = () => new Promise(() => setInterval(() => {}, 1000))', 433],
    ['blocks the event loop', 'exports.main_handler = async () => { for (;;); }', 433],
    ['exits', 'exports.main_handler = async () => process.exit(3)', 439],
    [
      'throws later',
      'exports.main_handler = () => new Promise(() => setTimeout(() => { throw new Error("late") }, 10))',
      430,
    ],
    ['does not load', 'throw new Error("broken bundle")', 437],
    ['has no handler', 'exports.other = 1', 437],
    [
      'takes too much memory',
      'exports.main_handler = async () => { const all = []; for (;;) { all.push(Buffer.alloc(8e6, 1)); await new Promise((t) => setTimeout(t, 5)); } }',
      434,
    ],
    [
      'takes too much heap',
      'exports.main_handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill(Math.random())); }',
      434,
    ],
  ])('that %s ends with the documented status', async (_name, code, status) => {
    // Only what is meant to run into its limit gets a short one.
    await createFunction(cloud, code, { timeoutSeconds: status === 433 ? 1 : 60 });
    const { InvokeResult } = await invoke('fn');
    expect(InvokeResult).toBe(status);
  });

  it('lives in local time', async () => {
    await createFunction(
      cloud,
      'exports.main_handler = async () => [Date.now(), new Date().toISOString(), new Date(0) instanceof Date, new Date(5).getTime()]',
    );
    cloud.clock.set(Date.parse('2031-05-06T07:08:09Z'));
    const [now, iso, isDate, five] = JSON.parse((await invoke('fn')).RetMsg!);
    expect(new Date(now).toISOString()).toMatch(/^2031-05-06T07:08/);
    expect(iso).toMatch(/^2031-05-06T07:08/);
    expect([isDate, five]).toEqual([true, 5]);
  });

  it('is started by its timer, on the local clock, with the documented event', async () => {
    await createFunction(cloud, 'exports.main_handler = async (event) => ({ event, src: process.env.TRIGGER_SRC })');
    const { scf } = clients(cloud, cloud.root);
    await scf.CreateTrigger({
      FunctionName: 'fn',
      TriggerName: 'every-5-min',
      Type: 'timer',
      TriggerDesc: '0 */5 * * * * *',
      CustomArgument: 'hello',
      Enable: 'OPEN',
    });
    cloud.clock.set(Date.parse('2031-05-06T07:10:01Z'));
    await control(cloud, 'settle');
    const logs = await scf.GetFunctionLogs({ FunctionName: 'fn' });
    expect(logs.Data!.map((one) => JSON.parse(one.RetMsg!))).toEqual([
      {
        event: { Type: 'Timer', TriggerName: 'every-5-min', Time: '2031-05-06T07:10:00Z', Message: 'hello' },
        src: 'timer',
      },
    ]);
    await expect(control(cloud, 'timer', { function: 'fn' })).resolves.toMatchObject({
      status: 200,
      result: { event: { Type: 'Timer', Message: 'hello' }, src: 'timer' },
    });
    await expect(control(cloud, 'timer', { function: 'nobody' })).rejects.toThrow('No function is called nobody');
  });

  it('retries a failed asynchronous event twice, a minute apart on the local clock', async () => {
    await createFunction(cloud, 'exports.main_handler = async () => { throw new Error("no") }');
    const { scf } = clients(cloud, cloud.root);
    await scf.Invoke({ FunctionName: 'fn', InvocationType: 'Event', ClientContext: '{}' });
    const retries = async () =>
      (await scf.GetFunctionLogs({ FunctionName: 'fn', Order: 'asc' })).Data!.map((one) => one.RetryNum);
    await expect(control(cloud, 'settle')).resolves.toEqual({ waiting: 1 });
    expect(await retries()).toEqual([0]);
    cloud.clock.advance(61_000);
    await control(cloud, 'settle');
    expect(await retries()).toEqual([0, 1]);
    cloud.clock.advance(61_000);
    await expect(control(cloud, 'settle')).resolves.toEqual({ waiting: 0 });
    expect(await retries()).toEqual([0, 1, 2]);
    cloud.clock.advance(610_000);
    await control(cloud, 'settle');
    expect(await retries()).toEqual([0, 1, 2]);
  });

  it('is not retried when the event-invoke configuration says so', async () => {
    await createFunction(cloud, 'exports.main_handler = async () => { throw new Error("no") }');
    const { scf } = clients(cloud, cloud.root);
    await scf.UpdateFunctionEventInvokeConfig({
      FunctionName: 'fn',
      AsyncTriggerConfig: { RetryConfig: [{ RetryNum: 0 }], MsgTTL: 21_600 },
    });
    await scf.Invoke({ FunctionName: 'fn', InvocationType: 'Event', ClientContext: '{}' });
    await expect(control(cloud, 'settle')).resolves.toEqual({ waiting: 0 });
  });

  it('runs one event at a time where the reserved concurrency says so, and catches up a minute later', async () => {
    await createFunction(
      cloud,
      `exports.main_handler = async () => { const from = Date.now(); await new Promise((t) => setTimeout(t, 300)); return [from, Date.now()]; }`,
    );
    const { scf } = clients(cloud, cloud.root);
    await scf.PutReservedConcurrencyConfig({ FunctionName: 'fn', ReservedConcurrencyMem: 128 });
    for (let i = 0; i < 2; i++) await scf.Invoke({ FunctionName: 'fn', InvocationType: 'Event', ClientContext: '{}' });
    await expect(control(cloud, 'settle')).resolves.toEqual({ waiting: 1 });
    cloud.clock.advance(61_000);
    await expect(control(cloud, 'settle')).resolves.toEqual({ waiting: 0 });
    const spans = (await scf.GetFunctionLogs({ FunctionName: 'fn', Order: 'asc' })).Data!.map((one) =>
      JSON.parse(one.RetMsg!),
    );
    expect(spans).toHaveLength(2);
    expect(spans[0][1]).toBeLessThanOrEqual(spans[1][0]);
  });

  it('leaves the platform log behind', async () => {
    await createFunction(cloud, 'exports.main_handler = async () => { console.log("one line"); return 7; }');
    const { Log, FunctionRequestId: id } = await invoke('fn');
    expect(Log).toMatch(
      new RegExp(
        `START RequestId:${id}\\nInit Report .*Coldstart: \\d+ms.*\\none line\\nResponse RequestId:${id} RetMsg:7\\nEND RequestId:${id}\\nReport`,
      ),
    );
    const { scf } = clients(cloud, cloud.root);
    await expect(scf.GetRequestStatus({ FunctionName: 'fn', FunctionRequestId: id! })).resolves.toMatchObject({
      TotalCount: 1,
      Data: [{ RetCode: 200, RetMsg: '7' }],
    });
  });
});
