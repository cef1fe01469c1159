import type { DeployCloud, Planner } from '../resource.js';

type Target = { readonly targetBucket: string; readonly targetPrefix: string };
const show = (target: Target | null) => (target ? `cos://${target.targetBucket}/${target.targetPrefix}` : 'off');
const same = (a: Target | null, b: Target | null) =>
  a?.targetBucket === b?.targetBucket && a?.targetPrefix === b?.targetPrefix;

/**
 * Access logging of a watched bucket. `PUT ?logging` overwrites (17054), so it is read first and a setting that somebody else
 * made is a foreign change. `before(found)` runs ahead of the first change and records what was there.
 */
export function planLogging(
  cloud: DeployCloud,
  bucket: string,
  wanted: Target,
  before: (found: Target | null) => Promise<void>,
): Planner {
  return async () => {
    const current = await cloud.cos.getLogging(bucket);
    if (same(current, wanted)) return [];
    return [
      {
        action: current === null ? 'create' : 'update',
        what: `logging of ${bucket}`,
        details: [`${show(current)} → ${show(wanted)}`],
        foreign: current !== null,
        apply: async () => {
          await before(current);
          await cloud.cos.putLogging(bucket, { targetBucket: wanted.targetBucket, targetPrefix: wanted.targetPrefix });
        },
      },
    ];
  };
}

/** Puts back what deploy found; leaves alone what somebody changed since. */
export function planLoggingRestore(cloud: DeployCloud, bucket: string, ours: Target, found: Target | null): Planner {
  return async () => {
    const current = await cloud.cos.getLogging(bucket);
    if (!same(current, ours) || same(current, found)) return [];
    return [
      {
        action: found === null ? 'delete' : 'update',
        what: `logging of ${bucket}`,
        details: [`${show(current)} → ${show(found)}`],
        apply: () => cloud.cos.putLogging(bucket, found),
      },
    ];
  };
}
