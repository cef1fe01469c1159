import type { LocalCloud } from '../../../infra/local-cloud/cloud.js';
import { parseFaults } from '../../../infra/local-cloud/faults/model.js';
import { FaultPlan } from '../../../infra/local-cloud/faults/plan.js';
import { cloudServices } from '../../../infra/local-cloud/parts.js';
import { startLocalCloud } from '../../../infra/local-cloud/server.js';
import { clients } from './api3-clients.js';
import { cosClient, putObject } from './scf-objects.js';
import { control } from './scf-support.js';

const Bucket = 'b-1250000000';
const Region = 'ap-guangzhou';

describe('a fault plan', () => {
  const request = { operation: 'cos:GetObject', bucket: Bucket, key: 'a/b' };
  const struck = (plan: FaultPlan, times: number) => Array.from({ length: times }, () => plan.request(request).length);
  const planOf = (...faults: unknown[]) => {
    const plan = new FaultPlan();
    plan.set(parseFaults(faults));
    return plan;
  };

  it('lets some pass, hits some, and then no more', () => {
    expect(struck(planOf({ fault: 'reset', skip: 2, count: 2 }), 6)).toEqual([0, 0, 1, 1, 0, 0]);
  });

  it('throws the same dice for the same seed', () => {
    const course = (seed: number) => struck(planOf({ fault: 'reset', probability: 0.5, seed }), 40).join('');
    expect(course(3)).toBe(course(3));
    expect(course(3)).not.toBe(course(4));
    expect(course(3)).toMatch(/0/);
    expect(course(3)).toMatch(/1/);
  });

  it.each([
    [{ operation: 'cos:*' }, 1],
    [{ operation: 'COS:getobject' }, 1],
    [{ operation: 'cos:PutObject' }, 0],
    [{ operation: 'cam:*' }, 0],
    [{ bucket: Bucket, prefix: 'a/' }, 1],
    [{ bucket: 'other-1250000000' }, 0],
    [{ prefix: 'b' }, 0],
    [{ function: 'fn' }, 0],
  ])('concerns the requests it names: %j', (scope, hits) => {
    expect(planOf({ fault: 'hang', ...scope }).request(request)).toHaveLength(hits);
  });

  it.each([
    ['no list', {}, /list/],
    ['an unknown kind', [{ fault: 'fire' }], /\/0/],
    ['an unknown field', [{ fault: 'hang', opertion: 'x' }], /\/0/],
    ['a latency without a time', [{ fault: 'latency' }], /\/0\/ms/],
    ['a probability of two', [{ fault: 'hang' }, { fault: 'hang', probability: 2 }], /\/1\/probability/],
  ])('is refused with %s', (_name, faults, message) => {
    expect(() => parseFaults(faults)).toThrow(message);
  });
});

