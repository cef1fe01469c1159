import type { LocalCloud } from '../../infra/local-cloud/index.js';
import type { BucketState, FunctionState, ObjectVersion } from '../../infra/local-cloud/state.js';
import { STATE_PREFIXES } from '../../lib/store/keys.js';
import cases from '../cases/doctor/breakages.json';
import { connect, runDeploy, startAccount, WATCHED } from '../infra/serverless-plugin/deployment.js';
import { runCli } from '../support/run-cli.js';

/** One thing that goes wrong in a healthy deployment, and the line that tells it. */
interface Breakage {
  readonly break: string;
  readonly target?: string;
  readonly action?: string;
  readonly check: string;
  readonly status: 'fail' | 'unknown';
  readonly says?: string;
  readonly permission?: string;
  /** Other lines that may change with it. */
  readonly also?: readonly string[];
}
const CASES = cases as readonly Breakage[];

interface Line {
  readonly id: string;
  readonly status: string;
  readonly detail: string;
  readonly fix: string | null;
  readonly permission?: string;
}

const LOGS = 'logs-1250000000';
const STATE = 'cos403-1250000000';
const DOCTOR = { id: `AKIDdoctor${'d'.repeat(26)}`, secretKey: 'd'.repeat(32) };
const DAY_MS = 86_400_000;
type Config = Record<string, unknown> & { logs: { bucket: string; prefix: string; watch: string[] }[] };
const CONFIG: Config = {
  schema: 'cos403.config/1',
  region: 'ap-guangzhou',
  state: `cos://${STATE}/cos403/`,
  logs: [{ bucket: LOGS, prefix: 'access/', watch: [WATCHED] }],
  channels: {
    team: {
      type: 'wecom',
      url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=00000000-0000-0000-0000-000000000000',
    },
    mail: { type: 'ses', region: 'ap-guangzhou', from: 'a@mail.example.com', to: ['b@example.com'], templateId: 7 },
  },
};

const version = (body: string, lastModifiedMs: number): ObjectVersion => ({
  versionId: '',
  deleteMarker: false,
  body: Buffer.from(body),
  etag: '"0"',
  lastModifiedMs,
  storageClass: 'STANDARD',
  restore: null,
  grants: null,
  headers: {},
  tags: null,
  appendable: false,
});

class Patient {
  config: Config = structuredClone(CONFIG);
  clockOffMs = 0;
  env: Record<string, string> = {};

  constructor(readonly local: LocalCloud) {}

  bucket = (name: string): BucketState => this.local.state.buckets.get(name)!;
  fn = (name: string): FunctionState => this.local.state.functions.get(`default/${name}`)!;
  put(bucket: string, key: string, ageMs = 0): void {
    this.bucket(bucket).objects.set(key, [version('{}', this.local.clock.nowMs() - ageMs)]);
  }
  clear(bucket: string, prefix: string): void {
    const { objects } = this.bucket(bucket);
    for (const key of [...objects.keys()]) if (key.startsWith(prefix)) objects.delete(key);
  }
  day = (): string => new Date(this.local.clock.nowMs()).toISOString().slice(0, 10).replaceAll('-', '/');
  /** What a deployment with traffic has. */
  live(): void {
    this.put(LOGS, `access/${this.day()}/a.gz`, 60_000);
    this.put(STATE, `cos403/${STATE_PREFIXES.partials}${this.day()}/00/${'a'.repeat(32)}.json.gz`, 60_000);
    this.put(STATE, `cos403/${STATE_PREFIXES.incidents}state.json`, 60_000);
    this.local.state.mailTemplates.set(7, { id: 7, name: 't', content: { text: '{}' }, approved: true });
  }
  policy = (name: string) => [...this.local.state.policies.values()].find((policy) => policy.name === name)!;

  async examine(): Promise<{ code: number; lines: Line[] }> {
    const { code, stdout, stderr } = await runCli(
      ['doctor', '--config', JSON.stringify(this.config), '--stage', 'test', '--format', 'json'],
      {
        env: { COS403_LOCAL_CLOUD: this.local.url, ...this.env },
        nowMs: () => this.local.clock.nowMs() + this.clockOffMs,
      },
    );
    if (!stdout) throw new Error(stderr);
    return { code, lines: (JSON.parse(stdout) as { checks: Line[] }).checks };
  }
}

