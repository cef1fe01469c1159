import { HOUR_MS } from './rules-types.js';
import type { Counts } from './window-counts.js';

const DAY_HOURS = 24;
/** With fewer earlier days nothing is "usual". */
const MIN_DAYS = 3;

/**
 * Mean number of denials of (bucket, kind) in the same hours on the `days` before, scaled to the length of the window; null when there
 * are fewer than three earlier days with log files of the bucket. Hours are UTC: the usual moves by an hour when clocks change, so the
 * busier of the hour and its neighbours on each earlier day is taken.
 */
export function usualDenials(
  counts: Counts,
  bucket: string,
  kind: string,
  fromMs: number,
  toMs: number,
  days: number,
): number | null {
  const hours = counts.hours[`${bucket}\n${kind}`] ?? {};
  const fileDays = new Set((counts.buckets[bucket]?.fileHours ?? []).map((hour) => Math.floor(hour / DAY_HOURS)));
  const length = (toMs - fromMs) / HOUR_MS;
  const first = Math.floor(fromMs / HOUR_MS);
  const last = Math.max(first, Math.ceil(toMs / HOUR_MS) - 1);
  let sum = 0;
  let known = 0;
  for (let back = 1; back <= days; back++) {
    if (!fileDays.has(Math.floor(last / DAY_HOURS) - back)) continue;
    known++;
    let perHour = 0;
    for (let hour = first - 1; hour <= last + 1; hour++)
      perHour = Math.max(perHour, hours[hour - back * DAY_HOURS] ?? 0);
    sum += perHour * length;
  }
  return known < Math.min(MIN_DAYS, days) ? null : sum / known;
}
