import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { type LocalCloud, parts, startLocalCloud } from '../../infra/local-cloud/index.js';
import { ROLES } from '../../infra/role/index.js';
import { clients } from '../infra/local-cloud/api3-clients.js';
import { active, SCF_ROLE } from '../infra/local-cloud/scf-support.js';
import { logFile, logLine } from '../ingest/logs.js';
import { runCli } from '../support/run-cli.js';

const BUNDLE = join(__dirname, '../../dist/functions/ingest');
const built = existsSync(join(BUNDLE, 'index.js'));
if (!built) console.log('skipped: backfill over the deployed function (npm run build makes it)');

const APP = '1250000000';
const SITE = `site-${APP}`;
const LOGS = `logs-${APP}`;
const STATE = `state-${APP}`;
const FUNCTION = 'cos403-test-ingest';
const DAYS = ['2026/11/19', '2026/11/20', '2026/11/20', '2026/11/21'];
const KEYS = DAYS.map((day, index) => `access/${day}/file-${index}.gz`);
const PERIOD = ['--from', '2026-11-20T00:00:00Z', '--to', '2026-11-22T00:00:00Z'];
/** Keys of the period: whole days, the first and the last included. */
const WANTED = KEYS.slice(1);

const configOf = (state: string) => ({
  schema: 'cos403.config/1',
  region: 'ap-guangzhou',
  state: `cos://${STATE}/${state}`,
  logs: [{ bucket: LOGS, prefix: 'access/', watch: [SITE] }],
});

let cloud: LocalCloud;
beforeAll(async () => {
  const scope = {
    region: 'ap-guangzhou',
    appId: APP,
    logs: [{ bucket: LOGS, prefix: 'access/' }],
    state: { bucket: STATE, prefix: 'fan/' },
    watch: [SITE],
  };
  cloud = await startLocalCloud({
    parts,
    logs: { everyFiveMinutes: false },
    scenario: {
      schema: 'cos403.scenario/1',
      account: { ownerUin: '100000000001', appId: APP },
      buckets: { [SITE]: {}, [LOGS]: {}, [STATE]: {} },
      cam: {
        roles: {
          [SCF_ROLE.id]: {
            name: SCF_ROLE.name,
            trustPolicy: JSON.parse(SCF_ROLE.trust),
            policies: [{ name: 'ingest', document: ROLES.ingest(scope) }],
          },
        },
      },
    },
  });
  if (built) await deployIngest();
}, 60_000);
afterAll(() => cloud.close());
beforeEach(() => {
  for (const name of [LOGS, STATE]) cloud.state.buckets.get(name)!.objects.clear();
  KEYS.forEach((key, index) => {
    put(key, logFile(...Array.from({ length: 20 + index }, (_, line) => logLine({ path: `/${index}/${line}.txt` }))));
  });
});

function put(key: string, body: Buffer): void {
  cloud.state.buckets.get(LOGS)!.objects.set(key, [
    {
      versionId: '',
      deleteMarker: false,
      body,
      etag: `"${key.length}${body.length}"`,
      lastModifiedMs: Date.parse('2026-11-21T08:00:00Z'),
      storageClass: 'STANDARD',
      restore: null,
      grants: null,
      headers: {},
      tags: null,
      appendable: false,
    },
  ]);
}

async function deployIngest(): Promise<void> {
  const { scf } = clients(cloud, cloud.root);
  const file = (name: string) => readFileSync(join(BUNDLE, name));
  await scf.CreateFunction({
    FunctionName: FUNCTION,
    Code: {
      ZipFile: Buffer.from(zipSync({ 'index.js': file('index.js'), 'cloud.js': file('cloud.js') })).toString('base64'),
    },
    Handler: 'index.main_handler',
    Runtime: 'Nodejs20.19',
    MemorySize: 256,
    Timeout: 60,
    Role: SCF_ROLE.name,
    Environment: { Variables: [{ Key: 'COS403_CONFIG', Value: JSON.stringify(configOf('fan')) }] },
  });
  await active(cloud, FUNCTION);
}

const backfill = (state: string, argv: readonly string[], signal?: AbortSignal) =>
  runCli(['backfill', ...PERIOD, '--config', JSON.stringify(configOf(state)), ...argv], {
    env: { COS403_LOCAL_CLOUD: cloud.url },
    ...(signal ? { signal } : {}),
  });