const BREAK: Readonly<Record<string, (patient: Patient, one: Breakage) => void>> = {
  'delete-trigger': (patient, { target }) => void patient.fn(target!).triggers.splice(0),
  'disable-trigger': (patient, { target }) => {
    for (const trigger of patient.fn(target!).triggers) trigger.enabled = false;
  },
  'foreign-trigger': (patient, { target }) => {
    for (const trigger of patient.fn(target!).triggers) trigger.name = 'other-1250000000.cos.ap-guangzhou.myqcloud.com';
  },
  'delete-function': (patient, { target }) => void patient.local.state.functions.delete(`default/${target}`),
  'no-role': (patient, { target }) => {
    patient.fn(target!).role = '';
  },
  'still-updating': (patient, { target }) => {
    Object.assign(patient.fn(target!), { status: 'Updating', activeAtMs: patient.local.clock.nowMs() + DAY_MS });
  },
  'change-logging': (patient) => {
    patient.bucket(WATCHED).logging = { targetBucket: LOGS, targetPrefix: 'other/' };
  },
  'stop-logging': (patient) => {
    patient.bucket(WATCHED).logging = null;
  },
  'remove-role': (patient, { target }) => {
    const { roles } = patient.local.state;
    for (const [id, role] of roles) if (role.name === target) roles.delete(id);
  },
  'take-permission': (patient, { target, action }) => {
    const policy = patient.policy(target!);
    const statements = policy.document['statement'] as { action: string[] }[];
    policy.document = {
      ...policy.document,
      statement: statements.map((one) => ({ ...one, action: one.action.filter((name) => name !== action) })),
    };
  },
  'switch-policy-off': (patient, { target }) => {
    patient.policy(target!).deactivated = true;
  },
  'version-state': (patient) => {
    patient.bucket(STATE).versioning = 'Enabled';
  },
  'delete-bucket': (patient, { target }) => void patient.local.state.buckets.delete(target!),
  'move-bucket': (patient, { target }) => {
    patient.bucket(target!).region = 'ap-shanghai';
  },
  loop: (patient) => {
    patient.config.logs[0]!.prefix = 'access/';
    patient.config.logs.push({ bucket: LOGS, prefix: 'access/', watch: [STATE] });
  },
  'no-channels': (patient) => {
    patient.config['channels'] = {};
  },
  'unapproved-template': (patient) => {
    patient.local.state.mailTemplates.get(7)!.approved = false;
  },
  'old-logs': (patient) => patient.put(LOGS, `access/${patient.day()}/a.gz`, 3 * 3_600_000),
  'no-logs': (patient) => patient.clear(LOGS, 'access/'),
  'no-partials': (patient) => patient.clear(STATE, `cos403/${STATE_PREFIXES.partials}`),
  'no-alert-run': (patient) => patient.clear(STATE, `cos403/${STATE_PREFIXES.incidents}`),
  'late-alert-run': (patient) => patient.put(STATE, `cos403/${STATE_PREFIXES.incidents}state.json`, 30 * 60_000),
  'failed-file': (patient) => patient.put(STATE, `cos403/${STATE_PREFIXES.failed}x.json`),
  'waiting-message': (patient) => patient.put(STATE, `cos403/${STATE_PREFIXES.outbox}x.json`),
  'set-aside': (patient) => patient.put(STATE, `cos403/${STATE_PREFIXES.corrupt}x`),
  'reserve-everything': (patient) => {
    patient.fn('cos403-test-alert').reservedConcurrencyMb = 128_000 - 512;
  },
  'slow-clock': (patient) => {
    patient.clockOffMs = -600_000;
  },
  'deny-doctor': (patient, { action }) => {
    const id = Math.max(...patient.local.state.policies.keys()) + 1;
    const all = { effect: 'allow', action: ['*'], resource: ['*'] };
    patient.local.state.policies.set(id, {
      id,
      name: 'doctor',
      type: 'custom',
      document: { version: '2.0', statement: [all, { effect: 'deny', action: [action], resource: ['*'] }] },
      deactivated: false,
      createdAt: '2026-01-01 00:00:00',
    });
    patient.local.state.users.set('100000000077', {
      uin: '100000000077',
      name: 'doctor',
      type: 'sub',
      accessKeys: [{ ...DOCTOR, status: 'Active', createdAt: '2026-01-01 00:00:00' }],
      policyIds: [id],
      groups: [],
      boundaryPolicyId: null,
    });
    patient.env = { TENCENTCLOUD_SECRET_ID: DOCTOR.id, TENCENTCLOUD_SECRET_KEY: DOCTOR.secretKey };
  },
};

