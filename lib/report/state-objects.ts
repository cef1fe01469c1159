import { dayPath, hashOfPartialKey, hourPath, STATE_PREFIXES } from '../store/keys.js';
import type { Store } from '../store/store.js';

const HOUR_MS = 3_600_000;

/** One object of the state that holds records: a log file's partial, or a rollup of an hour or a day of log files. */
export interface StateObject {
  readonly kind: 'partial' | 'hour' | 'day';
  readonly key: string;
  /** The partial's hash; a rollup changes, so it is named with its ETag. */
  readonly id: string;
  /** Begin of the hour or day in which the log files were written, ms UTC. */
  readonly writtenMs: number;
  readonly lastModifiedMs: number;
}

/** What every sort is listed by: the prefix, and how its keys name a time. */
const SORTS = [
  ['partial', STATE_PREFIXES.partials, hourPath],
  ['hour', STATE_PREFIXES.hourRollups, hourPath],
  ['day', STATE_PREFIXES.dayRollups, dayPath],
] as const;

/**
 * The objects whose log files were written in the hours from `fromMs` to `toMs` (both inclusive), ascending within each kind. Partials
 * are listed first: what a compaction removes meanwhile is then in a rollup that is listed after.
 */
export async function listStateObjects(store: Store, fromMs: number, toMs: number): Promise<StateObject[]> {
  const objects: StateObject[] = [];
  for (const [kind, prefix, path] of SORTS) {
    const last = `${prefix}${path(toMs)}~`;
    // `2026/11/23/07` sorts before everything below it and after the hour before.
    for await (const entry of store.list(prefix, { startAfter: `${prefix}${path(fromMs)}` })) {
      if (entry.key > last) break;
      const writtenMs = timeOf(entry.key.slice(prefix.length));
      const id = kind === 'partial' ? hashOfPartialKey(entry.key) : `${entry.key}@${entry.etag}`;
      if (writtenMs === null || id === null) continue;
      objects.push({ kind, key: entry.key, id, writtenMs, lastModifiedMs: entry.lastModifiedMs });
    }
  }
  return objects;
}

/** `2026/11/23/07/…` or `2026/11/23.json.gz` → ms UTC. */
function timeOf(path: string): number | null {
  const match = /^(\d{4})\/(\d\d)\/(\d\d)(?:\/(\d\d))?(?:\/[0-9a-f]{32})?\.json\.gz$/.exec(path);
  return match ? Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]), Number(match[4] ?? 0)) : null;
}

/** End of the time in which an object's log files were written, ms UTC, exclusive. */
export function writtenEndMs(object: Pick<StateObject, 'kind' | 'writtenMs'>): number {
  return object.writtenMs + (object.kind === 'day' ? 24 : 1) * HOUR_MS;
}
