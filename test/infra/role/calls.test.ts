import type { LocalCloud, Scenario } from '../../../infra/local-cloud/index.js';
import { ROLES, type RoleScope } from '../../../infra/role/index.js';
import type { RoleStatement } from '../../../infra/role/statement.js';
import type { CallApi } from '../../../lib/cloud/api.js';
import type { CosClient } from '../../../lib/cloud/cos.js';
import { isDenied } from '../../../lib/cloud/error.js';
import { openCloud } from '../../../lib/cloud/open.js';
import { collectAccount } from '../../../lib/facts/collect-account.js';
import type { FactRequest, Snapshot } from '../../../lib/facts/snapshot.js';
import { liveFacts } from '../../../lib/facts/source.js';
import { openStore } from '../../../lib/store/open.js';
import cases from '../../cases/role/calls.json';
import { ACCOUNT, BUCKET, OWNER, startAccount } from '../../facts/account.js';

/** One action of one statement, and the call of the code that needs it. */
interface RoleCase {
  /** Which buckets the statement is about; `account` for `*`. */
  readonly on: 'logs' | 'state' | 'watched' | 'account';
  readonly action: string;
  /** A call of CALLS, or a fact that the diagnosis asks for. */
  readonly call?: string;
  readonly want?: FactRequest;
  readonly code: string;
  /** For calls that take a refusal in silence: a pointer into the snapshot to what is then not known. */
  readonly loses?: string;
  /** Why removing it breaks nothing in the local cloud. */
  readonly free?: string;
}
const CASES = cases as readonly RoleCase[];

const LOGS = 'logs-1250000000';
const STATE = 'state-1250000000';
const TOOL = '4611686018427000001';
const KEY = { secretId: `AKIDtool${'-'.repeat(40)}`, secretKey: 'toolsecret', token: 'tooltoken' };
const SCOPE: RoleScope = {
  region: 'ap-shanghai',
  appId: '1250000000',
  logs: [{ bucket: LOGS, prefix: 'access/' }],
  state: { bucket: STATE, prefix: 'cos403/' },
  watch: [BUCKET],
};
const nothing = { version: '2.0', statement: [] };
const scenario: Scenario = {
  ...ACCOUNT,
  buckets: {
    [BUCKET]: ACCOUNT.buckets![BUCKET]!,
    [LOGS]: { region: SCOPE.region, objects: { 'access/a': { body: 'log' } } },
    [STATE]: { region: SCOPE.region, objects: { 'cos403/a': { body: 'state' } } },
  },
  cam: {
    ...ACCOUNT.cam,
    roles: {
      [TOOL]: {
        name: 'cos403-tool',
        policies: [{ name: 'tool', document: nothing }],
        boundary: {
          name: 'all',
          document: { version: '2.0', statement: [{ effect: 'allow', action: '*', resource: '*' }] },
        },
      },
    },
  },
  temporaryKeys: [{ ...KEY, requester: `${OWNER}:${TOOL}` }],
};

interface World {
  readonly cos: CosClient;
  readonly api: CallApi;
}
const patience = { nowMs: Date.now, random: () => 0, sleep: async () => {} };
const store = ({ cos }: World) => openStore(`cos://${STATE}/cos403`, { cwd: '/', cos: async () => cos });
const facts = ({ cos, api }: World) =>
  liveFacts({ cos, api, budget: { calls: 500, deadlineMs: Number.POSITIVE_INFINITY }, patience });

