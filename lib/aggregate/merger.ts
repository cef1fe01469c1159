import { Aggregate } from './aggregate.js';
import type { Columns } from './columns.js';
import { mergeColumns } from './merge-columns.js';
import type { AggregateOptions } from './options.js';
import { rawParts } from './raw-parts.js';

/** Merges partials and rollups one after the other, in any order, into one aggregate. */
export class PartialMerger {
  readonly aggregate: Aggregate;

  constructor(options: AggregateOptions = {}) {
    this.aggregate = new Aggregate(options);
  }

  /** Takes in what `decodePartial` or `decodeRollup` gave. */
  add(part: { readonly columns: Columns }): this {
    mergeColumns(this.aggregate, part.columns);
    return this;
  }
}

/** One aggregate of several, as if all their files had been read into it. The given ones stay as they are. */
export function mergeAggregates(aggregates: readonly Aggregate[], options: AggregateOptions = {}): Aggregate {
  const merger = new PartialMerger(options);
  for (const aggregate of aggregates) for (const columns of rawParts(aggregate)) merger.add({ columns });
  return merger.aggregate;
}
