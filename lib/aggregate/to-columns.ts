import { KINDS } from '../denial/kinds.js';
import type { Aggregate } from './aggregate.js';
import { canonicalForm, columnOf, type Form, rowsOf } from './column-form.js';
import type { Columns } from './columns.js';
import { detailColumns } from './detail-columns.js';
import { LISTS } from './options.js';

/** The aggregate in canonical columns: equal aggregates, whatever their history, give equal columns. */
export function toColumns(aggregate: Aggregate): Columns {
  const form = canonicalForm(aggregate);
  const detailed = groupRows(form, aggregate).filter((group) => hasDetail(aggregate, group));
  return { ...countColumns(form, aggregate), ...detailColumns(form, aggregate, detailed), ...lastColumns(aggregate) };
}

/** A group that was only ever merged from counts has a detail without content. */
export function hasDetail(aggregate: Aggregate, group: number): boolean {
  const detail = aggregate.groups.details[group]!;
  return detail >= 0 && aggregate.lists.kept(detail * LISTS.length) > 0;
}

type DetailNames = 'lists' | 'sketches' | 'shapes' | 'requests' | 'samples' | 'addresses';
type LastNames = 'changes' | 'others';

/** What stands behind the details. */
export function lastColumns(aggregate: Aggregate): Pick<Columns, LastNames> {
  return {
    changes: aggregate.changes.sorted(),
    others: { denials: aggregate.othersDenials, groups: aggregate.othersGroups.toColumns() },
  };
}

/** Everything that is a count: totals, buckets, slots and groups. */
export function countColumns(form: Form, aggregate: Aggregate): Omit<Columns, DetailNames | LastNames> {
  const bucketOrder = bucketRows(form, aggregate);
  const bucketPlace = inverse(bucketOrder);
  const groupOrder = groupRows(form, aggregate);
  const buckets = bucketColumns(form, aggregate, bucketOrder);
  const groups = groupColumns(form, aggregate, groupOrder, bucketPlace);
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
    strings: form.strings(),
    buckets,
    bucketsRest: [aggregate.bucketsRestRequests, aggregate.bucketsRestDenials],
    slots: slotColumns(form, aggregate, bucketPlace),
    groups,
    groupSlots: groupSlotColumns(form, aggregate, inverse(groupOrder)),
  };
}

/** Rows of the buckets in the order of the columns. */
export function bucketRows(form: Form, aggregate: Aggregate): Int32Array {
  return rowsOf(
    form,
    aggregate.bucketCount,
    (a, b) => form.place(aggregate.bucketName(a)) - form.place(aggregate.bucketName(b)),
  );
}

export function bucketColumns(form: Form, aggregate: Aggregate, rows: Int32Array): Columns['buckets'] {
  return {
    name: columnOf(form, rows, (row) => form.place(aggregate.bucketName(row))),
    requests: columnOf(form, rows, (row) => aggregate.bucketRequests[row]!),
    denials: columnOf(form, rows, (row) => aggregate.bucketDenials[row]!),
  };
}

function groupRows(form: Form, aggregate: Aggregate): Int32Array {
  const { groups } = aggregate;
  const bucket = (group: number) => form.place(aggregate.bucketName(groups.bucket(group)));
  return rowsOf(
    form,
    groups.size,
    (a, b) =>
      bucket(a) - bucket(b) ||
      groups.kind(a) - groups.kind(b) ||
      form.place(groups.requester(a)) - form.place(groups.requester(b)),
  );
}

/** `bucketPlace`: by row, the bucket's place in its columns. */
export function groupColumns(
  form: Form,
  aggregate: Aggregate,
  order: ArrayLike<number>,
  bucketPlace: ArrayLike<number>,
): Columns['groups'] {
  const { groups } = aggregate;
  const ofGroups = (value: (group: number) => number) => columnOf(form, order, value);
  return {
    bucket: ofGroups((group) => bucketPlace[groups.bucket(group)]!),
    kind: ofGroups((group) => groups.kind(group)),
    requester: ofGroups((group) => form.place(groups.requester(group))),
    count: ofGroups((group) => groups.counts[group]!),
    first: ofGroups((group) => groups.firsts[group]! / 1000),
    last: ofGroups((group) => groups.lasts[group]! / 1000),
    healed: ofGroups((group) => groups.healed[group]!),
    succeeded: ofGroups((group) => groups.succeeded[group]!),
    detail: ofGroups((group) => (hasDetail(aggregate, group) ? 1 : 0)),
  };
}

function slotColumns(form: Form, aggregate: Aggregate, bucketPlace: Int32Array): Columns['slots'] {
  const { slots } = aggregate;
  const order = rowsOf(
    form,
    slots.size,
    (a, b) => slots.slot(a) - slots.slot(b) || bucketPlace[slots.bucket(a)]! - bucketPlace[slots.bucket(b)]!,
  );
  const kinds = { row: form.column(), kind: form.column(), count: form.column() };
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
  const ofRows = (value: (row: number) => number) => columnOf(form, order, value);
  return {
    bucket: ofRows((row) => bucketPlace[slots.bucket(row)]!),
    slot: ofRows((row) => slots.slot(row)),
    requests: ofRows((row) => slots.requests[row]!),
    denials: ofRows((row) => slots.denials[row]!),
    kinds: { row: form.values(kinds.row), kind: form.values(kinds.kind), count: form.values(kinds.count) },
    lost: slots.lost,
  };
}

function groupSlotColumns(form: Form, aggregate: Aggregate, groupPlace: Int32Array): Columns['groupSlots'] {
  const { slots } = aggregate;
  const order = rowsOf(
    form,
    slots.groupSize,
    (a, b) => groupPlace[slots.group(a)]! - groupPlace[slots.group(b)]! || slots.groupSlot(a) - slots.groupSlot(b),
  );
  return {
    group: columnOf(form, order, (row) => groupPlace[slots.group(row)]!),
    slot: columnOf(form, order, (row) => slots.groupSlot(row)),
    count: columnOf(form, order, (row) => slots.groupCounts[row]!),
  };
}

function inverse(order: Int32Array): Int32Array {
  const place = new Int32Array(order.length);
  order.forEach((row, i) => {
    place[row] = i;
  });
  return place;
}
