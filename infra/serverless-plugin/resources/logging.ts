import type { LogTarget } from '../found.js';
import { type DeployCloud, isMissing, orNull, type Planner } from '../resource.js';

const show = (target: LogTarget | null) => (target ? `cos://${target.targetBucket}/${target.targetPrefix}` : 'off');
const same = (a: LogTarget | null, b: LogTarget | null) =>
  a?.targetBucket === b?.targetBucket && a?.targetPrefix === b?.targetPrefix;

/**
 * Access logging of a watched bucket. `PUT ?logging` overwrites (17054), so it is read first and a setting that somebody else
 * made is a foreign change; `ours` is what an earlier deploy set. `before(found)` runs ahead of the change and records what was there.
 */
export function planLogging(
  cloud: DeployCloud,
  bucket: string,
  wanted: LogTarget,
  ours: LogTarget | null,
  before: (found: LogTarget | null) => Promise<void>,
): Planner {
  return async () => {
    const current = await cloud.cos.getLogging(bucket).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
      throw new Error(
        `custom.cos403.watch: there is no bucket ${bucket} in this region: check its name, its APPID and the region`,
      );
    });
    if (same(current, wanted)) return [];
    return [
      {
        action: current === null ? 'create' : 'update',
        what: `logging of ${bucket}`,
        details: [`${show(current)} → ${show(wanted)}`],
        foreign: current !== null && !same(current, ours),
        apply: async () => {
          await before(current);
          await cloud.cos.putLogging(bucket, { targetBucket: wanted.targetBucket, targetPrefix: wanted.targetPrefix });
        },
      },
    ];
  };
}

/** Puts back what deploy found; leaves alone what somebody changed since, and a bucket that is gone. */
export function planLoggingRestore(
  cloud: DeployCloud,
  bucket: string,
  ours: LogTarget,
  found: LogTarget | null,
  after: () => Promise<void> = async () => {},
): Planner {
  return async () => {
    const current = await orNull(cloud.cos.getLogging(bucket));
    if (!same(current, ours) || same(current, found)) return [];
    return [
      {
        action: found === null ? 'delete' : 'update',
        what: `logging of ${bucket}`,
        details: [`${show(current)} → ${show(found)}`],
        apply: async () => {
          await cloud.cos.putLogging(bucket, found);
          await after();
        },
      },
    ];
  };
}
