import type { Change, DeployCloud, LifecycleRule, Planner } from '../resource.js';

/** A private bucket in the deployment's region. `onCreate` records that it is ours. */
export function planBucket(cloud: DeployCloud, bucket: string, onCreate: () => Promise<void>): Planner {
  return async () => {
    const state = await cloud.cos.headBucket(bucket);
    if (state === 'exists') return [];
    if (state === 'forbidden') {
      throw new Error(
        `bucket ${bucket} exists but you may not use it: check the name (another account may own it) or your permission cos:HeadBucket`,
      );
    }
    return [
      {
        action: 'create',
        what: `bucket ${bucket}`,
        details: ['private'],
        apply: async () => {
          await cloud.cos.createBucket(bucket);
          await onCreate();
        },
      },
    ];
  };
}

const RULE = 'cos403-state';

/** Partials and the rest of the working state expire; reports are kept or deleted by the report function. Other rules of the bucket stay. */
export function planLifecycle(cloud: DeployCloud, bucket: string, prefix: string, keepDays: number): Planner {
  return async () => {
    if ((await cloud.cos.headBucket(bucket)) !== 'exists')
      return [lifecycleChange(cloud, bucket, prefix, keepDays, [])];
    const rules = await cloud.cos.getLifecycle(bucket);
    const current = rules.find((rule) => rule.ID === RULE);
    const wanted = ruleOf(prefix, keepDays);
    if (
      current &&
      current.Filter?.Prefix === wanted.Filter?.Prefix &&
      Number(current.Expiration?.Days) === keepDays &&
      current.Status === 'Enabled'
    )
      return [];
    return [lifecycleChange(cloud, bucket, prefix, keepDays, rules)];
  };
}

const ruleOf = (prefix: string, keepDays: number): LifecycleRule => ({
  ID: RULE,
  Status: 'Enabled',
  Filter: { Prefix: `${prefix}partials/` },
  Expiration: { Days: keepDays },
});

function lifecycleChange(
  cloud: DeployCloud,
  bucket: string,
  prefix: string,
  keepDays: number,
  before: readonly LifecycleRule[],
): Change {
  const others = before.filter((rule) => rule.ID !== RULE);
  return {
    action: before.length === others.length ? 'create' : 'update',
    what: `lifecycle of ${bucket}`,
    details: [`partials expire after ${keepDays} days`],
    apply: () => cloud.cos.putLifecycle(bucket, [...others, ruleOf(prefix, keepDays)]),
  };
}

/** Takes the rule out again; the bucket's other rules stay. */
export function planLifecycleRemoval(cloud: DeployCloud, bucket: string): Planner {
  return async () => {
    if ((await cloud.cos.headBucket(bucket)) !== 'exists') return [];
    const rules = await cloud.cos.getLifecycle(bucket);
    const others = rules.filter((rule) => rule.ID !== RULE);
    if (others.length === rules.length) return [];
    return [
      {
        action: 'delete',
        what: `lifecycle of ${bucket}`,
        details: [RULE],
        apply: () => cloud.cos.putLifecycle(bucket, others),
      },
    ];
  };
}
