import { Aggregate } from './aggregate.js';
import { RawForm } from './column-form.js';
import type { Columns } from './columns.js';
import { detailColumns } from './detail-columns.js';
import { bucketColumns, bucketRows, countColumns, groupColumns, hasDetail, lastColumns } from './to-columns.js';

/** Groups of one part: enough that it is worth its message, few enough that it is small beside what it is made of. */
const PART = 500;

/**
 * An aggregate in parts for `mergeColumns` alone, all of them in this order: rows and texts as they stand, numbers in buffers, which is made
 * and merged at a fraction of the time of canonical columns. The first part holds every count, the others details of some groups each.
 */
export function* rawParts(aggregate: Aggregate): Iterable<Columns> {
  const nothing = new Aggregate({ slots: aggregate.countsSlots });
  const form = new RawForm(aggregate.interner);
  const counts = countColumns(form, aggregate);
  yield {
    ...counts,
    groups: { ...counts.groups, detail: new Uint8Array(aggregate.groups.size) },
    ...detailColumns(form, nothing, []),
    ...lastColumns(aggregate),
  };
  const detailed: number[] = [];
  for (let group = 0; group < aggregate.groups.size; group++) if (hasDetail(aggregate, group)) detailed.push(group);
  for (let from = 0; from < detailed.length; from += PART) {
    yield detailPart(aggregate, detailed.slice(from, from + PART), nothing);
  }
}

/** Groups with their details and without what the first part counted. */
function detailPart(aggregate: Aggregate, detailed: readonly number[], nothing: Aggregate): Columns {
  const form = new RawForm(aggregate.interner);
  const rows = bucketRows(form, aggregate);
  const noRequests = new Uint8Array(rows.length);
  const buckets = { ...bucketColumns(form, aggregate, rows), requests: noRequests, denials: noRequests };
  const none = new Uint8Array(detailed.length);
  const groups = {
    ...groupColumns(form, aggregate, detailed, rows),
    count: none,
    healed: none,
    succeeded: none,
  };
  const details = detailColumns(form, aggregate, detailed);
  return {
    ...countColumns(form, nothing),
    strings: form.strings(),
    buckets,
    groups,
    ...details,
    ...lastColumns(nothing),
  };
}
