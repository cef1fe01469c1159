import { emptyFound, type Found, type LogTarget, readFound, writeFound } from './found.js';
import { packageKey } from './history.js';
import type { CodePackage } from './package.js';
import type { Change, DeployCloud, Planner } from './resource.js';
import { planBucket, planLifecycle } from './resources/bucket.js';
import { planFunction, planFunctionRemoval } from './resources/function.js';
import { planLogging, planLoggingRestore } from './resources/logging.js';
import { planObject } from './resources/object.js';
import { planRole, planRoleRemoval, type RoleWish } from './resources/role.js';
import { planTriggerRemoval, planTriggers } from './resources/trigger.js';
import { checkSecrets } from './secrets.js';
import type { Deployment, FunctionSpec } from './settings.js';

export interface DeployInput {
  readonly deployment: Deployment;
  readonly cloud: DeployCloud;
  readonly packages: ReadonlyMap<string, CodePackage>;
  /** The configuration as the functions will read it, and the secrets it points to. */
  readonly config: Buffer;
  readonly secrets: Buffer | null;
  /** Least policy of a function, from infra/role. */
  policyOf(spec: FunctionSpec): RoleWish['policy'];
  readonly force: boolean;
  /** Shows the plan and asks; `false` stops before anything is changed. */
  confirm(changes: readonly Change[]): Promise<boolean>;
  progress(line: string): void;
}

export type DeployOutcome =
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'deployed'; readonly changes: number }
  | { readonly outcome: 'refused'; readonly reason: 'not-confirmed' }
  | { readonly outcome: 'refused'; readonly reason: 'foreign'; readonly foreign: readonly Change[] };

/** Roles of the platform without which logs are not delivered (16920) and COS triggers are not bound. */
export const PLATFORM_ROLES: readonly RoleWish[] = [
  {
    name: 'CLS_QcsRole',
    carrier: 'cls.cloud.tencent.com',
    description: 'COS access log delivery',
    policy: { preset: 'QcloudCOSAccessForCLSRole' },
  },
  {
    name: 'SCF_QcsRole',
    carrier: 'scf.qcloud.com',
    description: 'SCF configuration role',
    policy: { preset: 'QcloudAccessForScfRole' },
  },
];

/** The record of what was found, written before the change it belongs to. */
class Ledger {
  #found: Found | null = null;
  constructor(
    private readonly cloud: DeployCloud,
    private readonly deployment: Deployment,
  ) {}

  async #update(change: (found: Found) => void): Promise<void> {
    this.#found ??= (await readFound(this.cloud, this.deployment)) ?? emptyFound();
    change(this.#found);
    await writeFound(this.cloud, this.deployment, this.#found);
  }
  createdBucket = (bucket: string) =>
    this.#update((found) => void (found.createdBuckets.includes(bucket) || found.createdBuckets.push(bucket)));
  createdRole = (role: string) =>
    this.#update((found) => void (found.createdRoles.includes(role) || found.createdRoles.push(role)));
  createdFunction = (name: string) =>
    this.#update((found) => {
      found.createdFunctions = [...new Set([...(found.createdFunctions ?? []), name])].sort();
    });
  removedFunction = (name: string) =>
    this.#update((found) => {
      found.createdFunctions = (found.createdFunctions ?? []).filter((one) => one !== name);
    });
  setLogging = (bucket: string, before: LogTarget | null, set: LogTarget) =>
    this.#update((found) => {
      if (!(bucket in found.logging)) found.logging[bucket] = before;
      found.set = { ...found.set, [bucket]: set };
      const known = (found.logPlaces ?? []).some((place) => JSON.stringify(place) === JSON.stringify(set));
      if (!known) found.logPlaces = [...(found.logPlaces ?? []), set];
    });
  restoredLogging = (bucket: string) =>
    this.#update((found) => {
      delete found.logging[bucket];
      delete found.set?.[bucket];
    });
}

/** What an earlier deploy made and serverless.yml no longer asks for: functions, and logging of buckets that are watched no more. */
function retired({ deployment, cloud }: DeployInput, found: Found | null, ledger: Ledger): Planner[] {
  const names = new Set(deployment.functions.map(({ name }) => name));
  const roles = new Set(deployment.functions.map(({ roleName }) => roleName));
  const { logging = {}, set = {}, createdFunctions = [], createdRoles = [] } = found ?? {};
  return [
    ...createdFunctions
      .filter((name) => !names.has(name))
      .flatMap((name) => [
        planTriggerRemoval(cloud, name),
        planFunctionRemoval(cloud, name, () => ledger.removedFunction(name)),
        ...(createdRoles.includes(name) && !roles.has(name) ? [planRoleRemoval(cloud, name, true)] : []),
      ]),
    ...Object.entries(logging).flatMap(([bucket, before]) =>
      deployment.watch.includes(bucket) || set[bucket] === undefined
        ? []
        : [planLoggingRestore(cloud, bucket, set[bucket], before, () => ledger.restoredLogging(bucket))],
    ),
  ];
}