/** Partials below a state prefix: key and bytes. */
const partialsOf = (state: string): Record<string, string> =>
  Object.fromEntries(
    [...cloud.state.buckets.get(STATE)!.objects]
      .filter(([key]) => key.startsWith(`${state}/partials/`))
      .map(([key, versions]) => [key.slice(state.length), versions[0]!.body.toString('base64')] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const summary = (stdout: string) => JSON.parse(stdout) as { ingested: number; held: number; failed: number };

test('ingests the days of the period here, and a second time finds nothing to do', async () => {
  const first = await backfill('here', ['--format', 'json']);
  expect(first.code).toBe(0);
  expect(summary(first.stdout)).toMatchObject({ schema: 'cos403.backfill/1', ingested: WANTED.length, failed: 0 });
  expect(Object.keys(partialsOf('here'))).toHaveLength(WANTED.length);
  expect(summary((await backfill('here', ['--format', 'json'])).stdout)).toMatchObject({
    ingested: 0,
    held: WANTED.length,
    failed: 0,
  });
  expect((await backfill('here', ['--lang', 'zh'])).stdout).toContain(`${WANTED.length} 个已存在`);
});

test('asks nobody about sending nothing to the function', async () => {
  await backfill('here', []);
  const { code, stdout } = await backfill('here', ['--function', FUNCTION, '--format', 'json']);
  expect({ code, ...summary(stdout) }).toMatchObject({ code: 0, ingested: 0, held: WANTED.length });
});

test('interrupted, it takes up where it stopped, and the result is that of one run', async () => {
  await backfill('whole', []);
  const controller = new AbortController();
  const before = cloud.faults!.before.bind(cloud.faults);
  cloud.faults!.before = (request, operation) => {
    if (Object.keys(partialsOf('cut')).length > 0) controller.abort();
    return before(request, operation);
  };
  try {
    await backfill('cut', ['--jobs', '1'], controller.signal);
  } finally {
    cloud.faults!.before = before;
  }
  const some = Object.keys(partialsOf('cut')).length;
  expect(some).toBeGreaterThan(0);
  expect(some).toBeLessThan(WANTED.length);
  const rest = await backfill('cut', ['--format', 'json']);
  expect(summary(rest.stdout)).toMatchObject({ ingested: WANTED.length - some, failed: 0 });
  expect(partialsOf('cut')).toEqual(partialsOf('whole'));
});

test('a file that is no log fails, is told by the exit code, and the others are ingested', async () => {
  put(WANTED[0]!, Buffer.from('this is no log\n'));
  const { code, stdout } = await backfill('here', ['--format', 'json']);
  expect({ code, ...summary(stdout) }).toMatchObject({ code: 1, ingested: WANTED.length - 1, failed: 1 });
});

test('--estimate counts and prices what is missing, and writes nothing', async () => {
  const { code, stdout } = await backfill('here', ['--estimate', '--format', 'json']);
  const estimate = JSON.parse(stdout) as { objects: number; bytes: number; cny: number };
  expect({ code, objects: estimate.objects }).toEqual({ code: 0, objects: WANTED.length });
  expect(estimate.bytes).toBe(
    WANTED.reduce((sum, key) => sum + cloud.state.buckets.get(LOGS)!.objects.get(key)![0]!.body.length, 0),
  );
  expect(estimate.cny).toBeGreaterThan(0);
  expect(cloud.state.buckets.get(STATE)!.objects.size).toBe(0);
});

test.each([
  [
    'a period that ends before it begins',
    ['backfill', '--from', '2026-11-22', '--to', '2026-11-20'],
    2,
    /--to must be after/,
  ],
  [
    'sending without --yes where nobody can answer',
    ['backfill', ...PERIOD, '--function', FUNCTION],
    1,
    /not confirmed/,
  ],
])('refuses %s', async (_, argv, code, reason) => {
  const result = await runCli([...argv, '--config', JSON.stringify(configOf('here'))], {
    env: { COS403_LOCAL_CLOUD: cloud.url },
  });
  expect(result.code).toBe(code);
  expect(result.stderr).toMatch(reason);
  expect(cloud.state.buckets.get(STATE)!.objects.size).toBe(0);
});

test('says when the configuration names no logs', async () => {
  const config = JSON.stringify({ ...configOf('here'), logs: [] });
  const { code, stderr } = await runCli(['backfill', ...PERIOD, '--config', config], {
    env: { COS403_LOCAL_CLOUD: cloud.url },
  });
  expect({ code, named: stderr.includes('"logs"') }).toEqual({ code: 1, named: true });
});

(built ? describe : describe.skip)('fanned out over the deployed function', () => {
  const fan = (argv: readonly string[] = [], signal?: AbortSignal) =>
    backfill('fan', ['--function', FUNCTION, '--yes', '--jobs', '2', '--format', 'json', ...argv], signal);

  test('the partials are the same bytes as here', async () => {
    expect(summary((await fan()).stdout)).toMatchObject({ ingested: WANTED.length, failed: 0 });
    await backfill('here', []);
    expect(partialsOf('fan')).toEqual(partialsOf('here'));
    expect(summary((await fan()).stdout)).toMatchObject({ ingested: 0, failed: 0 });
  }, 60_000);

  test('interrupted, it takes up where it stopped', async () => {
    const controller = new AbortController();
    const before = cloud.faults!.before.bind(cloud.faults);
    cloud.faults!.before = (request, operation) => {
      if (Object.keys(partialsOf('fan')).length > 0) controller.abort();
      return before(request, operation);
    };
    try {
      expect((await fan(['--jobs', '1'], controller.signal)).code).toBe(1);
    } finally {
      cloud.faults!.before = before;
    }
    expect((await fan()).code).toBe(0);
    await backfill('here', []);
    expect(partialsOf('fan')).toEqual(partialsOf('here'));
  }, 60_000);

  test('a file that the function cannot read is counted as failed', async () => {
    put(WANTED[0]!, Buffer.from('this is no log\n'));
    const { code, stdout } = await fan();
    expect({ code, ...summary(stdout) }).toMatchObject({ code: 1, ingested: WANTED.length - 1, failed: 1 });
  }, 60_000);

  test('a function that is not there is said at once', async () => {
    const { code, stderr } = await backfill('fan', ['--function', 'nobody', '--yes']);
    expect({ code, named: /Invoke|nobody|ResourceNotFound/.test(stderr) }).toEqual({ code: 1, named: true });
  });
});
