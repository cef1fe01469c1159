import type { LocalCloud, Scenario } from '../../../infra/local-cloud/index.js';
import { ROLES, type RoleScope } from '../../../infra/role/index.js';
import type { CallApi } from '../../../lib/cloud/api.js';
import type { CosClient } from '../../../lib/cloud/cos.js';
import { isDenied } from '../../../lib/cloud/error.js';
import { openCloud } from '../../../lib/cloud/open.js';
import { collectAccount } from '../../../lib/facts/collect-account.js';
import type { FactRequest, PolicyDocument, Snapshot } from '../../../lib/facts/snapshot.js';
import { liveFacts } from '../../../lib/facts/source.js';
import { cosEventFor, readCosEvent } from '../../../lib/ingest/event.js';
import { handleEvent } from '../../../lib/ingest/handle-event.js';
import { silentLog } from '../../../lib/ingest/log.js';
import { sweep } from '../../../lib/ingest/sweep.js';
import { openStore } from '../../../lib/store/open.js';
import { ACCOUNT, ALICE, BUCKET, OWNER, startAccount } from '../../facts/account.js';
import { logFile, logLine } from '../../ingest/logs.js';

const APP = '1250000000';
const LOGS = `logs-${APP}`;
const STATE = `state-${APP}`;
const ELSEWHERE = `elsewhere-${APP}`;
const TOOL = '4611686018427000001';
const SCOPE: RoleScope = {
  region: 'ap-shanghai',
  appId: APP,
  logs: [{ bucket: LOGS, prefix: 'access/' }],
  state: { bucket: STATE, prefix: 'cos403/' },
  watch: [BUCKET],
};
const KEY = { secretId: `AKIDtool${'-'.repeat(40)}`, secretKey: 'toolsecret', token: 'tooltoken' };
const logging = { targetBucket: ELSEWHERE, targetPrefix: '' };

/** The account with a role for the tool; every bucket that it touches logs, so that a refusal leaves a trace. */
const scenario: Scenario = {
  ...ACCOUNT,
  buckets: {
    [BUCKET]: ACCOUNT.buckets![BUCKET]!,
    [LOGS]: { region: SCOPE.region, logging },
    [STATE]: { region: SCOPE.region, logging },
    [ELSEWHERE]: { region: SCOPE.region },
  },
  cam: {
    ...ACCOUNT.cam,
    roles: {
      ...ACCOUNT.cam?.roles,
      [TOOL]: { name: 'cos403-tool', policies: [{ name: 'tool', document: { version: '2.0', statement: [] } }] },
      '4611686018427000002': { name: 'CLS_QcsRole', policies: [] },
    },
  },
  temporaryKeys: [{ ...KEY, requester: `${OWNER}:${TOOL}` }],
};

interface World {
  readonly cos: CosClient;
  readonly api: CallApi;
  /** Permissions that were missing, as the work itself tells them. */
  readonly missing: string[];
}

/** What each role does in its life. */
const WORK: Record<keyof typeof ROLES, (world: World) => Promise<void>> = {
  ingest: async ({ cos }) => {
    await ingestEvent(cos);
  },
  alert: async ({ cos, api, missing }) => {
    await sweep([{ bucket: LOGS, prefix: 'access/' }], {
      cos,
      store: await stateOf(cos),
      nowMs: Date.now,
      log: silentLog,
    });
    await ingestEvent(cos);
    missing.push(...(await facts(cos, api)));
    await api('cam', 'GetRole', { RoleName: 'CLS_QcsRole' });
    await mail(api);
  },
  report: async ({ cos, api, missing }) => {
    await useState(cos);
    missing.push(...(await facts(cos, api)));
    await mail(api);
  },
  command: async ({ cos, api, missing }) => {
    const snapshot = await collectAccount(source(cos, api), {
      buckets: [BUCKET],
      objects: [{ bucket: BUCKET, key: 'private.txt' }],
      cam: 'all',
    });
    missing.push(...permissionsOf(snapshot));
    missing.push(...(await facts(cos, api)));
  },
};

const stateOf = (cos: CosClient) => openStore(`cos://${STATE}/cos403`, { cwd: '/', cos: async () => cos });

async function ingestEvent(cos: CosClient): Promise<void> {
  const store = await stateOf(cos);
  const deps = { cos, store, nowMs: Date.now, log: silentLog };
  const records = readCosEvent(cosEventFor([{ bucket: LOGS, key: 'access/2026/11/23/a' }], SCOPE.region));
  await handleEvent(records, deps);
  await useState(cos);
}