describe('a real client meets', () => {
  let cloud: LocalCloud;
  beforeEach(async () => {
    cloud = await startLocalCloud({
      parts: [cloudServices],
      scenario: {
        schema: 'cos403.scenario/1',
        account: { ownerUin: '100000000001', appId: '1250000000' },
        buckets: { [Bucket]: { objects: { 'a.txt': { body: 'x'.repeat(10_000) } } } },
        faults: [{ operation: 'cos:HeadBucket', fault: 'throttle' }],
      },
    });
  });
  afterEach(() => cloud.close());
  const faults = (...list: unknown[]) => control(cloud, 'faults', list);
  const get = () => cosClient(cloud).getObject({ Bucket, Region, Key: 'a.txt' });
  const hits = async () => ((await control(cloud, 'faults')) as { hits: number }[]).map((one) => one.hits);

  it('the faults of the scenario, until they are replaced', async () => {
    await expect(cosClient(cloud).headBucket({ Bucket, Region })).rejects.toMatchObject({ statusCode: 503 });
    await faults();
    await expect(cosClient(cloud).headBucket({ Bucket, Region })).resolves.toMatchObject({ statusCode: 200 });
    await control(cloud, 'reset', {});
    await expect(cosClient(cloud).headBucket({ Bucket, Region })).rejects.toMatchObject({ statusCode: 503 });
  });

  it('503 SlowDown from COS, which the SDK repeats four times', async () => {
    await faults({ operation: 'cos:GetObject', fault: 'throttle' });
    await expect(get()).rejects.toMatchObject({ code: 'SlowDown', statusCode: 503 });
    expect(await hits()).toEqual([4]);
    await faults({ operation: 'cos:GetObject', fault: 'throttle', count: 2 });
    await expect(get()).resolves.toMatchObject({ statusCode: 200 });
  });

  it('500 InternalError from COS', async () => {
    await faults({ operation: 'cos:*', fault: 'error' });
    await expect(get()).rejects.toMatchObject({ code: 'InternalError', statusCode: 500 });
  });

  it('a reset connection', async () => {
    await faults({ operation: 'cos:GetObject', fault: 'reset' });
    await expect(get()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await faults({ operation: 'cam:ListUsers', fault: 'reset' });
    await expect(clients(cloud, cloud.root).cam.ListUsers()).rejects.toMatchObject({
      message: expect.stringMatching(/socket hang up|ECONNRESET/),
    });
  });

  it('a body that is cut', async () => {
    await faults({ operation: 'cos:GetObject', fault: 'cut', bytes: 100 });
    await expect(get()).rejects.toMatchObject({ code: 'ECONNRESET', message: 'aborted' });
    await faults({ operation: 'cam:ListUsers', fault: 'cut', bytes: 10 });
    // The SDK's HTTP client does not notice that the answer broke off: only its time limit ends the call.
    const { cam } = clients(cloud, cloud.root, Region, 1);
    await expect(cam.ListUsers()).rejects.toMatchObject({ message: expect.stringContaining('timeout') });
  });

  it('silence, until it gives up', async () => {
    await faults({ operation: 'cam:ListUsers', fault: 'hang' }, { operation: 'cos:GetObject', fault: 'hang' });
    const impatient = clients(cloud, cloud.root).cam;
    const abort = new AbortController();
    const asked = impatient.request('ListUsers', {}, { signal: abort.signal });
    setTimeout(() => abort.abort(), 100);
    await expect(asked).rejects.toMatchObject({ message: expect.stringContaining('aborted') });
    const cos = cosClient(cloud, { Timeout: 100 });
    await expect(cos.getObject({ Bucket, Region, Key: 'a.txt' })).rejects.toMatchObject({ code: 'ESOCKETTIMEDOUT' });
  });

  it('an answer that is late', async () => {
    await faults({ operation: 'cos:GetObject', fault: 'latency', ms: 200 });
    const from = performance.now();
    await get();
    expect(performance.now() - from).toBeGreaterThanOrEqual(195);
  });

  it('RequestLimitExceeded and InternalError inside HTTP 200 from API 3.0, and a broken gateway', async () => {
    const { cam } = clients(cloud, cloud.root);
    await faults({ operation: 'cam:*', fault: 'throttle', count: 1 });
    await expect(cam.ListUsers()).rejects.toMatchObject({
      code: 'RequestLimitExceeded',
      requestId: expect.stringMatching(/./),
    });
    await expect(cam.ListUsers()).resolves.toBeDefined();
    await faults({ operation: 'cam:*', fault: 'error' });
    await expect(cam.ListUsers()).rejects.toMatchObject({ code: 'InternalError' });
    await faults({ operation: 'cam:*', fault: 'error', status: 502 });
    await expect(cam.ListUsers()).rejects.toMatchObject({ httpCode: 502 });
  });

  it('a listing that lags behind the writes', async () => {
    await faults({ operation: 'cos:GetBucket', fault: 'lag', seconds: 60 });
    await putObject(cloud, Bucket, 'new.txt', 'x');
    const keys = async () => (await cosClient(cloud).getBucket({ Bucket, Region })).Contents.map((one) => one.Key);
    expect(await keys()).not.toContain('new.txt');
    cloud.clock.advance(61_000);
    expect(await keys()).toContain('new.txt');
  });

  it('a server whose clock is off', async () => {
    await faults({ operation: '*', fault: 'skew', seconds: 3600 });
    await expect(clients(cloud, cloud.root).cam.ListUsers()).rejects.toMatchObject({
      code: 'AuthFailure.SignatureExpire',
    });
    const cos = cosClient(cloud, { CorrectClockSkew: false });
    await expect(cos.getObject({ Bucket, Region, Key: 'a.txt' })).rejects.toMatchObject({ statusCode: 403 });
  });

  it('a clear answer to a wrong list of faults', async () => {
    await expect(faults({ fault: 'fire' })).rejects.toThrow(/The fault is wrong at/);
  });
});
