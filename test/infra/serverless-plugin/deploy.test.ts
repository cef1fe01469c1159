import type { LocalCloud } from '../../../infra/local-cloud/index.js';
import type { DeployCloud, DeployCos } from '../../../infra/serverless-plugin/resource.js';
import { readSettings } from '../../../infra/serverless-plugin/settings.js';
import { accountOf, connect, runDeploy, runRemove, service, startAccount, WATCHED } from './deployment.js';

describe('serverless deploy on an account', () => {
  let cloud: LocalCloud;
  afterEach(() => cloud.close());

  it('makes everything from nothing, and a second time changes nothing', async () => {
    cloud = await startAccount();
    const clients = await connect(cloud);
    const first = await runDeploy(clients);
    expect(first.outcome.outcome).toBe('deployed');
    const account = accountOf(cloud);
    expect(account).toMatchObject({
      roles: ['CLS_QcsRole', 'SCF_QcsRole', 'cos403-test-alert', 'cos403-test-ingest', 'cos403-test-report'],
      functions: [
        { name: 'cos403-test-alert', reserved: 256, retry: 0, triggers: [{ type: 'timer' }] },
        {
          name: 'cos403-test-ingest',
          retry: 2,
          environment: { COS403_CONFIG: 'cos://cos403-1250000000/cos403/config.json' },
          triggers: [{ type: 'cos', enabled: true }],
        },
        { name: 'cos403-test-report', memory: 512, reserved: 512 },
      ],
    });
    expect(cloud.state.buckets.get(WATCHED)?.logging).toEqual({
      targetBucket: 'logs-1250000000',
      targetPrefix: 'access/',
    });

    expect(await runDeploy(clients)).toEqual({ outcome: { outcome: 'unchanged' }, plan: [] });
    expect(accountOf(cloud)).toEqual(account);
  });

  it('changes only what differs', async () => {
    cloud = await startAccount();
    const clients = await connect(cloud);
    await runDeploy(clients);
    const changed = service();
    const deployment = readSettings({
      ...changed,
      functions: {
        ...changed.functions,
        ingest: {
          ...changed.functions['ingest']!,
          memorySize: 512,
          events: [
            { cos: { bucket: 'logs-1250000000', prefix: 'access/', suffix: '.gz', events: 'cos:ObjectCreated:*' } },
          ],
        },
      },
    });
    const { plan } = await runDeploy(clients, { deployment });
    expect(plan.map((change) => `${change.action} ${change.what}`)).toEqual([
      'update function cos403-test-ingest',
      'delete trigger of cos403-test-ingest',
      'create trigger of cos403-test-ingest',
    ]);
    const { plan: code } = await runDeploy(clients, { deployment, version: 'v2' });
    expect(code.map((change) => change.what)).toEqual([
      'function cos403-test-ingest',
      'function cos403-test-alert',
      'function cos403-test-report',
    ]);
  });

  describe('with other settings than before', () => {
    const { report, ...withoutReport } = service().functions;
    const custom = (over: Record<string, unknown>) =>
      readSettings(service({ custom: { cos403: { ...(service().custom?.['cos403'] as object), ...over } } }));
    const loggingOf = (bucket: string) => cloud.state.buckets.get(bucket)?.logging ?? null;
    const SECOND = 'second-1250000000';

    it('takes away a function that is no longer named, with its role, and knows the new one', async () => {
      cloud = await startAccount();
      const clients = await connect(cloud);
      await runDeploy(clients);
      const deployment = readSettings(service({ functions: withoutReport }));
      const { plan } = await runDeploy(clients, { deployment });
      expect(plan.map((change) => `${change.action} ${change.what}`)).toEqual(
        expect.arrayContaining(['delete function cos403-test-report', 'delete role cos403-test-report']),
      );
      expect([...cloud.state.functions.keys()]).toEqual(['default/cos403-test-ingest', 'default/cos403-test-alert']);
      expect(await runDeploy(clients, { deployment })).toEqual({ outcome: { outcome: 'unchanged' }, plan: [] });
    });

    it('moves its own logging without being forced, and gives it back to what it was before the first deploy', async () => {
      cloud = await startAccount();
      const clients = await connect(cloud);
      const before = accountOf(cloud);
      await runDeploy(clients);
      const deployment = custom({ logs: { bucket: 'logs-1250000000', prefix: 'elsewhere/' } });
      expect((await runDeploy(clients, { deployment })).outcome.outcome).toBe('deployed');
      expect(loggingOf(WATCHED)?.targetPrefix).toBe('elsewhere/');
      await clients.cos.putObject('logs-1250000000', 'access/old.gz', Buffer.from('x'));
      await clients.cos.putObject('logs-1250000000', 'elsewhere/new.gz', Buffer.from('x'));
      // With the first settings again: what was deployed last is what has to go.
      await runRemove(clients, true);
      expect(accountOf(cloud)).toEqual(before);
    });

    it('switches logging off again for a bucket that is watched no more', async () => {
      cloud = await startAccount();
      const clients = await connect(cloud);
      await clients.cos.createBucket(SECOND);
      await runDeploy(clients, { deployment: custom({ watch: [WATCHED, SECOND] }) });
      expect(loggingOf(SECOND)).not.toBeNull();
      const { plan } = await runDeploy(clients);
      expect(plan.at(-1)).toMatchObject({ action: 'delete', what: `logging of ${SECOND}` });
      expect([loggingOf(SECOND), loggingOf(WATCHED)?.targetBucket]).toEqual([null, 'logs-1250000000']);
      expect((await runDeploy(clients)).outcome.outcome).toBe('unchanged');
    });

    it('takes another handler', async () => {
      cloud = await startAccount();
      const clients = await connect(cloud);
      await runDeploy(clients);
      const functions = { ...withoutReport, report: { ...report, handler: 'index.other' } };
      await runDeploy(clients, { deployment: readSettings(service({ functions })) });
      expect(cloud.state.functions.get('default/cos403-test-report')?.handler).toBe('index.other');
    });

    it('names a watched bucket that does not exist', async () => {
      cloud = await startAccount();
      const deployment = custom({ watch: ['nowhere-1250000000'] });
      await expect(runDeploy(await connect(cloud), { deployment })).rejects.toThrow(
        'custom.cos403.watch: there is no bucket nowhere-1250000000',
      );
    });

    it('is removed although a watched bucket is gone', async () => {
      cloud = await startAccount();
      const clients = await connect(cloud);
      await runDeploy(clients);
      cloud.state.buckets.delete(WATCHED);
      await runRemove(clients, true);
      expect(accountOf(cloud)).toMatchObject({ buckets: [], functions: [], roles: [] });
    });
  });

  describe('with secrets', () => {
    const config = Buffer.from(
      '{"schema":"cos403.config/1","secrets":"cos://private-1250000000/s.json","x":"${secret:URL}"}',
    );

    it('refuses a configuration whose secrets nobody has put anywhere, before it changes anything', async () => {
      cloud = await startAccount();
      const before = accountOf(cloud);
      await expect(runDeploy(await connect(cloud), { config })).rejects.toThrow(
        /uses \$\{secret:URL\}, but cos:\/\/private-1250000000\/s.json does not exist: .*custom.cos403.secrets/,
      );
      await expect(runDeploy(await connect(cloud), { config, secrets: Buffer.from('{"OTHER":"x"}') })).rejects.toThrow(
        'the secrets hold no URL',
      );
      expect(accountOf(cloud)).toEqual(before);
    });

    it('takes those of its own file, and those that lie where the configuration says', async () => {
      cloud = await startAccount();
      const clients = await connect(cloud);
      await clients.cos.createBucket('private-1250000000');
      await clients.cos.putObject('private-1250000000', 's.json', Buffer.from('{"URL":"x"}'));
      expect((await runDeploy(clients, { config })).outcome.outcome).toBe('deployed');
      const secrets = Buffer.from('{"URL":"y"}');
      expect((await runDeploy(clients, { config, secrets })).plan.map(({ what }) => what)).toEqual(['secrets']);
    });
  });

  it('asks first, and changes nothing when the answer is no', async () => {
    cloud = await startAccount();
    const before = accountOf(cloud);
    const { outcome } = await runDeploy(await connect(cloud), { confirm: async () => false });
    expect(outcome).toEqual({ outcome: 'refused', reason: 'not-confirmed' });
    expect(accountOf(cloud)).toEqual(before);
  });

  it('does not touch logging that somebody else set up, unless forced, and puts it back on removal', async () => {
    const theirs = { targetBucket: 'theirs-1250000000', targetPrefix: 'x/' };
    cloud = await startAccount(theirs);
    const clients = await connect(cloud);
    const before = accountOf(cloud);
    expect((await runDeploy(clients)).outcome).toMatchObject({
      outcome: 'refused',
      reason: 'foreign',
      foreign: [{ what: `logging of ${WATCHED}` }],
    });
    expect(accountOf(cloud)).toEqual(before);

    await runDeploy(clients, { force: true });
    expect(cloud.state.buckets.get(WATCHED)?.logging?.targetBucket).toBe('logs-1250000000');
    await runRemove(clients, true);
    expect(accountOf(cloud)).toEqual(before);
  });

  it('with --purge leaves the account exactly as it was', async () => {
    cloud = await startAccount();
    const clients = await connect(cloud);
    const before = accountOf(cloud);
    await runDeploy(clients);
    await runRemove(clients, true);
    expect(accountOf(cloud)).toEqual(before);
  });

  it('without --purge keeps state, reports and logs, and nothing else', async () => {
    cloud = await startAccount();
    const clients = await connect(cloud);
    await runDeploy(clients);
    await clients.cos.putObject('cos403-1250000000', 'cos403/partials/v1/x', Buffer.from('x'));
    await runRemove(clients, false);
    expect(accountOf(cloud)).toMatchObject({ functions: [], policies: [], roles: ['CLS_QcsRole', 'SCF_QcsRole'] });
    expect(cloud.state.buckets.get('cos403-1250000000')?.objects.has('cos403/partials/v1/x')).toBe(true);
    expect(cloud.state.buckets.get(WATCHED)?.logging).toBeNull();
    // A later purge still knows which buckets were made by deploy.
    await runRemove(clients, true);
    expect([...cloud.state.buckets.keys()]).toEqual([WATCHED]);
  });

  it('keeps a log bucket in which somebody else keeps objects', async () => {
    cloud = await startAccount();
    const clients = await connect(cloud);
    await runDeploy(clients);
    await clients.cos.putObject('logs-1250000000', 'theirs.txt', Buffer.from('x'));
    await runRemove(clients, true);
    expect([...cloud.state.buckets.keys()].sort()).toEqual(['logs-1250000000', WATCHED]);
  });

  it('repairs what a failure at any call left behind, by deploying again', async () => {
    cloud = await startAccount();
    await runDeploy(await connect(cloud));
    const wanted = accountOf(cloud);
    let failures = 0;
    for (let at = 1; ; at += 1) {
      cloud.reset();
      const gate = failingAt(await connect(cloud), at);
      const survived = await runDeploy(gate.cloud).then(
        () => true,
        () => false,
      );
      if (!survived) failures += 1;
      await runDeploy(await connect(cloud));
      expect(accountOf(cloud)).toEqual(wanted);
      if (gate.calls() < at) break;
    }
    expect(failures).toBeGreaterThan(25);
  }, 120_000);

  it('finishes a purge that failed at any call, by removing again', async () => {
    cloud = await startAccount();
    const before = accountOf(cloud);
    for (let at = 1; ; at += 1) {
      cloud.reset();
      await runDeploy(await connect(cloud));
      const gate = failingAt(await connect(cloud), at);
      await runRemove(gate.cloud, true).catch(() => null);
      await runRemove(await connect(cloud), true);
      expect(accountOf(cloud)).toEqual(before);
      if (gate.calls() < at) break;
    }
  }, 120_000);
});

/** The same clients, whose n-th call that changes something fails before it reaches the cloud. */
function failingAt(cloud: DeployCloud, at: number): { cloud: DeployCloud; calls: () => number } {
  let calls = 0;
  const count = (name: string) => {
    if (/^(get|list|head)/i.test(name)) return;
    calls += 1;
    if (calls === at) throw new Error(`call ${at} (${name}) failed`);
  };
  const cos = Object.fromEntries(
    Object.entries(cloud.cos).map(([name, method]) => [
      name,
      name === 'listKeys'
        ? method
        : async (...given: unknown[]) => {
            count(name);
            return (method as (...values: unknown[]) => unknown)(...given);
          },
    ]),
  ) as unknown as DeployCos;
  const api: DeployCloud['api'] = async (service, action, params) => {
    count(action);
    return cloud.api(service, action, params);
  };
  return { calls: () => calls, cloud: { ...cloud, api, cos } };
}
