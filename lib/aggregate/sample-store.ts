import type { Sample } from './model.js';
import { TOP_SAMPLES } from './options.js';
import { stableTextHash } from './text-hash.js';

interface Ranked {
  readonly rank: number;
  readonly sample: Sample;
}

/** Three samples a group, those with the smallest hash of the request id: the same whatever the order of the records. */
export class SampleStore {
  private readonly groups: Ranked[][] = [];

  samples(detail: number): readonly Sample[] {
    return (this.groups[detail] ?? []).map((entry) => entry.sample);
  }

  /** Is a record of this rank among the samples? Asked before the sample is made. */
  wants(detail: number, rank: number): boolean {
    const list = this.groups[detail];
    return list === undefined || list.length < TOP_SAMPLES || rank <= list[list.length - 1]!.rank;
  }

  add(detail: number, rank: number, sample: Sample): void {
    let list = this.groups[detail];
    if (list === undefined) {
      list = [];
      this.groups[detail] = list;
    }
    const entry = { rank, sample };
    const twin = list.findIndex((other) => other.rank === rank && other.sample.requestId === sample.requestId);
    if (twin >= 0) {
      // The same request logged twice is one sample.
      if (order(entry, list[twin]!) < 0) list[twin] = entry;
      return;
    }
    list.push(entry);
    list.sort(order);
    if (list.length > TOP_SAMPLES) list.pop();
  }
}

/** Rank of a sample: hash of the request id, or of what else tells requests apart when there is none. */
export function sampleRank(requestId: string, time: number, path: string, ip: string): number {
  return requestId === '-' ? stableTextHash(`${time} ${path} ${ip}`) : stableTextHash(requestId);
}

function order(a: Ranked, b: Ranked): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  const left = JSON.stringify(a.sample);
  const right = JSON.stringify(b.sample);
  return left < right ? -1 : left > right ? 1 : 0;
}
