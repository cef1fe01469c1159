import { main_handler } from '../../functions/ingest.js';
import { type LocalCloud, parts, startLocalCloud } from '../../infra/local-cloud/index.js';
import { openCloud } from '../../lib/cloud/open.js';
import { logFile, logLine } from '../ingest/logs.js';

const LOGS = 'logs-1250000000';
const STATE = 'state-1250000000';
const KEY = 'access/2026/11/23/file.gz';
const environment = { ...process.env };
let local: LocalCloud;
let lines: string[] = [];

beforeEach(async () => {
  local = await startLocalCloud({
    parts,
    scenario: {
      schema: 'cos403.scenario/1',
      buckets: { [LOGS]: { region: 'ap-shanghai' }, [STATE]: { region: 'ap-guangzhou' } },
    },
  });
  process.env['COS403_LOCAL_CLOUD'] = local.url;
  process.env['COS403_CONFIG'] = JSON.stringify({ schema: 'cos403.config/1', state: `cos://${STATE}/cos403` });
  lines = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const { cos } = await openCloud({ env: { COS403_LOCAL_CLOUD: local.url } });
  await cos.put(LOGS, KEY, logFile(logLine(), logLine({ status: 200 })));
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.env = { ...environment };
  await local.close();
});

const event = (...keys: string[]) => ({
  Records: keys.map((key) => ({
    cos: {
      cosObject: { key: `/1250000000/logs/${key}`, size: 1, url: `http://${LOGS}.cos.ap-shanghai.myqcloud.com/${key}` },
      cosBucket: { region: 'sh', name: 'logs', appid: '1250000000' },
    },
    event: {
      eventName: 'cos:ObjectCreated:Put',
      requestParameters: { requestHeaders: { Authorization: 'q-ak=AKIDuploader&q-signature=0123456789abcdef' } },
    },
  })),
});
const stored = () => [...local.state.buckets.get(STATE)!.objects.keys()];

test('a delivered file becomes one partial in a state of another region, and a second delivery changes nothing', async () => {
  const context = { request_id: 'r-1', time_limit_in_ms: 30_000 };
  expect(await main_handler(event(KEY), context)).toMatchObject({ records: 1, ingested: 1, requests: 2, denials: 1 });
  expect(await main_handler(event(KEY, KEY), context)).toMatchObject({ ingested: 0, held: 2 });
  expect(stored()).toEqual([expect.stringMatching(/^cos403\/partials\/v1\/.*\.json\.gz$/)]);
});

test('log lines are JSON, and hold nothing of the event but bucket and key', async () => {
  await main_handler(event(KEY, 'missing'), { request_id: 'r-1' });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: 'info', message: 'log file ingested', requestId: 'r-1', bucket: LOGS, key: KEY }),
    expect.objectContaining({ level: 'warn', message: 'log file not ingested', code: 'vanished', key: 'missing' }),
  ]);
  expect(lines.join()).not.toMatch(/q-signature|AKIDuploader/);
});

test('a poisoned file is recorded and the rest of the event is done', async () => {
  const { cos } = await openCloud({ env: { COS403_LOCAL_CLOUD: local.url } });
  await cos.put(LOGS, 'access/poison', Buffer.from([0x1f, 0x8b, 0, 0, 0]));
  expect(await main_handler(event('access/poison', KEY))).toMatchObject({ failed: 1, ingested: 1 });
  expect(stored().filter((key) => key.startsWith('cos403/failed/'))).toHaveLength(1);
});

test.each([[{}], [null], [{ Type: 'Timer', Time: 'x' }], ['text']])('%j is no event to ingest', async (other) => {
  expect(await main_handler(other)).toMatchObject({ ingested: 0, failed: 0, skipped: 1 });
});

test('a hanging object ends before the platform ends the function, and is recorded', async () => {
  await fetch(`${local.url}/_local/faults`, {
    method: 'POST',
    body: JSON.stringify([{ fault: 'hang', operation: 'cos:GetObject', bucket: LOGS }]),
  });
  expect(await main_handler(event(KEY), { time_limit_in_ms: 1_500 })).toMatchObject({ failed: 1 });
  const [key] = stored();
  const failure = JSON.parse(local.state.buckets.get(STATE)!.objects.get(key!)![0]!.body.toString());
  expect(failure).toMatchObject({ code: 'aborted', status: 'retrying' });
});

test.each([
  ['{"schema":"cos403.config/1"}', /names no state/],
  ['{"schema":"cos403.config/1","state":5}', /state: must be a string/],
  [`{"schema":"cos403.config/1","state":"cos://nowhere-1250000000/x"}`, /nowhere-1250000000/],
])('with the configuration %s it throws, so that the platform tells', async (config, message) => {
  process.env['COS403_CONFIG'] = config;
  await expect(main_handler(event(KEY))).rejects.toThrow(message);
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ level: 'error', message: 'ingest failed' });
});

test('inside SCF its own requests are excluded', async () => {
  const role = '4611686018427844696';
  const body = logFile(logLine(), logLine({ requester: `100000000001:${role}` }));
  const { cos } = await openCloud({ env: { COS403_LOCAL_CLOUD: local.url } });
  await cos.put(LOGS, KEY, body);
  local.state.roles.set(role, {
    id: role,
    name: 'tool',
    trustPolicy: '{}',
    description: '',
    policyIds: [1],
    boundaryPolicyId: null,
    createdAt: '2026-01-01T00:00:00Z',
  });
  local.state.policies.set(1, {
    id: 1,
    name: 'all',
    type: 'custom',
    document: { version: '2.0', statement: [{ effect: 'allow', action: ['*'], resource: ['*'] }] },
    deactivated: false,
    createdAt: '2026-01-01T00:00:00Z',
  });
  local.state.temporaryKeys.set('AKIDtool', {
    secretId: 'AKIDtool',
    secretKey: 'k',
    token: 't',
    requester: `100000000001:${role}`,
    sessionPolicy: null,
    expiresMs: Date.now() + 3_600_000,
  });
  Object.assign(process.env, {
    TENCENTCLOUD_RUNENV: 'SCF',
    TENCENTCLOUD_SECRETID: 'AKIDtool',
    TENCENTCLOUD_SECRETKEY: 'k',
    TENCENTCLOUD_SESSIONTOKEN: 't',
  });
  expect(await main_handler(event(KEY))).toMatchObject({ ingested: 1, denials: 1 });
});
