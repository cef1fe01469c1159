import { HOUR_MS, SLOT_MS } from './rules-types.js';
import type { Counts, SlotCounts } from './window-counts.js';

/** Slots older than this are forgotten: longer than the longest usual rule window plus the longest usual delay of a log file. */
export const SLOT_MEMORY_MS = 26 * HOUR_MS;
/** "The same hour of earlier days" looks at most 14 days back. */
export const HOUR_MEMORY_MS = 15 * 24 * HOUR_MS;
/** What an attacker can multiply (invented keys, bucket × kind is bounded by the account) is bounded. */
export const MAX_GROUPS = 20_000;

/** Drops what no rule looks at any more. Called at the end of a run, so that very late data was judged before it goes. */
export function ageCounts(counts: Counts, newestMs: number, slotMemoryMs: number = SLOT_MEMORY_MS): void {
  const oldestSlot = Math.floor((newestMs - slotMemoryMs) / SLOT_MS);
  const oldestHour = Math.floor((newestMs - HOUR_MEMORY_MS) / HOUR_MS);
  for (const [key, group] of Object.entries(counts.groups)) {
    for (const slots of [group.slots, group.quiet, ...Object.values(group.byRule)]) dropBefore(slots, oldestSlot);
    if (Object.keys(group.slots).length === 0) delete counts.groups[key];
  }
  for (const [name, bucket] of Object.entries(counts.buckets)) {
    for (const slots of [bucket.requests, bucket.denials, bucket.quiet]) dropBefore(slots, oldestSlot);
    bucket.fileHours = bucket.fileHours.filter((hour) => hour >= oldestHour);
    if (bucket.fileHours.length === 0 && Object.keys(bucket.requests).length === 0) delete counts.buckets[name];
  }
  for (const [key, hours] of Object.entries(counts.hours)) {
    dropBefore(hours, oldestHour);
    if (Object.keys(hours).length === 0) delete counts.hours[key];
  }
  limitGroups(counts);
}

function dropBefore(slots: SlotCounts, oldest: number): void {
  for (const slot of Object.keys(slots)) if (Number(slot) < oldest) delete slots[slot];
}

/** Over the limit the smallest groups go first; ties by name, so that the same input keeps the same groups. */
function limitGroups(counts: Counts): void {
  const keys = Object.keys(counts.groups);
  if (keys.length <= MAX_GROUPS) return;
  const total = (key: string) => Object.values(counts.groups[key]?.slots ?? {}).reduce((sum, count) => sum + count, 0);
  const sums = new Map(keys.map((key) => [key, total(key)]));
  keys.sort((a, b) => (sums.get(b) ?? 0) - (sums.get(a) ?? 0) || (a < b ? -1 : 1));
  for (const key of keys.slice(MAX_GROUPS)) delete counts.groups[key];
}