/** What the code does, alone. Facts answer a snapshot, in which a refusal is an `unknown`; everything else throws. */
const CALLS: Readonly<Record<string, (world: World) => Promise<Snapshot | unknown>>> = {
  'open-log': async ({ cos }) => (await cos.open(LOGS, 'access/a')).body.destroy(),
  'list-logs': async ({ cos }) => {
    for await (const _ of cos.list(LOGS, 'access/')) break;
  },
  'region-of-logs': ({ cos }) => cos.headBucket(LOGS),
  'state-get': async (world) => (await store(world)).get('a'),
  'state-put-if-absent': async (world) => (await store(world)).putIfAbsent('a', 'x'),
  'state-put': async (world) => (await store(world)).put('b', 'x'),
  'state-delete': async (world) => (await store(world)).delete('a'),
  'state-list': async (world) => {
    for await (const _ of (await store(world)).list('')) break;
  },
  'region-of-state': ({ cos }) => cos.headBucket(STATE),
  'region-of-watched': ({ cos }) => cos.headBucket(BUCKET),
  'all-roles': (world) => collectAccount(facts(world), { buckets: [BUCKET], objects: [], cam: 'all' }),
  'who-am-i': ({ api }) => api('sts', 'GetCallerIdentity'),
  'send-mail': ({ api }) =>
    api('ses', 'SendEmail', {
      FromEmailAddress: 'a@mail.example.com',
      Subject: 's',
      Destination: ['b@example.com'],
      Template: { TemplateID: 1, TemplateData: '{}' },
    }),
};

const isSnapshot = (value: unknown): value is Snapshot => (value as Snapshot | null)?.schema === 'cos403.snapshot/1';

const at = (value: unknown, path: string): unknown =>
  path
    .split('/')
    .slice(1)
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);

/** Permissions whose lack the call tells, without `name/`. */
async function told(one: RoleCase, world: World): Promise<string[]> {
  try {
    let answer: unknown;
    if (one.want) {
      const live = facts(world);
      await live.fetch([one.want]);
      answer = live.snapshot();
    } else answer = await CALLS[one.call ?? '']!(world);
    if (!isSnapshot(answer)) return [];
    if (one.loses && at(answer, one.loses) === undefined) return [one.action.replace('name/', '')];
    return (answer.unknown ?? []).flatMap((entry) => entry.permission ?? []);
  } catch (error) {
    if (isDenied(error)) return [error.details.action];
    throw error;
  }
}

let local: LocalCloud;
let world: World;
beforeAll(async () => {
  local = await startAccount(scenario);
  world = await openCloud({
    env: { COS403_LOCAL_CLOUD: local.url },
    credentials: KEY,
    likelyRegion: SCOPE.region,
    patience,
  });
});
afterAll(() => local.close());

/** The role has exactly this policy from now on. */
function grant(statement: readonly RoleStatement[]): void {
  local.reset();
  local.state.mailTemplates.set(1, { id: 1, name: 't', content: { text: '{}' }, approved: true });
  for (const held of local.state.policies.values())
    if (held.name === 'tool')
      held.document = { version: '2.0', statement: statement.filter((one) => one.action.length) };
}

const on = (statement: RoleStatement): RoleCase['on'] =>
  statement.resource.every((one) => one === '*')
    ? 'account'
    : statement.resource.every((one) => one.includes(`:${LOGS}/`))
      ? 'logs'
      : statement.resource.every((one) => one.includes(`:${STATE}/`))
        ? 'state'
        : 'watched';

describe.each(Object.keys(ROLES) as (keyof typeof ROLES)[])('the policy of %s, call by call', (role) => {
  const statements = ROLES[role](SCOPE)['statement'] as readonly RoleStatement[];
  const granted = statements.flatMap((statement) => statement.action.map((action) => `${on(statement)} ${action}`));
  const own = CASES.filter((one) => granted.includes(`${one.on} ${one.action}`));

  test('has a case for every action, and grants none twice', () => {
    expect(own.map((one) => `${one.on} ${one.action}`).sort()).toEqual([...granted].sort());
  });

  test('lets every one of its calls through', async () => {
    grant(statements);
    for (const one of own) expect({ [one.code]: await told(one, world) }).toEqual({ [one.code]: [] });
  });

  test.each(own.filter((one) => !one.free).map((one) => [`${one.action} on ${one.on}`, one] as const))(
    'without %s the call is refused, and says so',
    async (_, one) => {
      grant(
        statements.map((statement) =>
          on(statement) === one.on
            ? { ...statement, action: statement.action.filter((name) => name !== one.action) }
            : statement,
        ),
      );
      expect(await told(one, world)).toContain(one.action.replace('name/', ''));
    },
  );
});
