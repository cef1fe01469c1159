import type { Columns } from '../aggregate/columns.js';
import { PartialMerger } from '../aggregate/merger.js';
import type { WindowView } from '../aggregate/model.js';
import { decodePartial, decodeRollup } from '../aggregate/partial.js';
import { viewOf } from '../aggregate/view.js';
import type { Store } from '../store/store.js';
import { listStateObjects, type StateObject } from './state-objects.js';

const HOUR_MS = 3_600_000;
const SLOT_MS = 300_000;
/** Log files of a day that are written later than this are not looked for. */
export const LATE_MS = 7 * 24 * HOUR_MS;
const READ_AT_ONCE = 8;
const TRIES = 3;

/** Where records come from: one region or account. The first is where the reports are written. */
export interface ReportRoot {
  readonly name: string;
  readonly store: Store;
}

export interface DayBounds {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A day as the state holds it. */
export interface DayReading {
  readonly view: WindowView;
  /** Ids of the state objects with records of the day, and of those that were looked into and have none. */
  readonly inside: readonly string[];
  readonly outside: readonly string[];
  readonly lateFiles: number;
  /** State objects that could not be read. */
  readonly damaged: readonly { readonly key: string; readonly reason: string }[];
  readonly roots: readonly { readonly name: string; readonly denials: number; readonly requests: number }[];
}

/** The hours in which log files of the day were written: not before its records, and not too late. */
export function writtenHours(bounds: DayBounds, nowMs: number): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: bounds.fromMs, toMs: Math.max(bounds.fromMs, Math.min(nowMs, bounds.toMs + LATE_MS)) };
}

/** Hours in which log files were written, ms UTC, both inclusive. */
export type WrittenHours = ReturnType<typeof writtenHours>;

interface ReadOptions {
  readonly nowMs: number;
  readonly signal: AbortSignal;
  /** Where to look; default: from the day to 7 days after it. Files copied to a disk were written at any time. */
  readonly written?: WrittenHours;
}

/**
 * Reads every record of a day from all roots. A log file counts once, whether a partial, a rollup or (while a compaction is at work)
 * both hold it, or two roots do. Throws when the signal is aborted or the state cannot be listed.
 */
export async function readDay(
  roots: readonly ReportRoot[],
  bounds: DayBounds,
  options: ReadOptions,
): Promise<DayReading> {
  for (let tries = 1; ; tries++) {
    try {
      return await readOnce(roots, bounds, options);
    } catch (error) {
      // A partial that was listed went into a rollup before it was read: list again.
      if (!(error instanceof Vanished) || tries === TRIES) throw error;
    }
  }
}

class Vanished extends Error {}

async function readOnce(
  roots: readonly ReportRoot[],
  bounds: DayBounds,
  { nowMs, signal, written }: ReadOptions,
): Promise<DayReading> {
  const merger = new PartialMerger();
  const known = new Set<string>();
  const inside: string[] = [];
  const outside: string[] = [];
  const damaged: { key: string; reason: string }[] = [];
  const totals: { name: string; denials: number; requests: number }[] = [];
  let lateFiles = 0;
  for (const { name, store } of roots) {
    const total = { name, denials: 0, requests: 0 };
    totals.push(total);
    const hours = written ?? writtenHours(bounds, nowMs);
    const objects = await listStateObjects(store, hours.fromMs, hours.toMs);
    // Day rollups hold hours, hours hold partials: the larger first, so that what they hold is not counted again.
    for (const kind of ['day', 'hour', 'partial'] as const) {
      const due = objects.filter((object) => object.kind === kind && !(kind === 'partial' && known.has(object.id)));
      for await (const { object, hashes, columns, reason } of readAll(store, due, signal)) {
        if (columns === null) {
          damaged.push({ key: object.key, reason });
          continue;
        }
        // A rollup that overlaps a larger one is left over from a compaction; what only it holds is still there as partials.
        if (hashes.some((hash) => known.has(hash))) continue;
        for (const hash of hashes) known.add(hash);
        if (!touches(columns, bounds)) {
          outside.push(object.id);
          continue;
        }
        inside.push(object.id);
        if (object.writtenMs >= bounds.toMs + HOUR_MS) lateFiles += columns.inputs.files;
        addTotals(total, columns, bounds);
        merger.add({ columns });
      }
    }
  }
  const view = consistent(viewOf(merger.aggregate, bounds), bounds);
  return { view, inside: inside.sort(), outside: outside.sort(), lateFiles, damaged, roots: totals };
}

interface Read {
  readonly object: StateObject;
  readonly hashes: readonly string[];
  readonly columns: Columns | null;
  readonly reason: string;
}

/** Several at a time from the network, in order. */
async function* readAll(store: Store, objects: readonly StateObject[], signal: AbortSignal): AsyncGenerator<Read> {
  for (let at = 0; at < objects.length; at += READ_AT_ONCE) {
    signal.throwIfAborted();
    const batch = objects.slice(at, at + READ_AT_ONCE);
    const bodies = await Promise.all(batch.map((object) => store.get(object.key)));
    for (const [index, object] of batch.entries()) {
      const stored = bodies[index];
      if (!stored) throw new Vanished(object.key);
      yield decode(object, stored.body);
    }
  }
}

/** One state object with the hashes of the log files in it. */
export function decode(object: StateObject, body: Uint8Array): Read {
  if (object.kind === 'partial') {
    const decoded = decodePartial(body);
    if (!decoded.ok) return { object, hashes: [], columns: null, reason: decoded.reason };
    return { object, hashes: [object.id], columns: decoded.partial.columns, reason: '' };
  }
  const decoded = decodeRollup(body);
  if (!decoded.ok) return { object, hashes: [], columns: null, reason: decoded.reason };
  return { object, hashes: decoded.rollup.hashes, columns: decoded.rollup.columns, reason: '' };
}

/** Do the records reach into the day? */
export function touches(columns: Pick<Columns, 'window'>, bounds: DayBounds): boolean {
  if (columns.window === null) return false;
  const [from, to] = columns.window;
  return from * 1000 < bounds.toMs && to * 1000 >= bounds.fromMs;
}

function addTotals(total: { denials: number; requests: number }, { slots }: Columns, bounds: DayBounds): void {
  for (let row = 0; row < slots.slot.length; row++) {
    const ms = slots.slot[row]! * SLOT_MS;
    if (ms < bounds.fromMs || ms >= bounds.toMs) continue;
    total.requests += slots.requests[row] ?? 0;
    total.denials += slots.denials[row] ?? 0;
  }
}

/**
 * A view cut from files that reach beyond the day: what the cut leaves whole is cut here. Settings changes by their time, healed to the
 * group's count, and `others` to what the groups leave of the exact total.
 */
function consistent(view: WindowView, bounds: DayBounds): WindowView {
  const groups = view.scan.groups.map((group) =>
    group.healed > group.count ? { ...group, healed: group.count } : group,
  );
  const listed = groups.reduce((sum, group) => sum + group.count, 0);
  const rest = Math.max(0, view.scan.totals.denials - listed);
  const changes = view.scan.changes.filter(({ time }) => {
    const ms = Date.parse(time);
    return ms >= bounds.fromMs && ms < bounds.toMs;
  });
  const others = { ...view.scan.others, groups: rest === 0 ? 0 : view.scan.others.groups, denials: rest };
  return { ...view, scan: { ...view.scan, groups, changes, others } };
}

/** Which listed objects a written report has not looked into. */
export function unseen(objects: readonly StateObject[], covered: ReadonlySet<string>): StateObject[] {
  return objects.filter((object) => !covered.has(object.id));
}
