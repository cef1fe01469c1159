import { execFile } from 'node:child_process';
import { cp, existsSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import COS from 'cos-nodejs-sdk-v5';
import { type LocalCloud, parts, startLocalCloud } from '../../infra/local-cloud/index.js';
import { accountOf } from '../infra/serverless-plugin/deployment.js';
import { runCli } from '../support/run-cli.js';

const run = promisify(execFile);
const copy = promisify(cp);
const ROOT_UIN = '100000000001';
const WATCHED = 'media-1250000000';
const STATE = 'cos403-1250000000';
const DISABLED = `AKID${'d'.repeat(32)}`;
const DIST = resolve('dist');
const built =
  existsSync(join(DIST, 'functions/report/index.js')) && existsSync(join(DIST, 'serverless-plugin/index.js'));
if (!built) console.log('skipped: the deployment from end to end (npm run build makes what it needs)');

/** From zero to the first diagnosed alert, by the command a user types, with the functions that are uploaded. */
(built ? describe : describe.skip)('serverless deploy, from nothing to the first message', () => {
  let cloud: LocalCloud;
  let folder: string;

  beforeAll(async () => {
    cloud = await startLocalCloud({
      parts,
      logs: { everyFiveMinutes: false },
      scenario: {
        schema: 'cos403.scenario/1',
        account: { ownerUin: ROOT_UIN, appId: '1250000000' },
        buckets: {
          [WATCHED]: {
            region: 'ap-guangzhou',
            createdAt: '2023-05-01T00:00:00Z',
            ownerUin: ROOT_UIN,
            acl: { grants: [] },
            policy: null,
            objects: { 'a.txt': { body: 'secret' } },
          },
        },
        cam: {
          complete: true,
          users: {
            [ROOT_UIN]: {
              name: 'root',
              type: 'root',
              accessKeys: [{ id: `AKID${'r'.repeat(32)}`, secretKey: 's'.repeat(32), status: 'Active' }],
            },
            '100000000002': {
              name: 'old',
              type: 'sub',
              accessKeys: [{ id: DISABLED, secretKey: 'd'.repeat(32), status: 'Inactive' }],
            },
          },
          groups: {},
          roles: {},
        },
      } as never,
    });
    folder = mkdtempSync(join(tmpdir(), 'cos403-deploy-'));
    await copy('serverless.yml', join(folder, 'serverless.yml'));
    symlinkSync(DIST, join(folder, 'dist'));
    writeFileSync(
      join(folder, 'cos403.yaml'),
      [
        'schema: cos403.config/1',
        'lang: en',
        'timeZone: UTC',
        'channels:',
        `  team: { type: wecom, url: "${cloud.announce['sink']}/wecom/cgi-bin/webhook/send?key=00000000-0000-0000-0000-000000000000" }`,
        'rules:',
        '  - { name: any, type: count, atLeast: 5, window: 15m, channels: [team] }',
        'report: { at: "00:00", channels: [] }',
      ].join('\n'),
    );
  }, 60_000);
  afterAll(() => cloud?.close());

  const environment = () => ({
    ...process.env,
    COS403_LOCAL_CLOUD: cloud.url,
    COS403_WATCH_BUCKET: WATCHED,
    COS403_STATE_BUCKET: STATE,
    CI: '1',
  });
  const serverless = async (...argv: string[]) => {
    const { stdout, stderr } = await run(
      process.execPath,
      [resolve('node_modules/serverless/bin/serverless.js'), ...argv],
      { cwd: folder, env: environment(), timeout: 120_000 },
    );
    return stdout + stderr;
  };
  const control = async (route: string, body?: unknown) =>
    (
      await fetch(
        `${cloud.url}/_local/${route}`,
        body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
      )
    ).json() as Promise<Record<string, unknown>>;
  const doctor = () =>
    runCli(['doctor', '--config', `cos://${STATE}/cos403/config.json`, '--format', 'json'], {
      env: { COS403_LOCAL_CLOUD: cloud.url },
      nowMs: () => cloud.clock.nowMs(),
    });

  let before: unknown;

  it('deploys, and a second time finds nothing to change', async () => {
    before = accountOf(cloud);
    const first = await serverless('deploy', '--yes');
    expect(first).toContain('Deployed: ');
    expect(first).not.toMatch(/s{32}|key=0000/);
    expect(await serverless('deploy', '--yes')).toContain('Nothing to change');
  }, 120_000);

  it('is healthy to the doctor but for what needs traffic', async () => {
    const { stdout } = await doctor();
    const checks = (JSON.parse(stdout) as { checks: { id: string; status: string; detail: string }[] }).checks;
    expect(
      checks
        .filter((check) => check.status !== 'pass')
        .map((check) => check.id)
        // The alert's timer may have fired meanwhile.
        .filter((id) => id !== 'last-alert')
        .sort(),
    ).toEqual(['last-ingest', `logs:logs-1250000000`]);
  }, 60_000);

  it('turns refused requests into one message that names the cause', async () => {
    const client = new COS({
      SecretId: DISABLED,
      SecretKey: 'd'.repeat(32),
      Protocol: 'http:',
      Ip: cloud.url.slice('http://'.length),
    } as ConstructorParameters<typeof COS>[0]);
    for (let i = 0; i < 12; i++)
      await client.headObject({ Bucket: WATCHED, Region: 'ap-guangzhou', Key: 'a.txt' }).catch(() => null);
    for (let i = 0; i < 3; i++)
      await client.getObject({ Bucket: WATCHED, Region: 'ap-guangzhou', Key: 'a.txt' }).catch(() => null);

    const delivered = (await control('deliver-logs', {})) as { keys: string[] };
    expect(delivered.keys.length).toBeGreaterThan(0);
    await control('settle');
    const state = () => [...(cloud.state.buckets.get(STATE)?.objects.keys() ?? [])];
    expect(state().filter((key) => key.startsWith('cos403/partials/v1/'))).toHaveLength(delivered.keys.length);

    const ran = await control('timer', { function: 'cos403-prod-alert' });
    expect(ran).toMatchObject({ status: expect.anything() });
    const messages =
      ((await control('messages')) as unknown as { messages?: { channel: string; body: string }[] }) ?? {};
    const list = Array.isArray(messages)
      ? (messages as { channel: string; body: string }[])
      : (messages.messages ?? []);
    const texts = list.map((message) => message.body);
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain('key is disabled');
    expect(texts[0]).not.toContain(DISABLED);
  }, 120_000);

  it('writes the report of the day before', async () => {
    await control('clock', { advanceSeconds: 86_400 });
    await control('settle');
    await control('timer', { function: 'cos403-prod-report' });
    const reports = [...(cloud.state.buckets.get(STATE)?.objects.keys() ?? [])].filter((key) =>
      key.startsWith('cos403/reports/'),
    );
    expect(reports.some((key) => key.endsWith('.html'))).toBe(true);
  }, 120_000);

  it('says what runs, and shows its logs without secrets', async () => {
    expect(await serverless('info')).toMatch(/function cos403-prod-ingest: Active/);
    const logs = await serverless('logs', '-f', 'ingest');
    expect(logs).toContain('ok');
    expect(logs).not.toMatch(/q-signature=[0-9a-f]|s{32}/);
  }, 60_000);

  it('goes away with --purge and leaves the account as it was', async () => {
    expect(await serverless('remove', '--yes', '--purge')).toContain('Removed: ');
    expect(accountOf(cloud)).toEqual(before);
  }, 120_000);
});