let patient: Patient;
let healthy: ReadonlyMap<string, string>;
beforeEach(async () => {
  const local = await startAccount();
  await runDeploy(await connect(local));
  patient = new Patient(local);
  patient.live();
});
afterEach(() => patient.local.close());

test('a deployment with traffic is healthy in every line', async () => {
  const { code, lines } = await patient.examine();
  expect(lines.filter((line) => line.status !== 'pass')).toEqual([]);
  expect(code).toBe(0);
  healthy = new Map(lines.map((line) => [line.id, line.status]));
});

test.each(CASES.map((one) => [one.break, one.target ?? one.action ?? '', one.check, one] as const))(
  '%s %s shows as %s, and nowhere else',
  async (_, __, ___, one) => {
    BREAK[one.break]!(patient, one);
    const { code, lines } = await patient.examine();
    const line = lines.find((each) => each.id === one.check);
    expect(line).toMatchObject({
      status: one.status,
      ...(one.says ? { detail: expect.stringContaining(one.says) } : {}),
      ...(one.permission ? { permission: one.permission } : {}),
    });
    expect(line?.fix).toEqual(expect.any(String));
    const expected = [one.check, ...(one.also ?? [])];
    const others = lines.filter((each) => each.status !== 'pass' && !expected.includes(each.id));
    expect(others).toEqual([]);
    expect(code).toBe(lines.some((each) => each.status === 'fail') ? 1 : 0);
  },
);

test('every line of a healthy deployment has a case that breaks it', () => {
  // Facts about who asks are wrong only when the credentials are: then there is no line at all.
  const exempt = ['identity', `bucket:${LOGS}`, `bucket:${STATE}`];
  const broken = new Set(
    CASES.filter((one) => one.status === 'fail' || one.check.startsWith('logs:')).map((one) => one.check),
  );
  const kinds = new Set([...broken].map((id) => id.replace(/:.*/, '')));
  expect([...healthy.keys()].filter((id) => !kinds.has(id.replace(/:.*/, '')) && !exempt.includes(id))).toEqual([]);
});

test('wrong credentials end it with a sentence', async () => {
  patient.env = { TENCENTCLOUD_SECRET_ID: 'AKIDnobody00000000000000000000000000', TENCENTCLOUD_SECRET_KEY: 'x' };
  const { lines } = await patient.examine();
  expect(lines.find((line) => line.id === 'identity')?.status).toBe('unknown');
});

test('looks only: nothing in the account changes', async () => {
  const keys = () => [...patient.local.state.buckets.values()].map((bucket) => [...bucket.objects.keys()]);
  const before = JSON.stringify([keys(), [...patient.local.state.functions.values()].map((fn) => fn.triggers)]);
  await patient.examine();
  expect(JSON.stringify([keys(), [...patient.local.state.functions.values()].map((fn) => fn.triggers)])).toBe(before);
});

test('people read it in Chinese as well', async () => {
  patient.fn('cos403-test-alert').triggers.splice(0);
  const { stdout, code } = await runCli(
    ['doctor', '--config', JSON.stringify(CONFIG), '--stage', 'test', '--lang', 'zh'],
    { env: { COS403_LOCAL_CLOUD: patient.local.url }, nowMs: () => patient.local.clock.nowMs() },
  );
  expect(code).toBe(1);
  expect(stdout).toContain('✗ cos403-test-alert 的触发器: 没有 timer 触发器');
  expect(stdout).toMatch(/通过 \d+，失败 1，未知 0/);
});
