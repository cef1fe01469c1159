import type { Columns } from '../aggregate/columns.js';
import { mergeColumns } from '../aggregate/merge-columns.js';
import { PartialMerger } from '../aggregate/merger.js';
import type { WindowView } from '../aggregate/model.js';
import { toColumns } from '../aggregate/to-columns.js';
import { viewOf } from '../aggregate/view.js';

/** Groups with shapes and samples of the last hours, merged by the hour in which their log files were written. */
export class Details {
  private readonly live = new Map<string, PartialMerger>();

  constructor(private readonly saved: Readonly<Record<string, Columns>>) {}

  add(hour: string, columns: Columns): void {
    let merger = this.live.get(hour);
    if (merger === undefined) {
      merger = new PartialMerger();
      const before = this.saved[hour];
      if (before !== undefined) merger.add({ columns: before });
      this.live.set(hour, merger);
    }
    merger.add({ columns });
  }

  /** Everything merged; null without any. */
  view(): WindowView | null {
    const merger = new PartialMerger();
    const hours = new Set([...Object.keys(this.saved), ...this.live.keys()]);
    for (const hour of [...hours].sort()) {
      const live = this.live.get(hour);
      const columns = live === undefined ? this.saved[hour] : toColumns(live.aggregate);
      if (columns !== undefined) mergeColumns(merger.aggregate, columns);
    }
    return hours.size === 0 ? null : viewOf(merger.aggregate);
  }

  /** What to keep: the hours that `keep` says. */
  save(keep: (hour: string) => boolean): Record<string, Columns> {
    const result: Record<string, Columns> = {};
    for (const [hour, columns] of Object.entries(this.saved)) if (keep(hour)) result[hour] = columns;
    for (const [hour, merger] of this.live) if (keep(hour)) result[hour] = toColumns(merger.aggregate);
    return result;
  }
}
