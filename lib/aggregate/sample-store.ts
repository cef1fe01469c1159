import { SAMPLE_TEXTS } from './columns.js';
import type { Interner } from './interner.js';
import { TOP_SAMPLES } from './options.js';
import { grown } from './pair-table.js';
import { stableTextHash } from './text-hash.js';

/** One sample: its texts interned, in the order of `SAMPLE_TEXTS`. */
export interface SampleState {
  readonly timeMs: number;
  readonly texts: Int32Array;
}

const WIDTH = SAMPLE_TEXTS.length;

/** Three samples a group, those with the smallest hash of the request id: the same whatever the order of the records. In columns, by place. */
export class SampleStore {
  private texts = new Int32Array(64 * TOP_SAMPLES * WIDTH);
  private times = new Float64Array(64 * TOP_SAMPLES);
  private ranks = new Float64Array(64 * TOP_SAMPLES);
  private sizes = new Uint8Array(64);

  constructor(private readonly interner: Interner) {}

  samples(detail: number): SampleState[] {
    return Array.from({ length: this.sizes[detail] ?? 0 }, (_, i) => {
      const place = detail * TOP_SAMPLES + i;
      return { timeMs: this.times[place]!, texts: this.texts.slice(place * WIDTH, (place + 1) * WIDTH) };
    });
  }

  /** Is a record of this rank among the samples? Asked before the sample is made. */
  wants(detail: number, rank: number): boolean {
    const size = this.sizes[detail] ?? 0;
    return size < TOP_SAMPLES || rank <= this.ranks[detail * TOP_SAMPLES + size - 1]!;
  }

  /** `texts` in the order of `SAMPLE_TEXTS`. */
  add(detail: number, rank: number, timeMs: number, texts: readonly string[]): void {
    const ids = texts.map((text) => this.interner.internText(text));
    this.addIds(detail, rank, timeMs, ids);
  }

  /** The same by the numbers of the texts. */
  addIds(detail: number, rank: number, timeMs: number, ids: ArrayLike<number>): void {
    while (detail >= this.sizes.length) this.grow();
    const first = detail * TOP_SAMPLES;
    const size = this.sizes[detail]!;
    for (let place = first; place < first + size; place++) {
      if (this.ranks[place] !== rank || this.texts[place * WIDTH] !== ids[0]) continue;
      // The same request logged twice is one sample.
      if (this.order(rank, timeMs, ids, place) < 0) this.put(place, rank, timeMs, ids);
      return;
    }
    let place = first + size;
    while (place > first && this.order(rank, timeMs, ids, place - 1) < 0) place--;
    if (place >= first + TOP_SAMPLES) return;
    const last = first + Math.min(size, TOP_SAMPLES - 1);
    for (let to = last; to > place; to--) {
      this.put(to, this.ranks[to - 1]!, this.times[to - 1]!, this.texts.subarray((to - 1) * WIDTH, to * WIDTH));
    }
    this.put(place, rank, timeMs, ids);
    if (size < TOP_SAMPLES) this.sizes[detail]!++;
  }

  private put(place: number, rank: number, timeMs: number, ids: ArrayLike<number>): void {
    this.ranks[place] = rank;
    this.times[place] = timeMs;
    this.texts.set(ids, place * WIDTH);
  }

  /** Order of a sample to the one in a place. */
  private order(rank: number, timeMs: number, ids: ArrayLike<number>, place: number): number {
    if (rank !== this.ranks[place]) return rank - this.ranks[place]!;
    if (timeMs !== this.times[place]) return timeMs - this.times[place]!;
    for (let i = 0; i < WIDTH; i++) {
      const order = this.interner.compare(ids[i]!, this.texts[place * WIDTH + i]!);
      if (order !== 0) return order;
    }
    return 0;
  }

  private grow(): void {
    this.texts = grown(this.texts);
    this.times = grown(this.times);
    this.ranks = grown(this.ranks);
    this.sizes = grown(this.sizes);
  }
}

/** Rank of a sample: hash of the request id, or of what else tells requests apart when there is none. */
export function sampleRank(requestId: string, timeMs: number, path: string, ip: string): number {
  return requestId === '-' ? stableTextHash(`${timeMs} ${path} ${ip}`) : stableTextHash(requestId);
}
