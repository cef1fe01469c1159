import { zipSync } from 'fflate';
import type { LocalCloud } from '../../../infra/local-cloud/index.js';
import { parts, startLocalCloud } from '../../../infra/local-cloud/index.js';
import { ROLES } from '../../../infra/role/index.js';
import { type DeployInput, type DeployOutcome, deploy } from '../../../infra/serverless-plugin/deploy.js';
import { liveCloud } from '../../../infra/serverless-plugin/live-cloud.js';
import type { CodePackage } from '../../../infra/serverless-plugin/package.js';
import { remove } from '../../../infra/serverless-plugin/remove.js';
import type { Change, DeployCloud } from '../../../infra/serverless-plugin/resource.js';
import { type Deployment, readSettings, type ServiceLike } from '../../../infra/serverless-plugin/settings.js';
import { openCloud } from '../../../lib/cloud/open.js';

export const WATCHED = 'media-1250000000';
const ROOT = '100000000001';

/** serverless.yml as the plugin sees it, resolved. */
export const service = (over: Partial<ServiceLike> = {}): ServiceLike => ({
  service: 'cos403',
  provider: { name: 'tencent', region: 'ap-guangzhou', stage: 'test', runtime: 'Nodejs20.19', role: 'auto' },
  custom: {
    cos403: {
      watch: [WATCHED],
      logs: { bucket: 'logs-1250000000', prefix: 'access/' },
      state: { bucket: 'cos403-1250000000', prefix: 'cos403/' },
      config: 'cos403.yaml',
    },
  },
  functions: {
    ingest: {
      handler: 'index.main_handler',
      memorySize: 256,
      timeout: 300,
      retry: 2,
      events: [{ cos: { bucket: 'logs-1250000000', prefix: 'access/', events: 'cos:ObjectCreated:*' } }],
    },
    alert: {
      handler: 'index.main_handler',
      memorySize: 256,
      timeout: 240,
      concurrency: 1,
      retry: 0,
      events: [{ timer: { cron: '0 */5 * * * * *' } }],
    },
    report: {
      handler: 'index.main_handler',
      memorySize: 512,
      timeout: 300,
      concurrency: 1,
      retry: 1,
      events: [{ timer: { cron: '0 12 * * * * *' } }],
    },
  },
  ...over,
});

/** A function that answers its version. */
export const codePackage = (version: string): CodePackage => ({
  zip: Buffer.from(zipSync({ 'index.js': Buffer.from(`exports.main_handler = async () => '${version}';`) })),
  hash: Buffer.from(version).toString('hex').padEnd(64, '0'),
  unpackedBytes: 10,
});

/** An account with one watched bucket and nothing else. */
export async function startAccount(
  logging: { targetBucket: string; targetPrefix: string } | null = null,
): Promise<LocalCloud> {
  const bucket = {
    region: 'ap-guangzhou',
    createdAt: '2023-05-01T00:00:00Z',
    ownerUin: ROOT,
    acl: { grants: [] },
    objects: {},
    logging,
  };
  return startLocalCloud({
    parts,
    logs: { everyFiveMinutes: false },
    scenario: {
      schema: 'cos403.scenario/1',
      account: { ownerUin: ROOT, appId: '1250000000' },
      buckets: { [WATCHED]: bucket, ...(logging ? { [logging.targetBucket]: { ...bucket, logging: null } } : {}) },
      cam: {
        complete: true,
        users: {
          [ROOT]: {
            name: 'root',
            type: 'root',
            accessKeys: [{ id: `AKID${'a'.repeat(32)}`, secretKey: 's'.repeat(32), status: 'Active' }],
          },
        },
        groups: {},
        roles: {},
      },
    } as never,
  });
}

/** Clients on the local cloud. Waiting for a function to become active moves the local clock instead of ours. */
export async function connect(cloud: LocalCloud): Promise<DeployCloud> {
  const clients = await openCloud({ env: { COS403_LOCAL_CLOUD: cloud.url }, region: 'ap-guangzhou' });
  return { ...liveCloud(clients), sleep: async (ms) => cloud.clock.advance(ms) };
}

export interface Run {
  readonly outcome: DeployOutcome;
  readonly plan: readonly Change[];
}

export async function runDeploy(
  cloud: DeployCloud,
  over: Partial<DeployInput> & { readonly deployment?: Deployment; readonly version?: string } = {},
): Promise<Run> {
  const deployment = over.deployment ?? readSettings(service());
  let plan: readonly Change[] = [];
  const outcome = await deploy({
    deployment,
    cloud,
    packages: new Map(
      deployment.functions.map((spec) => [spec.key, codePackage(`${spec.key} ${over.version ?? 'v1'}`)]),
    ),
    config: Buffer.from('{"schema":"cos403.config/1"}'),
    secrets: null,
    policyOf: (spec) => ({
      document: ROLES[spec.key as keyof typeof ROLES]({ ...deployment, logs: [deployment.logs] }),
    }),
    force: false,
    confirm: async (changes) => {
      plan = changes;
      return true;
    },
    progress: () => {},
    ...over,
  });
  return { outcome, plan };
}

export const runRemove = (cloud: DeployCloud, purge: boolean): Promise<number | null> =>
  remove({ deployment: readSettings(service()), cloud, purge, confirm: async () => true, progress: () => {} });

/** What an account consists of, without times, ids and log lines: two equal answers mean that nothing is left behind or missing. */
export function accountOf(cloud: LocalCloud): unknown {
  const { state } = cloud;
  return {
    buckets: [...state.buckets.values()]
      .map((bucket) => ({
        name: bucket.name,
        logging: bucket.logging,
        lifecycle: bucket.lifecycle,
        policy: bucket.policy,
        objects: [...bucket.objects.keys()].sort(),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    roles: [...state.roles.values()].map((role) => role.name).sort(),
    policies: [...state.policies.values()]
      .filter((policy) => policy.type === 'custom')
      .map((policy) => ({ name: policy.name, document: policy.document }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    functions: [...state.functions.values()]
      .map((fn) => ({
        name: fn.name,
        memory: fn.memoryMb,
        timeout: fn.timeoutSeconds,
        role: fn.role,
        description: fn.description,
        environment: fn.environment,
        retry: fn.eventInvoke.retryNum,
        reserved: fn.reservedConcurrencyMb,
        triggers: fn.triggers.map((trigger) => ({
          type: trigger.type,
          name: trigger.name,
          description: trigger.description,
          enabled: trigger.enabled,
        })),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
