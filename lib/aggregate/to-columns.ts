import { KINDS } from '../denial/kinds.js';
import type { Aggregate } from './aggregate.js';
import type { Columns } from './columns.js';
import type { Interner } from './interner.js';
import { LISTS } from './options.js';
import type { ShapeState } from './shape-store.js';

/** The aggregate in canonical columns: equal aggregates, whatever their history, give equal columns. */
export function toColumns(aggregate: Aggregate): Columns {
  const { interner, groups } = aggregate;
  const rank = ranks(aggregate);
  const bucketOrder = sorted(
    aggregate.bucketCount,
    (a, b) => rank[aggregate.bucketName(a)]! - rank[aggregate.bucketName(b)]!,
  );
  const bucketPlace = inverse(bucketOrder);
  const groupOrder = sorted(
    groups.size,
    (a, b) =>
      bucketPlace[groups.bucket(a)]! - bucketPlace[groups.bucket(b)]! ||
      groups.kind(a) - groups.kind(b) ||
      rank[groups.requester(a)]! - rank[groups.requester(b)]!,
  );
  const detailed = groupOrder.filter((group) => hasDetail(aggregate, group));
  return {
    inputs: {
      files: aggregate.inputs.files,
      bytes: aggregate.inputs.bytes,
      lines: aggregate.inputs.lines,
      damagedFiles: aggregate.inputs.damagedFiles,
      rejected: Object.fromEntries([...aggregate.rejected].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
    totals: {
      requests: aggregate.requests,
      denials: aggregate.denials,
      excluded: aggregate.excluded,
      status402: aggregate.status402,
      status451: aggregate.status451,
    },
    window:
      aggregate.requests === 0 || aggregate.fromMs > aggregate.toMs
        ? null
        : [aggregate.fromMs / 1000, aggregate.toMs / 1000],
    strings: usedStrings(interner, rank),
    buckets: {
      name: bucketOrder.map((row) => rank[aggregate.bucketName(row)]!),
      requests: bucketOrder.map((row) => aggregate.bucketRequests[row]!),
      denials: bucketOrder.map((row) => aggregate.bucketDenials[row]!),
    },
    bucketsRest: [aggregate.bucketsRestRequests, aggregate.bucketsRestDenials],
    slots: slotColumns(aggregate, bucketPlace),
    groups: {
      bucket: groupOrder.map((group) => bucketPlace[groups.bucket(group)]!),
      kind: groupOrder.map((group) => groups.kind(group)),
      requester: groupOrder.map((group) => rank[groups.requester(group)]!),
      count: groupOrder.map((group) => groups.counts[group]!),
      first: groupOrder.map((group) => groups.firsts[group]! / 1000),
      last: groupOrder.map((group) => groups.lasts[group]! / 1000),
      healed: groupOrder.map((group) => groups.healed[group]!),
      succeeded: groupOrder.map((group) => groups.succeeded[group]!),
      detail: groupOrder.map((group) => (hasDetail(aggregate, group) ? 1 : 0)),
    },
    groupSlots: groupSlotColumns(aggregate, inverse(groupOrder)),
    ...detailColumns(aggregate, detailed, rank),
    changes: aggregate.changes.sorted(),
    others: { denials: aggregate.othersDenials, groups: aggregate.othersGroups.toColumns() },
  };
}

/** A group that was only ever merged from counts has a detail without content. */
export function hasDetail(aggregate: Aggregate, group: number): boolean {
  const detail = aggregate.groups.details[group]!;
  return detail >= 0 && aggregate.lists.kept(detail * LISTS.length) > 0;
}

/** Place of every used text among the used texts in the order of their bytes; -1 for texts that nothing refers to. */
function ranks(aggregate: Aggregate): Int32Array {
  const { interner, groups, lists, shapes, samples, scanners } = aggregate;
  const sampleIds: number[] = [];
  for (let group = 0; group < groups.size; group++) {
    const detail = groups.details[group]!;
    if (detail < 0) continue;
    for (const sample of samples.samples(detail)) sampleIds.push(...sample.texts);
    for (const address of scanners.addresses(detail)) sampleIds.push(address.ip);
  }
  const used = new Uint8Array(interner.size);
  for (const id of sampleIds) used[id] = 1;
  for (let row = 0; row < aggregate.bucketCount; row++) used[aggregate.bucketName(row)] = 1;
  for (let group = 0; group < groups.size; group++) {
    used[groups.requester(group)] = 1;
    const detail = groups.details[group]!;
    if (detail < 0) continue;
    for (let list = detail * LISTS.length; list < (detail + 1) * LISTS.length; list++) {
      lists.each(list, (id) => {
        used[id] = 1;
      });
    }
    for (const shape of shapes.shapes(detail)) {
      for (const id of shape.texts) used[id] = 1;
      for (const { path, ip, params } of shape.requests) {
        used[path] = 1;
        used[ip] = 1;
        if (params > 0) used[params - 1] = 1;
      }
    }
  }
  return rankByBytes(interner, used);
}

function rankByBytes(interner: Interner, used: Uint8Array): Int32Array {
  const ids: number[] = [];
  for (let id = 0; id < used.length; id++) if (used[id] === 1) ids.push(id);
  ids.sort((a, b) => interner.compare(a, b));
  const rank = new Int32Array(used.length).fill(-1);
  for (let i = 0; i < ids.length; i++) rank[ids[i]!] = i;
  return rank;
}

function usedStrings(interner: Interner, rank: Int32Array): string[] {
  const strings: string[] = [];
  for (let id = 0; id < rank.length; id++) if (rank[id]! >= 0) strings[rank[id]!] = interner.text(id);
  return strings;
}

function slotColumns(aggregate: Aggregate, bucketPlace: Int32Array): Columns['slots'] {
  const { slots } = aggregate;
  const order = sorted(
    slots.size,
    (a, b) => slots.slot(a) - slots.slot(b) || bucketPlace[slots.bucket(a)]! - bucketPlace[slots.bucket(b)]!,
  );
  const kinds = { row: [] as number[], kind: [] as number[], count: [] as number[] };
  order.forEach((row, place) => {
    if (slots.denials[row] === 0) return;
    for (let kind = 0; kind < KINDS.length; kind++) {
      const count = slots.kinds[row * KINDS.length + kind]!;
      if (count === 0) continue;
      kinds.row.push(place);
      kinds.kind.push(kind);
      kinds.count.push(count);
    }
  });
  return {
    bucket: order.map((row) => bucketPlace[slots.bucket(row)]!),
    slot: order.map((row) => slots.slot(row)),
    requests: order.map((row) => slots.requests[row]!),
    denials: order.map((row) => slots.denials[row]!),
    kinds,
    lost: slots.lost,
  };
}

function groupSlotColumns(aggregate: Aggregate, groupPlace: Int32Array): Columns['groupSlots'] {
  const { slots } = aggregate;
  const order = sorted(
    slots.groupSize,
    (a, b) => groupPlace[slots.group(a)]! - groupPlace[slots.group(b)]! || slots.groupSlot(a) - slots.groupSlot(b),
  );
  return {
    group: order.map((row) => groupPlace[slots.group(row)]!),
    slot: order.map((row) => slots.groupSlot(row)),
    count: order.map((row) => slots.groupCounts[row]!),
  };
}

type DetailColumns = Pick<Columns, 'lists' | 'sketches' | 'shapes' | 'requests' | 'samples' | 'addresses'>;

function detailColumns(aggregate: Aggregate, detailed: readonly number[], rank: Int32Array): DetailColumns {
  const { lists, shapes, samples, scanners } = aggregate;
  const out = {
    lists: { sizes: [] as number[], values: [] as number[], counts: [] as number[] },
    sketches: { list: [] as number[], registers: [] as number[][] },
    shapes: {
      sizes: [] as number[],
      rests: [] as number[],
      texts: [] as number[],
      flags: [] as number[],
      halfHours: [] as number[],
      count: [] as number[],
      first: [] as number[],
      last: [] as number[],
      ranges: [] as (number | null)[],
      requests: [] as number[],
      requestsRest: [] as number[],
      prefix: [] as number[],
    },
    requests: { path: [] as number[], ip: [] as number[], params: [] as number[], count: [] as number[] },
    samples: { sizes: [] as number[], time: [] as number[], texts: [] as number[] },
    addresses: {
      sizes: [] as number[],
      ip: [] as number[],
      count: [] as number[],
      succeeded: [] as number[],
      paths: [] as number[][],
    },
  };
  detailed.forEach((group, place) => {
    const detail = aggregate.groups.details[group]!;
    for (let i = 0; i < LISTS.length; i++) {
      const list = detail * LISTS.length + i;
      const pairs: [number, number][] = [];
      lists.each(list, (id, count) => pairs.push([rank[id]!, count]));
      if (pairs.length > 1) pairs.sort((a, b) => a[0] - b[0]);
      out.lists.sizes.push(pairs.length);
      for (const [value, count] of pairs) {
        out.lists.values.push(value);
        out.lists.counts.push(count);
      }
      const sketch = lists.sketchOf(list);
      if (sketch === null) continue;
      out.sketches.list.push(place * LISTS.length + i);
      out.sketches.registers.push(sketch.toColumns());
    }
    const ordered = [...shapes.shapes(detail)].sort((a, b) => compareShapes(a, b, rank));
    out.shapes.sizes.push(ordered.length);
    out.shapes.rests.push(shapes.rest(detail));
    for (const shape of ordered) pushShape(out, shape, rank);
    const chosen = samples.samples(detail);
    out.samples.sizes.push(chosen.length);
    for (const sample of chosen) {
      out.samples.time.push(sample.timeMs / 1000);
      for (const id of sample.texts) out.samples.texts.push(rank[id]!);
    }
    const addresses = scanners.addresses(detail).sort((a, b) => rank[a.ip]! - rank[b.ip]!);
    out.addresses.sizes.push(addresses.length);
    for (const address of addresses) {
      out.addresses.ip.push(rank[address.ip]!);
      out.addresses.count.push(address.count);
      out.addresses.succeeded.push(address.succeeded ? 1 : 0);
      out.addresses.paths.push(Array.from(address.paths));
    }
  });
  return out;
}

interface ShapeOut {
  readonly shapes: { [name in Exclude<keyof Columns['shapes'], 'ranges'>]: number[] } & { ranges: (number | null)[] };
  readonly requests: { [name in keyof Columns['requests']]: number[] };
}

function pushShape(out: ShapeOut, shape: ShapeState, rank: Int32Array): void {
  const { shapes, requests } = out;
  for (const id of shape.texts) shapes.texts.push(rank[id]!);
  shapes.flags.push(shape.flags);
  shapes.halfHours.push(shape.halfHours);
  shapes.count.push(shape.count);
  shapes.first.push(shape.firstMs / 1000);
  shapes.last.push(shape.lastMs / 1000);
  for (const value of [shape.offMin, shape.offMax, shape.skewMin, shape.skewMax]) {
    shapes.ranges.push(Number.isNaN(value) ? null : value);
  }
  const rows = shape.requests.map(({ path, ip, params, count }) => [
    rank[path]!,
    rank[ip]!,
    params === 0 ? 0 : rank[params - 1]! + 1,
    count,
  ]);
  rows.sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!);
  for (const [path, ip, params, count] of rows) {
    requests.path.push(path!);
    requests.ip.push(ip!);
    requests.params.push(params!);
    requests.count.push(count!);
  }
  shapes.requests.push(rows.length);
  shapes.requestsRest.push(shape.requestsRest);
  shapes.prefix.push(shape.prefix.length);
}

/** Order of shapes by identity. */
export function compareShapes(a: ShapeState, b: ShapeState, rank: ArrayLike<number>): number {
  for (let i = 0; i < a.texts.length; i++) {
    const difference = rank[a.texts[i]!]! - rank[b.texts[i]!]!;
    if (difference !== 0) return difference;
  }
  return a.flags - b.flags || a.halfHours - b.halfHours;
}

function sorted(count: number, compare: (a: number, b: number) => number): number[] {
  return Array.from({ length: count }, (_, i) => i).sort(compare);
}

function inverse(order: readonly number[]): Int32Array {
  const place = new Int32Array(order.length);
  order.forEach((row, i) => {
    place[row] = i;
  });
  return place;
}
