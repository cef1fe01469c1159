import type { Interner } from './interner.js';
import { MAX_TEXT_BYTES } from './options.js';
import { grown, PairTable } from './pair-table.js';

/** Identity and counts of the groups, one column each. Times in ms UTC. */
export class Groups {
  /** (bucket × 32 + kind, requester) → group */
  private readonly table = new PairTable();
  counts = new Float64Array(256);
  firsts = new Float64Array(256);
  lasts = new Float64Array(256);
  healed = new Float64Array(256);
  succeeded = new Float64Array(256);
  /** Number of the group's detail, -1 for counts only. */
  details = new Int32Array(256);
  detailCount = 0;

  constructor(
    private readonly interner: Interner,
    private readonly maxGroups: number,
    private readonly detailGroups: number,
  ) {}

  get size(): number {
    return this.table.size;
  }

  bucket(group: number): number {
    return this.table.a(group) >>> 5;
  }

  kind(group: number): number {
    return this.table.a(group) & 31;
  }

  requester(group: number): number {
    return this.table.b(group);
  }

  find(bucket: number, kind: number, requester: number): number {
    return this.table.find((bucket << 5) | kind, requester);
  }

  /** Room for one more group? Its requester's text counts too: a hostile log may hold long ones. */
  get full(): boolean {
    return this.table.size >= this.maxGroups || this.interner.bytesUsed > 2 * MAX_TEXT_BYTES;
  }

  /** Would a new group have detail? */
  get hasDetailRoom(): boolean {
    return this.detailCount < this.detailGroups && !this.full;
  }

  /** A new group; `details` says whether it has one, and the caller opens it. */
  add(bucket: number, kind: number, requester: number): number {
    const group = this.table.add((bucket << 5) | kind, requester);
    if (group === this.counts.length) {
      this.counts = grown(this.counts);
      this.firsts = grown(this.firsts);
      this.lasts = grown(this.lasts);
      this.healed = grown(this.healed);
      this.succeeded = grown(this.succeeded);
      this.details = grown(this.details);
    }
    this.firsts[group] = Number.POSITIVE_INFINITY;
    this.lasts[group] = Number.NEGATIVE_INFINITY;
    this.details[group] = this.detailCount < this.detailGroups ? this.detailCount++ : -1;
    return group;
  }

  count(group: number, n: number, firstMs: number, lastMs: number): void {
    this.counts[group]! += n;
    if (firstMs < this.firsts[group]!) this.firsts[group] = firstMs;
    if (lastMs > this.lasts[group]!) this.lasts[group] = lastMs;
  }
}
