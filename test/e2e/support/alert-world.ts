import { PassThrough } from 'node:stream';
import { type LocalCloud, parts, type Scenario, startLocalCloud } from '../../../infra/local-cloud/index.js';
import { type OpenOptions, openPorts } from '../../../lib/alert/open-ports.js';
import { type RunSummary, runAlert } from '../../../lib/alert/run.js';
import { openCloud } from '../../../lib/cloud/open.js';
import { parseConfig } from '../../../lib/config/load.js';
import type { Config } from '../../../lib/config/types.js';
import type { LogObject } from '../../../lib/ingest/event.js';
import { handleEvent } from '../../../lib/ingest/handle-event.js';
import { silentLog } from '../../../lib/ingest/log.js';
import { openStore } from '../../../lib/store/open.js';
import { send, signed } from '../../infra/local-cloud/cos-support.js';

export const SITE = 'site-1250000000';
const LOGS = 'logs-1250000000';
const STATE = 'state-1250000000';
const ALICE = { secretId: 'AKIDalice00000000000000000000000001', secretKey: 'alice-secret-key-0000000000000001' };
const BOB = { secretId: 'AKIDbob0000000000000000000000000002', secretKey: 'bob-secret-key-000000000000000002' };
const DAVE = { secretId: 'AKIDdave000000000000000000000000004', secretKey: 'dave-secret-key-00000000000000004' };
const CAROL = { secretId: 'AKIDcarol00000000000000000000000003', secretKey: 'carol-secret-key-0000000000000003' };

const READ = {
  version: '2.0',
  statement: [
    {
      effect: 'allow',
      action: ['name/cos:GetObject', 'name/cos:HeadObject'],
      resource: [`qcs::cos:ap-guangzhou:uid/1250000000:${SITE}/*`],
    },
  ],
};
const key = (one: typeof ALICE, status = 'Active') => [
  { id: one.secretId, secretKey: one.secretKey, status, createdAt: '2026-01-01T00:00:00Z' },
];

export const SCENARIO = {
  schema: 'cos403.scenario/1',
  account: { ownerUin: '100000000001', appId: '1250000000' },
  buckets: {
    [SITE]: {
      region: 'ap-guangzhou',
      createdAt: '2023-05-01T00:00:00Z',
      referer: { status: 'Enabled', type: 'White-List', domains: ['*.example.com'], emptyReferer: 'Allow' },
      logging: { targetBucket: LOGS, targetPrefix: 'access/' },
      objects: {
        'a.txt': { body: 'a' },
        'old.txt': { body: 'o', storageClass: 'ARCHIVE' },
        'pic.png': {
          body: 'p',
          acl: { grants: [{ grantee: 'http://cam.qcloud.com/groups/global/AllUsers', permission: 'READ' }] },
        },
      },
    },
    [LOGS]: {},
    [STATE]: {},
  },
  cam: {
    complete: true,
    roles: { '4611686018427800001': { name: 'CLS_QcsRole', policies: [] } },
    users: {
      '100000000002': {
        name: 'alice',
        type: 'sub',
        accessKeys: key(ALICE, 'Inactive'),
        policies: [{ name: 'read', document: READ }],
      },
      '100000000003': { name: 'bob', type: 'sub', accessKeys: key(BOB), policies: [] },
      '100000000004': {
        name: 'carol',
        type: 'sub',
        accessKeys: key(CAROL),
        policies: [{ name: 'read', document: READ }],
      },
      '100000000005': {
        name: 'dave',
        type: 'sub',
        accessKeys: key(DAVE),
        policies: [{ name: 'read', document: READ }],
      },
    },
  },
} as unknown as Scenario;

/** The causes that the five wrong clients meet. */
export const CAUSES = [
  'key-disabled',
  'no-permission',
  'object-archived',
  'referer-not-listed',
  'signature-wrong-secret',
];

export interface World {
  readonly cloud: LocalCloud;
  readonly sink: string;
  readonly smtp: { readonly host: string; readonly port: number };
  readonly env: Record<string, string>;
}

