import type { RejectReason } from '../accesslog/record.js';
import { KINDS } from '../denial/kinds.js';
import type { Aggregate } from './aggregate.js';
import { type Columns, SAMPLE_TEXTS } from './columns.js';
import { LISTS } from './options.js';
import { sampleRank } from './sample-store.js';
import { SHAPE_TEXTS } from './shape-store.js';
import { TextIds } from './text-ids.js';

/** Adds columns to an aggregate. Columns must be sound: those from outside go through `decodePartial` first. */
export function mergeColumns(into: Aggregate, columns: Columns): void {
  mergeCounts(into, columns);
  const ids = new TextIds(into.interner, columns.strings);
  const buckets = rowsFrom(columns.buckets.name.length, (i) => {
    const row = into.bucketRow(ids.id(columns.buckets.name[i]!));
    if (row < 0) {
      into.bucketsRestRequests += columns.buckets.requests[i]!;
      into.bucketsRestDenials += columns.buckets.denials[i]!;
    } else {
      into.bucketRequests[row]! += columns.buckets.requests[i]!;
      into.bucketDenials[row]! += columns.buckets.denials[i]!;
    }
    return row;
  });
  mergeSlots(into, columns, buckets);
  const groups = mergeGroups(into, columns, buckets, ids);
  if (into.countsSlots) {
    const { group, slot, count } = columns.groupSlots;
    for (let i = 0; i < group.length; i++) {
      const target = groups[group[i]!]!;
      if (target >= 0) into.slots.countGroup(target, slot[i]!, count[i]!);
    }
  }
  mergeDetails(into, columns, groups, ids);
}

function mergeCounts(into: Aggregate, columns: Columns): void {
  const { inputs, totals, window } = columns;
  into.inputs.files += inputs.files;
  into.inputs.bytes += inputs.bytes;
  into.inputs.lines += inputs.lines;
  into.inputs.damagedFiles += inputs.damagedFiles;
  for (const [reason, count] of Object.entries(inputs.rejected)) {
    into.inputs.rejectedLines += count;
    into.rejected.set(reason as RejectReason, (into.rejected.get(reason as RejectReason) ?? 0) + count);
  }
  into.requests += totals.requests;
  into.denials += totals.denials;
  into.excluded += totals.excluded;
  into.status402 += totals.status402;
  into.status451 += totals.status451;
  if (window !== null) {
    into.fromMs = Math.min(into.fromMs, window[0] * 1000);
    into.toMs = Math.max(into.toMs, window[1] * 1000);
  }
  into.bucketsRestRequests += columns.bucketsRest[0];
  into.bucketsRestDenials += columns.bucketsRest[1];
  into.othersDenials += columns.others.denials;
  into.othersGroups.addColumns(columns.others.groups);
  for (const change of columns.changes) into.changes.add(change);
}

function mergeSlots(into: Aggregate, columns: Columns, buckets: Int32Array): void {
  if (!into.countsSlots) return;
  const { slots } = columns;
  into.slots.lost += slots.lost;
  const rows = rowsFrom(slots.bucket.length, (i) => {
    const target = buckets[slots.bucket[i]!]!;
    const row = target < 0 ? -1 : into.slots.row(target, slots.slot[i]!);
    if (row >= 0) into.slots.requests[row]! += slots.requests[i]!;
    return row;
  });
  const { kinds } = slots;
  for (let i = 0; i < kinds.row.length; i++) {
    const row = rows[kinds.row[i]!]!;
    if (row >= 0) into.slots.countKind(row, kinds.kind[i]!, kinds.count[i]!);
  }
}

/** Number of each group in the target, -1 for those that belong to its others. */
function mergeGroups(into: Aggregate, columns: Columns, buckets: Int32Array, ids: TextIds): Int32Array {
  const { groups } = columns;
  const numbers = new Int32Array(groups.count.length).fill(-1);
  for (let i = 0; i < numbers.length; i++) {
    const bucket = buckets[groups.bucket[i]!]!;
    const kind = groups.kind[i]!;
    const requester = ids.text(groups.requester[i]!);
    if (into.selection.filtersGroups && !into.selection.group(KINDS[kind]!, requester)) continue;
    const group = bucket < 0 ? -1 : into.group(bucket, kind, ids.id(groups.requester[i]!));
    if (group < 0) {
      into.addOthers(bucket, kind, requester, groups.count[i]!);
      continue;
    }
    into.groups.count(group, groups.count[i]!, groups.first[i]! * 1000, groups.last[i]! * 1000);
    into.groups.healed[group]! += groups.healed[i]!;
    into.groups.succeeded[group]! += groups.succeeded[i]!;
    numbers[i] = group;
  }
  return numbers;
}

