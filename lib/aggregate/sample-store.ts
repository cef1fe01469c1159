import { SAMPLE_TEXTS } from './columns.js';
import type { Interner } from './interner.js';
import { TOP_SAMPLES } from './options.js';
import { stableTextHash } from './text-hash.js';

/** One sample: its texts interned, in the order of `SAMPLE_TEXTS`. */
export interface SampleState {
  readonly rank: number;
  readonly timeMs: number;
  readonly texts: Int32Array;
}

/** Three samples a group, those with the smallest hash of the request id: the same whatever the order of the records. */
export class SampleStore {
  private readonly groups: SampleState[][] = [];

  constructor(private readonly interner: Interner) {}

  samples(detail: number): readonly SampleState[] {
    return this.groups[detail] ?? [];
  }

  /** Is a record of this rank among the samples? Asked before the sample is made. */
  wants(detail: number, rank: number): boolean {
    const list = this.groups[detail];
    return list === undefined || list.length < TOP_SAMPLES || rank <= list[list.length - 1]!.rank;
  }

  /** `texts` in the order of `SAMPLE_TEXTS`. */
  add(detail: number, rank: number, timeMs: number, texts: readonly string[]): void {
    let list = this.groups[detail];
    if (list === undefined) {
      list = [];
      this.groups[detail] = list;
    }
    const entry = { rank, timeMs, texts: Int32Array.from(texts, (text) => this.interner.internText(text)) };
    const twin = list.findIndex((other) => other.rank === rank && other.texts[0] === entry.texts[0]);
    if (twin >= 0) {
      // The same request logged twice is one sample.
      if (this.order(entry, list[twin]!) < 0) list[twin] = entry;
      return;
    }
    list.push(entry);
    list.sort((a, b) => this.order(a, b));
    if (list.length > TOP_SAMPLES) list.pop();
  }

  private order(a: SampleState, b: SampleState): number {
    if (a.rank !== b.rank || a.timeMs !== b.timeMs) return a.rank - b.rank || a.timeMs - b.timeMs;
    for (let i = 0; i < SAMPLE_TEXTS.length; i++) {
      const order = this.interner.compare(a.texts[i]!, b.texts[i]!);
      if (order !== 0) return order;
    }
    return 0;
  }
}

/** Rank of a sample: hash of the request id, or of what else tells requests apart when there is none. */
export function sampleRank(requestId: string, timeMs: number, path: string, ip: string): number {
  return requestId === '-' ? stableTextHash(`${timeMs} ${path} ${ip}`) : stableTextHash(requestId);
}
