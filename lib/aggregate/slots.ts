import { KINDS } from '../denial/kinds.js';
import { MAX_GROUP_SLOTS, MAX_SLOTS } from './options.js';
import { grown, PairTable } from './pair-table.js';

const KIND_COUNT = KINDS.length;

/** Requests and denials of each bucket by 5-minute slot (number of the slot since the epoch), and denials of each group by slot. */
export class Slots {
  private readonly table = new PairTable();
  requests = new Float64Array(256);
  denials = new Float64Array(256);
  /** Row × kinds. */
  kinds = new Float64Array(256 * KIND_COUNT);
  private readonly groupTable = new PairTable();
  groupCounts = new Float64Array(256);
  private lastRow = -1;
  /** What found no slot because there were too many. */
  lost = 0;

  get size(): number {
    return this.table.size;
  }

  get groupSize(): number {
    return this.groupTable.size;
  }

  bucket(row: number): number {
    return this.table.a(row);
  }

  slot(row: number): number {
    return this.table.b(row);
  }

  group(row: number): number {
    return this.groupTable.a(row);
  }

  groupSlot(row: number): number {
    return this.groupTable.b(row);
  }

  /** The row of a bucket's slot, -1 when there is no room for another (then `n` requests are lost). Neighbouring lines share theirs. */
  row(bucket: number, slot: number, n = 1): number {
    const last = this.lastRow;
    if (last >= 0 && this.table.b(last) === slot && this.table.a(last) === bucket) return last;
    let row = this.table.find(bucket, slot);
    if (row < 0) {
      if (this.table.size >= MAX_SLOTS) {
        this.lost += n;
        return -1;
      }
      row = this.table.add(bucket, slot);
      if (row === this.requests.length) {
        this.requests = grown(this.requests);
        this.denials = grown(this.denials);
        this.kinds = grown(this.kinds);
      }
    }
    this.lastRow = row;
    return row;
  }

  countKind(row: number, kind: number, n: number): void {
    this.denials[row]! += n;
    this.kinds[row * KIND_COUNT + kind]! += n;
  }

  countGroup(group: number, slot: number, n: number): void {
    let row = this.groupTable.find(group, slot);
    if (row < 0) {
      if (this.groupTable.size >= MAX_GROUP_SLOTS) {
        this.lost += n;
        return;
      }
      row = this.groupTable.add(group, slot);
      if (row === this.groupCounts.length) this.groupCounts = grown(this.groupCounts);
    }
    this.groupCounts[row]! += n;
  }
}