function mergeDetails(into: Aggregate, columns: Columns, groups: Int32Array, ids: TextIds): void {
  const { lists, shapes, samples, addresses } = columns;
  const details: number[] = [];
  for (let i = 0; i < groups.length; i++) {
    if (columns.groups.detail[i] !== 1) continue;
    const group = groups[i]!;
    details.push(group < 0 ? -1 : into.groups.details[group]!);
  }
  let at = 0;
  for (let i = 0; i < lists.sizes.length; i++) {
    const detail = details[Math.floor(i / LISTS.length)]!;
    const end = at + lists.sizes[i]!;
    const list = detail * LISTS.length + (i % LISTS.length);
    if (detail >= 0)
      for (let row = at; row < end; row++) into.lists.addId(list, ids.id(lists.values[row]!), lists.counts[row]!);
    at = end;
  }
  for (let i = 0; i < columns.sketches.list.length; i++) {
    const list = columns.sketches.list[i]!;
    const detail = details[Math.floor(list / LISTS.length)]!;
    if (detail >= 0)
      into.lists.addSketch(detail * LISTS.length + (list % LISTS.length), columns.sketches.registers[i]!);
  }
  const cursor = { shape: 0, request: 0 };
  for (let place = 0; place < details.length; place++) {
    const detail = details[place]!;
    if (detail >= 0) into.shapes.addRest(detail, shapes.rests[place]!);
    for (let i = shapes.sizes[place]!; i > 0; i--) mergeShape(into, columns, detail, ids, cursor);
  }
  let sample = 0;
  for (let place = 0; place < details.length; place++) {
    for (let i = samples.sizes[place]!; i > 0; i--, sample++)
      if (details[place]! >= 0) mergeSample(into, columns, details[place]!, sample, ids);
  }
  let address = 0;
  for (let place = 0; place < details.length; place++) {
    for (let i = addresses.sizes[place]!; i > 0; i--, address++) {
      if (details[place]! < 0) continue;
      into.scanners.merge(details[place]!, {
        ip: ids.id(addresses.ip[address]!),
        count: addresses.count[address]!,
        succeeded: addresses.succeeded[address] === 1,
        paths: addresses.paths[address]!,
      });
    }
  }
}

function mergeShape(
  into: Aggregate,
  columns: Columns,
  detail: number,
  ids: TextIds,
  cursor: { shape: number; request: number },
): void {
  const { shapes, requests } = columns;
  const i = cursor.shape++;
  const from = cursor.request;
  cursor.request += shapes.requests[i]!;
  if (detail < 0) return;
  const texts: number[] = [];
  for (let t = 0; t < SHAPE_TEXTS.length; t++) texts.push(ids.id(shapes.texts[i * SHAPE_TEXTS.length + t]!));
  const shape = into.shapes.shape(detail, texts, shapes.flags[i]!, shapes.halfHours[i]!);
  if (shape < 0) {
    into.shapes.addRest(detail, shapes.count[i]!);
    return;
  }
  into.shapes.add(shape, {
    count: shapes.count[i]!,
    firstMs: shapes.first[i]! * 1000,
    lastMs: shapes.last[i]! * 1000,
    offMin: shapes.ranges[i * 4] ?? Number.NaN,
    offMax: shapes.ranges[i * 4 + 1] ?? Number.NaN,
    skewMin: shapes.ranges[i * 4 + 2] ?? Number.NaN,
    skewMax: shapes.ranges[i * 4 + 3] ?? Number.NaN,
    requestsRest: shapes.requestsRest[i]!,
  });
  // All paths begin with it, so the first one tells it.
  const first = cursor.request > from ? ids.text(requests.path[from]!) : '';
  into.shapes.sharePrefix(shape, first.slice(0, shapes.prefix?.[i] ?? 0));
  for (let row = from; row < cursor.request; row++) {
    const params = requests.params[row]!;
    into.shapes.request(
      shape,
      ids.text(requests.path[row]!),
      ids.text(requests.ip[row]!),
      params === 0 ? '' : ids.text(params - 1),
      requests.count[row]!,
    );
  }
}

function mergeSample(into: Aggregate, columns: Columns, detail: number, i: number, ids: TextIds): void {
  const timeMs = columns.samples.time[i]! * 1000;
  const width = SAMPLE_TEXTS.length;
  const text = (place: number) => columns.samples.texts[i * width + place]!;
  const at = (name: (typeof SAMPLE_TEXTS)[number]) => ids.text(text(SAMPLE_TEXTS.indexOf(name)));
  const rank = sampleRank(at('requestId'), timeMs, at('path'), at('remoteIp'));
  if (!into.samples.wants(detail, rank)) return;
  into.samples.addIds(
    detail,
    rank,
    timeMs,
    SAMPLE_TEXTS.map((_, place) => ids.id(text(place))),
  );
}

function rowsFrom(length: number, value: (i: number) => number): Int32Array {
  const made = new Int32Array(length);
  for (let i = 0; i < length; i++) made[i] = value(i);
  return made;
}
