import { isoTime } from '../accesslog/event-time.js';
import { KINDS, type Kind } from '../denial/kinds.js';
import { Aggregate } from './aggregate.js';
import { mergeColumns } from './merge-columns.js';
import type { Group, ScanResult, Slot, WindowView } from './model.js';
import { SLOT_MS } from './options.js';
import type { Partial as LogPartial } from './partial.js';
import { groupOrder, scanHead, toGroup } from './scan-result.js';

/** A window of event time, ms UTC, from inclusive, to exclusive; whole slots of 5 minutes. */
export interface Window {
  readonly fromMs?: number;
  readonly toMs?: number;
}

/**
 * What alerts and reports look at: the scan result of a window of event time with its course in 5-minute slots. Requests, denials, buckets
 * and group counts are those of the window; lists, shapes and samples of a group are those of everything that was merged, which may reach
 * beyond it (they are not kept by slot). Groups without a denial in the window are left out.
 */
export function viewOf(source: Aggregate | Iterable<LogPartial>, window: Window = {}): WindowView {
  const aggregate = source instanceof Aggregate ? source : merged(source);
  const from = window.fromMs === undefined ? Number.NEGATIVE_INFINITY : Math.floor(window.fromMs / SLOT_MS);
  const to = window.toMs === undefined ? Number.POSITIVE_INFINITY : Math.ceil(window.toMs / SLOT_MS);
  const whole = window.fromMs === undefined && window.toMs === undefined;
  const slots = slotsOf(aggregate, from, to);
  const series = groupSeries(aggregate, from, to);
  const groups: Group[] = [];
  const groupSlots: { start: string; count: number }[][] = [];
  for (const group of groupOrder(aggregate)) {
    const rows = series.get(group);
    if (rows === undefined && !whole) continue;
    const inWindow = (rows ?? []).reduce((sum, row) => sum + row.count, 0);
    groups.push(whole ? toGroup(aggregate, group) : narrowed(toGroup(aggregate, group), inWindow, rows!));
    groupSlots.push((rows ?? []).map(({ slot, count }) => ({ start: isoTime(slot * SLOT_MS), count })));
  }
  if (!whole) {
    const order = groups.map((_, i) => i).sort((a, b) => groups[b]!.count - groups[a]!.count || a - b);
    const head = windowHead(aggregate, slots);
    return {
      scan: { ...head, groups: order.map((i) => groups[i]!) },
      slots,
      groupSlots: order.map((i) => groupSlots[i]!),
    };
  }
  return { scan: { ...scanHead(aggregate), groups }, slots, groupSlots };
}

function merged(partials: Iterable<LogPartial>): Aggregate {
  const aggregate = new Aggregate();
  for (const partial of partials) mergeColumns(aggregate, partial.columns);
  return aggregate;
}

function slotsOf(aggregate: Aggregate, from: number, to: number): Slot[] {
  const { slots, interner } = aggregate;
  const rows: number[] = [];
  for (let row = 0; row < slots.size; row++) if (slots.slot(row) >= from && slots.slot(row) < to) rows.push(row);
  const name = (row: number) => aggregate.bucketName(slots.bucket(row));
  rows.sort((a, b) => slots.slot(a) - slots.slot(b) || interner.compare(name(a), name(b)));
  return rows.map((row) => {
    const kinds: Partial<Record<Kind, number>> = {};
    if (slots.denials[row]! > 0) {
      KINDS.forEach((kind, i) => {
        const count = slots.kinds[row * KINDS.length + i]!;
        if (count > 0) kinds[kind] = count;
      });
    }
    return {
      start: isoTime(slots.slot(row) * SLOT_MS),
      bucket: interner.text(name(row)),
      requests: slots.requests[row]!,
      denials: slots.denials[row]!,
      kinds,
    };
  });
}

type Series = Map<number, { slot: number; count: number }[]>;

function groupSeries(aggregate: Aggregate, from: number, to: number): Series {
  const { slots } = aggregate;
  const series: Series = new Map();
  for (let row = 0; row < slots.groupSize; row++) {
    const slot = slots.groupSlot(row);
    if (slot < from || slot >= to) continue;
    const entry = { slot, count: slots.groupCounts[row]! };
    const rows = series.get(slots.group(row));
    if (rows === undefined) series.set(slots.group(row), [entry]);
    else rows.push(entry);
  }
  for (const rows of series.values()) rows.sort((a, b) => a.slot - b.slot);
  return series;
}

/** A group as its window shows it: first and last seen are not finer than the slots where the window cuts it. */
function narrowed(group: Group, count: number, rows: readonly { slot: number }[]): Group {
  if (count === group.count) return group;
  const first = isoTime(rows[0]!.slot * SLOT_MS);
  const last = isoTime((rows[rows.length - 1]!.slot + 1) * SLOT_MS - 1000);
  return {
    ...group,
    count,
    firstSeen: group.firstSeen > first ? group.firstSeen : first,
    lastSeen: group.lastSeen < last ? group.lastSeen : last,
  };
}

function windowHead(aggregate: Aggregate, slots: readonly Slot[]): ScanResult {
  const head = scanHead(aggregate);
  const buckets = new Map<string, { bucket: string; requests: number; denials: number }>();
  let requests = 0;
  let denials = 0;
  for (const slot of slots) {
    let bucket = buckets.get(slot.bucket);
    if (bucket === undefined) {
      bucket = { bucket: slot.bucket, requests: 0, denials: 0 };
      buckets.set(slot.bucket, bucket);
    }
    bucket.requests += slot.requests;
    bucket.denials += slot.denials;
    requests += slot.requests;
    denials += slot.denials;
  }
  const first = slots[0];
  const last = slots[slots.length - 1];
  return {
    ...head,
    window:
      first === undefined || last === undefined || head.window === null
        ? null
        : {
            from: first.start > head.window.from ? first.start : head.window.from,
            to: earlier(isoTime(Date.parse(last.start) + SLOT_MS - 1000), head.window.to),
          },
    totals: { ...head.totals, requests, denials },
    buckets: [...buckets.values()].sort(
      (a, b) => b.denials - a.denials || b.requests - a.requests || (a.bucket < b.bucket ? -1 : 1),
    ),
  };
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
