import { PartialMerger } from '../aggregate/merger.js';
import { decodeRollup, encodeRollup } from '../aggregate/partial.js';
import { dayPath, dayRollupKey, hourPath, hourRollupKey } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { putOptions } from '../store/versioned.js';
import { decode } from './read-day.js';
import { listStateObjects, type StateObject, writtenEndMs } from './state-objects.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Log files of hours and days that ended so long ago are rolled up: reports are rewritten and alerts look back less far. */
export const HOUR_AGE_MS = 3 * DAY_MS;
export const DAY_AGE_MS = 9 * DAY_MS;
/**
 * What a rollup holds is removed by a later run, when the rollup is this old: whoever listed before the rollup was there has finished
 * (a function runs 15 minutes at most), and a listing that lags shows it.
 */
export const GRACE_MS = HOUR_MS;

export interface CompactPorts {
  readonly store: Store;
  readonly nowMs: () => number;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

export interface Compaction {
  readonly hours: number;
  readonly days: number;
  readonly deleted: number;
  /** State objects that could not be read: they stay where they are. */
  readonly damaged: readonly { readonly key: string; readonly reason: string }[];
  /** `false`: the time ended first; the next run goes on. */
  readonly complete: boolean;
}

/**
 * Rolls old partials up into one object an hour, and old hours into one a day (contract 5). A rollup names the files in it, so that
 * ingesting them again changes nothing. Safe at any point of a crash and next to readers and other compactions: a rollup is written
 * whole before anything in it is removed, only what a rollup names is removed, and not in the same run.
 */
export async function compact(ports: CompactPorts): Promise<Compaction> {
  const { store } = ports;
  const startMs = ports.nowMs();
  const objects = await listStateObjects(store, 0, startMs);
  const days = new Map<string, StateObject[]>();
  for (const object of objects) {
    const day = dayPath(object.writtenMs);
    const list = days.get(day);
    if (list) list.push(object);
    else days.set(day, [object]);
  }
  const done = { hours: 0, days: 0, deleted: 0, damaged: [] as { key: string; reason: string }[] };
  for (const [day, inDay] of [...days].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const hasDay = inDay.some(({ kind }) => kind === 'day');
    if (hasDay && inDay.length === 1) continue;
    const ended = inDay.reduce((end, object) => Math.max(end, dayEndMs(object)), 0);
    if (hasDay || ended <= startMs - DAY_AGE_MS) {
      if (isOutOfTime(ports)) return { ...done, complete: false };
      const rolled = await rollUp(ports, inDay, dayRollupKey(inDay[0]!.writtenMs), day, done.damaged);
      done.days += rolled.written;
      done.deleted += rolled.deleted;
      continue;
    }
    for (const [hour, inHour] of byHour(inDay)) {
      if (inHour[0]!.writtenMs + HOUR_MS > startMs - HOUR_AGE_MS) continue;
      if (inHour.length === 1 && inHour[0]!.kind === 'hour') continue;
      if (isOutOfTime(ports)) return { ...done, complete: false };
      const rolled = await rollUp(ports, inHour, hourRollupKey(inHour[0]!.writtenMs), hour, done.damaged);
      done.hours += rolled.written;
      done.deleted += rolled.deleted;
    }
  }
  return { ...done, complete: true };
}

const isOutOfTime = (ports: CompactPorts) => ports.signal.aborted || ports.nowMs() >= ports.deadlineMs;

function dayEndMs(object: StateObject): number {
  return Math.floor(writtenEndMs(object) / DAY_MS) * DAY_MS + (writtenEndMs(object) % DAY_MS === 0 ? 0 : DAY_MS);
}

function byHour(objects: readonly StateObject[]): Map<string, StateObject[]> {
  const hours = new Map<string, StateObject[]>();
  for (const object of objects) {
    const hour = hourPath(object.writtenMs);
    const list = hours.get(hour);
    if (list) list.push(object);
    else hours.set(hour, [object]);
  }
  return hours;
}

/** Brings everything of one period into the rollup `key`, and removes what it has held for a while. */
async function rollUp(
  { store, nowMs }: CompactPorts,
  objects: readonly StateObject[],
  key: string,
  period: string,
  damaged: { key: string; reason: string }[],
): Promise<{ written: number; deleted: number }> {
  const stored = await store.get(key);
  const before = stored ? decodeRollup(stored.body) : null;
  if (before && !before.ok) {
    // Its files are gone from the partials: a rollup that cannot be read is left for a person (or a newer cos403).
    damaged.push({ key, reason: before.reason });
    return { written: 0, deleted: 0 };
  }
  const held = new Set(before?.rollup.hashes ?? []);
  const merger = new PartialMerger();
  if (before) merger.add(before.rollup);
  const hashes = new Set(held);
  const removable: string[] = [];
  let added = 0;
  // Hour rollups first: a partial that one of them holds is not read again.
  const rank = { day: 0, hour: 1, partial: 2 } as const;
  for (const object of [...objects].sort((a, b) => rank[a.kind] - rank[b.kind])) {
    if (object.key === key) continue;
    if (object.kind === 'partial' && hashes.has(object.id)) {
      if (held.has(object.id)) removable.push(object.key);
      continue;
    }
    const body = (await store.get(object.key))?.body;
    if (!body) continue;
    const part = decode(object, body);
    if (part.columns === null) {
      damaged.push({ key: object.key, reason: part.reason });
      continue;
    }
    if (part.hashes.every((hash) => held.has(hash))) {
      removable.push(object.key);
      continue;
    }
    // Overlapping rollups cannot be told apart; what only this one holds still lies there as partials.
    if (part.hashes.some((hash) => hashes.has(hash))) continue;
    for (const hash of part.hashes) hashes.add(hash);
    merger.add({ columns: part.columns });
    added += 1;
  }
  let deleted = 0;
  if (stored && nowMs() - stored.lastModifiedMs >= GRACE_MS) {
    for (const gone of removable) await store.delete(gone);
    deleted = removable.length;
  }
  if (added === 0) return { written: 0, deleted };
  await store.put(key, encodeRollup(merger.aggregate, { period, hashes: [...hashes] }), putOptions(key));
  return { written: 1, deleted };
}
