import { applyAll, PLATFORM_ROLES, planAll } from './deploy.js';
import { ledgerKey, readFound, writeFound } from './found.js';
import type { Change, DeployCloud, Planner } from './resource.js';
import { planLifecycleRemoval } from './resources/bucket.js';
import { planFunctionRemoval } from './resources/function.js';
import { planLoggingRestore } from './resources/logging.js';
import { planBucketRemoval, planPurge } from './resources/object.js';
import { planRoleRemoval } from './resources/role.js';
import { planTriggerRemoval } from './resources/trigger.js';
import type { Deployment } from './settings.js';

export interface RemoveInput {
  readonly deployment: Deployment;
  readonly cloud: DeployCloud;
  /** Also state, reports, the delivered logs in buckets that deploy created, those buckets, and platform roles that it created. */
  readonly purge: boolean;
  confirm(changes: readonly Change[]): Promise<boolean>;
  progress(line: string): void;
}

/**
 * Puts the account back: logging to what deploy found, functions, triggers, roles and policies away. State, reports and logs stay
 * unless `purge`. Answers the number of changes, or null when the user declined.
 */
export async function remove(input: RemoveInput): Promise<number | null> {
  const { deployment, cloud } = input;
  const { state, logs } = deployment;
  const found = await readFound(cloud, deployment);
  const ours = { targetBucket: logs.bucket, targetPrefix: logs.prefix };
  // Also what serverless.yml named when it was deployed, and no longer names.
  const functions = [...new Set([...deployment.functions.map(({ name }) => name), ...(found?.createdFunctions ?? [])])];
  const platform = PLATFORM_ROLES.map(({ name }) => name);
  const roles = [
    ...new Set([
      ...deployment.functions.filter((spec) => spec.ownsRole).map((spec) => spec.roleName),
      ...(found?.createdRoles ?? []).filter((name) => !platform.includes(name)),
    ]),
  ];
  const list: Planner[] = [
    ...Object.entries(found?.logging ?? {}).map(([bucket, before]) =>
      planLoggingRestore(cloud, bucket, found?.set?.[bucket] ?? ours, before),
    ),
    ...functions.map((name) => planTriggerRemoval(cloud, name)),
    ...functions.map((name) => planFunctionRemoval(cloud, name)),
    ...roles.map((name) => planRoleRemoval(cloud, name, true)),
    planLifecycleRemoval(cloud, state.bucket),
  ];
  if (input.purge) {
    const created = found?.createdBuckets ?? [];
    for (const role of PLATFORM_ROLES) {
      if (found?.createdRoles.includes(role.name) && 'preset' in role.policy)
        list.push(planRoleRemoval(cloud, role.name, false, [role.policy.preset]));
    }
    const places = [...(found?.logPlaces ?? []), ours];
    for (const bucket of new Set(places.map(({ targetBucket }) => targetBucket))) {
      if (!created.includes(bucket) || bucket === state.bucket) continue;
      const prefixes = places.flatMap((place) => (place.targetBucket === bucket ? [place.targetPrefix] : []));
      for (const prefix of new Set(prefixes)) list.push(planPurge(cloud, bucket, prefix));
      list.push(planBucketRemoval(cloud, bucket, prefixes));
    }
    // The record of what deploy created goes last: an interrupted purge can be run again.
    const own = created.includes(state.bucket);
    list.push(planPurge(cloud, state.bucket, state.prefix, own ? ledgerKey(deployment) : undefined));
    if (own) list.push(planBucketRemoval(cloud, state.bucket, [state.prefix], ledgerKey(deployment)));
  }
  const changes = await planAll(list);
  if (changes.flat().length === 0) return 0;
  if (!(await input.confirm(changes.flat()))) return null;
  const done = await applyAll(changes, input.progress);
  if (!input.purge) await forgetRestored(input);
  return done;
}

/** The buckets that deploy created stay known, so that a later `--purge` still removes them; what was removed or restored does not. */
async function forgetRestored({ cloud, deployment }: RemoveInput): Promise<void> {
  const found = await readFound(cloud, deployment);
  if (!found) return;
  await writeFound(cloud, deployment, { ...found, logging: {}, set: {}, createdFunctions: [] });
}