export async function startWorld(): Promise<World> {
  const cloud = await startLocalCloud({ parts, logs: { everyFiveMinutes: false }, scenario: SCENARIO });
  const [host = '', port = ''] = String(cloud.announce['smtp']).split(':');
  return {
    cloud,
    sink: String(cloud.announce['sink']),
    smtp: { host, port: Number(port) },
    env: { COS403_LOCAL_CLOUD: cloud.url },
  };
}

/** Five clients, each wrong in its own way, `times` requests each. After the repair the same requests succeed. */
export async function fiveClients(cloud: LocalCloud, times: number, repaired = false): Promise<number[]> {
  const statuses: number[] = [];
  const request = async (key: typeof ALICE | null, path: string, headers: Record<string, string> = {}) => {
    const plain = { bucket: SITE, path, headers };
    const answer = await send(cloud, key === null ? plain : signed(cloud, plain, key));
    statuses.push(answer.status);
  };
  for (let i = 0; i < times; i++) {
    await request(ALICE, '/a.txt');
    await request(BOB, '/a.txt');
    await request(repaired ? DAVE : { ...DAVE, secretKey: 'not-his-secret-key' }, '/a.txt');
    await request(CAROL, '/old.txt');
    await request(null, '/pic.png', { referer: 'https://shop.example.net/page' });
  }
  return statuses;
}

/** What people change in the account after reading the messages. */
export function repair(cloud: LocalCloud): void {
  const { state } = cloud;
  for (const access of state.users.get('100000000002')?.accessKeys ?? []) access.status = 'Active';
  state.users.get('100000000003')?.policyIds.push(...(state.users.get('100000000004')?.policyIds ?? []));
  const site = state.buckets.get(SITE);
  if (site === undefined) throw new Error('no site bucket');
  site.referer = {
    status: 'Enabled',
    type: 'White-List',
    domains: ['*.example.com', '*.example.net'],
    emptyReferer: 'Allow',
  };
  for (const version of site.objects.get('old.txt') ?? []) version.storageClass = 'STANDARD';
}

export function configOf(channels: Record<string, unknown>, more: Record<string, unknown> = {}): Config {
  return parseConfig(
    {
      schema: 'cos403.config/1',
      region: 'ap-guangzhou',
      state: `cos://${STATE}/cos403`,
      logs: [{ bucket: LOGS, prefix: 'access/', watch: [SITE] }],
      channels,
      ...more,
    },
    'test',
  );
}

/** Delivers the logs and lets the ingest code take them, as its trigger would. `lose`: the event never comes. */
export async function deliver(
  world: World,
  config: Config,
  options: { lose?: boolean; twice?: boolean; calls?: OpenOptions['calls'] } = {},
): Promise<number> {
  const delivered = world.cloud.deliverLogs();
  if (options.lose === true || delivered.length === 0) return delivered.length;
  const { cos } = await openCloud({ env: world.env, ...options.calls });
  const store = await openStore(config.state ?? '', { cwd: '.', cos: async () => cos });
  const records = delivered.map(({ bucket, key }) => ({
    status: 'object' as const,
    object: { bucket, key } as LogObject,
  }));
  for (let i = 0; i < (options.twice === true ? 2 : 1); i++) {
    await handleEvent(records, {
      cos,
      store,
      nowMs: Date.now,
      log: silentLog,
      self: [],
      signal: new AbortController().signal,
    });
  }
  return delivered.length;
}

export async function alertOnce(
  world: Pick<World, 'env'>,
  config: Config,
  limits: { calls?: NonNullable<OpenOptions['calls']>; runMs?: number } = {},
): Promise<RunSummary> {
  const runMs = limits.runMs ?? 60_000;
  const ports = await openPorts({
    config,
    state: config.state ?? '',
    env: world.env,
    cwd: '.',
    stdout: new PassThrough(),
    lang: 'en',
    log: silentLog,
    nowMs: Date.now,
    deadlineMs: Date.now() + runMs,
    signal: AbortSignal.timeout(runMs),
    ...(limits.calls === undefined ? {} : { calls: limits.calls }),
  });
  return runAlert(config, ports);
}
