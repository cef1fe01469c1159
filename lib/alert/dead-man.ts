import { type SystemCondition, textOf } from './conditions.js';
import { HOUR_MS } from './rules-types.js';
import type { BucketCounts } from './window-counts.js';

/** COS writes a file every five minutes while there is traffic, but promises no delay. */
const SILENCE_MS = 90 * 60_000;
const DAY_HOURS = 24;

/**
 * No log file for 90 minutes, in hours in which the bucket had files on two of the three days before (and, once a week is known, on the
 * same weekday: shops that close on Sunday are no fault). The whole silence must lie in such hours, which also leaves an hour for the
 * change of clocks. Without traffic COS writes nothing: this is a suspicion, and the text says so.
 */
export function deadMan(
  buckets: Readonly<Record<string, BucketCounts>>,
  watched: readonly string[],
  nowMs: number,
): SystemCondition[] {
  const names = watched.length > 0 ? watched : Object.keys(buckets);
  return [...new Set(names)].sort().flatMap((name) => {
    const bucket = buckets[name];
    if (bucket === undefined || nowMs - bucket.lastFileMs <= SILENCE_MS) return [];
    if (!isExpected(new Set(bucket.fileHours), nowMs)) return [];
    return [silent(name, bucket.lastFileMs)];
  });
}

function isExpected(fileHours: ReadonlySet<number>, nowMs: number): boolean {
  const first = Math.floor((nowMs - SILENCE_MS) / HOUR_MS);
  const last = Math.floor(nowMs / HOUR_MS);
  const oldest = Math.min(...fileHours);
  for (let hour = first; hour <= last; hour++) {
    const days = [1, 2, 3].filter((back) => fileHours.has(hour - back * DAY_HOURS)).length;
    if (days < 2) return false;
    const weekKnown = oldest <= hour - 7 * DAY_HOURS;
    if (weekKnown && !fileHours.has(hour - 7 * DAY_HOURS)) return false;
  }
  return true;
}

function silent(bucket: string, lastFileMs: number): SystemCondition {
  const last = new Date(lastFileMs).toISOString();
  return {
    condition: 'no-log-files',
    subject: bucket,
    severity: 'error',
    title: textOf(
      'No access log of {bucket} for 90 minutes: refusals are not seen',
      '{bucket} 已 90 分钟没有访问日志：403 无法被发现',
      { bucket },
    ),
    action: textOf(
      'Run `cos403 doctor`: it checks the logging setting, the delivery role and the ingest function. Without any traffic there are no logs either.',
      '运行 cos403 doctor：检查日志设置、投递角色和 ingest 函数。完全没有流量时也不会有日志。',
    ),
    lines: [
      textOf('last log file: {last}', '最近一个日志文件：{last}', { last }),
      textOf('on earlier days there were files at this hour', '前几天的同一时段都有日志文件'),
    ],
  };
}