async function useState(cos: CosClient): Promise<void> {
  const store = await stateOf(cos);
  await store.putIfAbsent('lease', 'x');
  await store.put('lease', 'y');
  await store.get('lease');
  for await (const _ of store.list('')) break;
  await store.delete('lease');
}

const source = (cos: CosClient, api: CallApi) =>
  liveFacts({
    cos,
    api,
    budget: { calls: 1_000, deadlineMs: Number.POSITIVE_INFINITY },
    patience: { nowMs: Date.now, random: () => 0, sleep: async () => {} },
  });

const permissionsOf = ({ unknown = [] }: Snapshot) => unknown.flatMap((entry) => entry.permission ?? []);

async function facts(cos: CosClient, api: CallApi): Promise<string[]> {
  const wants: FactRequest[] = [
    ...(['meta', 'acl', 'policy', 'cors', 'referer', 'strict-signature', 'logging', 'versioning'] as const).map(
      (name): FactRequest => ({ fact: `bucket-${name}`, bucket: BUCKET }),
    ),
    { fact: 'object', bucket: BUCKET, key: 'private.txt' },
    { fact: 'object-acl', bucket: BUCKET, key: 'private.txt' },
    { fact: 'user', uin: ALICE },
    { fact: 'access-keys', uin: ALICE },
    { fact: 'key-index' },
    { fact: 'role', roleId: TOOL },
  ];
  const live = source(cos, api);
  await live.fetch(wants);
  return permissionsOf(live.snapshot());
}

/** SES refuses for other reasons than permissions when there is no template: only a refusal counts here. */
async function mail(api: CallApi): Promise<void> {
  await api('ses', 'SendEmail', {
    FromEmailAddress: 'a@mail.example.com',
    Subject: 's',
    Destination: ['b@example.com'],
    Template: { TemplateID: 1, TemplateData: '{}' },
  });
}

let local: LocalCloud;
beforeAll(async () => {
  local = await startAccount(scenario);
});
afterAll(() => local.close());

/** Does the role's work under a policy; answers what was refused. */
async function refusedUnder(role: keyof typeof ROLES, policy: PolicyDocument): Promise<string[]> {
  local.reset();
  const body = logFile(logLine());
  const root = await openCloud({ env: { COS403_LOCAL_CLOUD: local.url } });
  await root.cos.put(LOGS, 'access/2026/11/23/a', body);
  for (const held of local.state.policies.values()) if (held.name === 'tool') held.document = policy;
  for (const bucket of local.state.buckets.values()) bucket.pendingLog.length = 0;
  const cloud = await openCloud({
    env: { COS403_LOCAL_CLOUD: local.url },
    credentials: KEY,
    // An event tells where its bucket is.
    ...(role === 'ingest' ? { bucketRegions: { [LOGS]: SCOPE.region } } : {}),
    patience: { nowMs: Date.now, random: () => 0, sleep: async () => {} },
  });
  const refused: string[] = [];
  const api = (async (service: never, action: string, ...rest: []) => {
    try {
      return await cloud.api(service, action, ...rest);
    } catch (error) {
      // The root account's keys are for the root alone (1.1): no permission would help.
      if (isDenied(error)) refused.push(error.details.action);
      throw error;
    }
  }) as CallApi;
  await WORK[role]({ cos: cloud.cos, api, missing: refused }).catch(() => {});
  for (const bucket of local.state.buckets.values()) {
    for (const line of bucket.pendingLog) if (/ 403 AccessDenied /.test(line)) refused.push(line.split(' ')[5] ?? '');
  }
  return refused;
}

describe.each(Object.keys(ROLES) as (keyof typeof ROLES)[])('the policy of %s', (role) => {
  const policy = ROLES[role](SCOPE);
  const actions = [
    ...new Set((policy['statement'] as { action: string[] }[]).flatMap((statement) => statement.action)),
  ];

  test('is enough: nothing of its work is refused', async () => {
    expect(await refusedUnder(role, policy)).toEqual([]);
  });

  test('reaches nothing beyond its buckets and prefixes', () => {
    const cos = (policy['statement'] as { action: string[]; resource: string[] }[]).filter((statement) =>
      statement.action.some((action) => action.startsWith('name/cos:') && action !== 'name/cos:GetService'),
    );
    for (const { resource } of cos)
      for (const one of resource) expect(one).toMatch(/^qcs::cos:ap-shanghai:uid\/1250000000:/);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });
});