/** Everything a deployment consists of, in the order in which it is made. */
function planners(input: DeployInput, found: Found | null): Planner[] {
  const { deployment, cloud } = input;
  const { state, logs } = deployment;
  const ledger = new Ledger(cloud, deployment);
  const target = { targetBucket: logs.bucket, targetPrefix: logs.prefix };
  const upload = (spec: FunctionSpec) => ({
    upload: async (code: CodePackage) => {
      const key = packageKey(deployment, spec.key, code.hash);
      await cloud.cos.putObject(state.bucket, key, code.zip);
      return { bucket: state.bucket, key, region: deployment.region };
    },
  });
  const ownRoles = new Map(deployment.functions.filter((spec) => spec.ownsRole).map((spec) => [spec.roleName, spec]));
  return [
    // The state bucket comes first: the ledger is kept in it.
    planBucket(cloud, state.bucket, () => ledger.createdBucket(state.bucket)),
    planLifecycle(cloud, state.bucket, state.prefix, state.keepDays),
    ...(logs.bucket === state.bucket ? [] : [planBucket(cloud, logs.bucket, () => ledger.createdBucket(logs.bucket))]),
    ...PLATFORM_ROLES.map((role) => planRole(cloud, role, () => ledger.createdRole(role.name))),
    ...[...ownRoles.values()].map((spec) =>
      planRole(
        cloud,
        {
          name: spec.roleName,
          carrier: 'scf.qcloud.com',
          description: `cos403 ${spec.key}`,
          policy: input.policyOf(spec),
        },
        () => ledger.createdRole(spec.roleName),
      ),
    ),
    ...(input.secrets
      ? [planObject(cloud, state.bucket, `${state.prefix}secrets.json`, input.secrets, 'secrets')]
      : []),
    planObject(cloud, state.bucket, `${state.prefix}config.json`, input.config, 'configuration'),
    ...deployment.functions.map((spec) =>
      planFunction(cloud, spec, input.packages.get(spec.key)!, upload(spec), {
        onCreate: () => ledger.createdFunction(spec.name),
      }),
    ),
    ...deployment.functions.map((spec) => planTriggers(cloud, spec)),
    ...deployment.watch.map((bucket) =>
      planLogging(cloud, bucket, target, found?.set?.[bucket] ?? null, (before) =>
        ledger.setLogging(bucket, before, target),
      ),
    ),
    ...retired(input, found, ledger),
  ];
}

/** Reads, shows, asks, changes. It can be stopped anywhere and run again: it goes on where it stopped. */
export async function deploy(input: DeployInput): Promise<DeployOutcome> {
  const versioning =
    (await input.cloud.cos.headBucket(input.deployment.state.bucket)) === 'exists' &&
    (await input.cloud.cos.getVersioning(input.deployment.state.bucket));
  if (versioning) {
    input.progress(
      `warning: ${input.deployment.state.bucket} has versioning ${versioning}; COS then ignores create-only writes, so the lease of the alert function is best effort`,
    );
  }
  await checkSecrets(input.cloud, input.config, input.secrets);
  const all = await planAll(planners(input, await readFound(input.cloud, input.deployment)));
  const foreign = all.flat().filter((change) => change.foreign);
  if (foreign.length > 0 && !input.force) return { outcome: 'refused', reason: 'foreign', foreign };
  if (all.flat().length === 0) return { outcome: 'unchanged' };
  if (!(await input.confirm(all.flat()))) return { outcome: 'refused', reason: 'not-confirmed' };
  return { outcome: 'deployed', changes: await applyAll(all, input.progress) };
}

/** One planner after the other: API rates are low, and a plan reads little. */
export async function planAll(list: readonly Planner[]): Promise<(readonly Change[])[]> {
  const all: (readonly Change[])[] = [];
  for (const plan of list) all.push(await plan());
  return all;
}

export async function applyAll(all: readonly (readonly Change[])[], progress: (line: string) => void): Promise<number> {
  let done = 0;
  for (const change of all.flat()) {
    progress(`${change.action} ${change.what}`);
    await change.apply();
    done += 1;
  }
  return done;
}
