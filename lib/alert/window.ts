import type { Columns } from '../aggregate/columns.js';
import { decodePartial, type Partial } from '../aggregate/partial.js';
import { viewOf } from '../aggregate/view.js';
import { corruptKey, hashOfPartialKey, hourPath, STATE_PREFIXES } from '../store/keys.js';
import type { Store, StoreEntry } from '../store/store.js';
import { type Activity, noteActivity } from './activity.js';
import { Details } from './details.js';
import { newerRefused, type Refused } from './refused.js';
import { type AlertRule, HOUR_MS } from './rules-types.js';
import { addPartial, type Counts, emptyCounts, type Touched } from './window-counts.js';

/**
 * The incremental window: what rules and diagnosis need of the partials already read, so that a run reads only new ones. Counts live by
 * slot of event time; details (shapes, samples) by the hour in which the log file was written, for a few hours.
 */
export interface WindowState {
  readonly counts: Counts;
  /** Partials already counted, by hour of their key: first 16 digits of the hash. */
  read: Record<string, string[]>;
  /** Merged details by hour of the key. */
  details: Record<string, Columns>;
  /** Newest hour of a partial that was read, ms; null before the first. */
  newestMs: number | null;
  /** Keys were left unread from this hour on, for want of time; null when everything listed was read. */
  resumeMs: number | null;
}

export interface WindowRun {
  readonly store: Store;
  readonly rules: readonly AlertRule[];
  readonly nowMs: number;
  /** List a day back instead of two hours: what sweeps and backfills brought later. */
  readonly far: boolean;
  /** `true` when reading has to stop. */
  outOfTime(): boolean;
}

export interface WindowNews {
  /** Partials read in this run. */
  readonly read: number;
  readonly complete: boolean;
  readonly touched: Touched;
  readonly activity: Map<string, Activity>;
  /** Buckets of which a log file was read in this run. */
  readonly heardOf: ReadonlySet<string>;
  readonly details: Details;
  /** Partials that could not be read. Damaged ones were set aside: the sweep ingests their log files again. */
  readonly refused: readonly Refused[];
}

/** Listing may lag behind writes (reliability): this much is listed again every run. */
const NEAR_MS = 2 * HOUR_MS;
const FAR_MS = 26 * HOUR_MS;
/** Hashes are kept longer than the farthest look back. */
const READ_MEMORY_MS = 30 * HOUR_MS;
/** Details of log files of the last hours: enough for a diagnosis, small enough to keep. */
const DETAIL_HOURS = 3;
const CONCURRENT_READS = 16;
const HASH_DIGITS = 16;

export function emptyWindow(): WindowState {
  return { counts: emptyCounts(), read: {}, details: {}, newestMs: null, resumeMs: null };
}

/** Reads the partials that are new and adds them to the window, each exactly once. */
export async function readNews(window: WindowState, run: WindowRun): Promise<WindowNews> {
  const touched: Touched = new Map();
  const activity = new Map<string, Activity>();
  const heardOf = new Set<string>();
  const details = new Details(window.details);
  const refused: Refused[] = [];
  const entries = await listNew(window, run);
  let read = 0;
  let next = 0;
  window.resumeMs = null;
  while (next < entries.length) {
    if (run.outOfTime()) {
      window.resumeMs = hourOf(entries[next]?.key ?? '');
      break;
    }
    const batch = entries.slice(next, next + CONCURRENT_READS);
    next += batch.length;
    const partials = await Promise.all(batch.map((entry) => load(entry, run.store, refused)));
    batch.forEach((entry, i) => {
      const partial = partials[i];
      if (partial == null) return;
      const hour = hourPath(hourOf(entry.key));
      const view = viewOf([partial]);
      addPartial(window.counts, view, Date.parse(partial.source.lastModified) || hourOf(entry.key), run.rules, touched);
      noteActivity(activity, view);
      for (const slot of view.slots) heardOf.add(slot.bucket);
      details.add(hour, partial.columns);
      const known = (window.read[hour] ??= []);
      known.push(hashOfPartialKey(entry.key)?.slice(0, HASH_DIGITS) ?? '');
      window.newestMs = Math.max(window.newestMs ?? 0, hourOf(entry.key));
      read++;
    });
  }
  return { read, complete: window.resumeMs === null, touched, activity, heardOf, details, refused };
}

/** Forgets what no later run needs. Called after the run has judged, so that very late files were looked at. */
export function forget(window: WindowState, details: Details): void {
  const newest = window.newestMs ?? 0;
  window.read = Object.fromEntries(
    Object.entries(window.read).filter(([hour]) => hourMs(hour) >= newest - READ_MEMORY_MS),
  );
  window.details = details.save((hour) => hourMs(hour) > newest - DETAIL_HOURS * HOUR_MS);
}

async function listNew(window: WindowState, run: WindowRun): Promise<StoreEntry[]> {
  const known = new Set(Object.entries(window.read).flatMap(([hour, list]) => list.map((hash) => `${hour} ${hash}`)));
  const isNew = (entry: StoreEntry) => {
    const hash = hashOfPartialKey(entry.key);
    return hash !== null && !known.has(`${hourPath(hourOf(entry.key))} ${hash.slice(0, HASH_DIGITS)}`);
  };
  const list = async (fromMs: number | null) => {
    const entries: StoreEntry[] = [];
    const options = fromMs === null ? {} : { startAfter: `${STATE_PREFIXES.partials}${hourPath(fromMs)}` };
    for await (const entry of run.store.list(STATE_PREFIXES.partials, options)) if (isNew(entry)) entries.push(entry);
    return entries;
  };
  if (window.newestMs !== null) {
    // Relative to the data, not only to the clock: a clock that is ahead must not skip anything.
    const from = Math.min(run.nowMs, window.newestMs) - (run.far ? FAR_MS : NEAR_MS);
    return list(Math.min(from, window.resumeMs ?? from));
  }
  const recent = await list(run.nowMs - FAR_MS);
  if (recent.length > 0) return recent;
  // A folder of older files: the day before its newest one.
  const all = await list(null);
  const newest = Math.max(...all.map((entry) => hourOf(entry.key)));
  return all.filter((entry) => hourOf(entry.key) >= newest - FAR_MS);
}

async function load(entry: StoreEntry, store: Store, refused: Refused[]): Promise<Partial | null> {
  const object = await store.get(entry.key);
  // Compacted into a rollup between listing and reading: it was read before, or is a day old.
  if (object === null) return null;
  const decoded = decodePartial(object.body);
  if (decoded.ok) return decoded.partial;
  if (decoded.code === 'newer-schema') {
    refused.push(newerRefused(entry.key));
    return null;
  }
  await store.put(corruptKey(entry.key), object.body);
  await store.delete(entry.key);
  const reason = `damaged (${decoded.code}), set aside as ${corruptKey(entry.key)}`;
  refused.push({ key: entry.key, why: 'damaged', reason });
  return null;
}

function hourOf(key: string): number {
  return hourMs(key.slice(STATE_PREFIXES.partials.length));
}

/** `2026/11/23/07…` → ms. */
function hourMs(path: string): number {
  const [year, month, day, hour] = path.split('/').map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0);
}
