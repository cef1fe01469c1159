import { KEPT_REQUESTS } from './options.js';
import { grown } from './pair-table.js';

/** Numbers of a row: hash, path, address, parameters (0 for none, else text plus 1), next row of the shape plus 1. */
const WIDTH = 5;
const PATH = 1;
const ADDRESS = 2;
const PARAMS = 3;
const NEXT = 4;

/** One request of a shape: texts by number, `params` plus 1 (0 for none). */
export interface KeptRequest {
  readonly path: number;
  readonly ip: number;
  readonly params: number;
  readonly count: number;
}

/** The requests that shapes keep, in columns: of too many those with the smallest stable hash. */
export class RequestStore {
  private cells = new Int32Array(256 * WIDTH);
  private counts = new Float64Array(256);
  private rows = 0;
  private free = 0;
  private heads = new Int32Array(256);
  private sizes = new Int32Array(256);
  /** Largest hash that a full shape keeps. */
  private worsts = new Int32Array(256);
  /** Rows in use. */
  total = 0;

  /** The first kept request of this hash, from a row on; -1 for none. */
  find(shape: number, hash: number, after = -1): number {
    if (after < 0 && this.isFull(shape) && hash > this.worsts[shape]!) return -1;
    const { cells } = this;
    let row = (after < 0 ? (this.heads[shape] ?? 0) : cells[after * WIDTH + NEXT]!) - 1;
    while (row >= 0 && cells[row * WIDTH] !== hash) row = cells[row * WIDTH + NEXT]! - 1;
    return row;
  }

  path(row: number): number {
    return this.cells[row * WIDTH + PATH]!;
  }

  address(row: number): number {
    return this.cells[row * WIDTH + ADDRESS]!;
  }

  count(row: number, n: number): void {
    this.counts[row]! += n;
  }

  /** Is a new request of this hash among those that are kept? `hasRoom`: for one more of a shape that has some. */
  keeps(shape: number, hash: number, hasRoom: boolean): boolean {
    if (this.isFull(shape)) return this.worsts[shape]! > hash;
    return hasRoom || this.size(shape) === 0;
  }

  /** Keeps a request; returns the count of the one that had to go for it. */
  keep(shape: number, hash: number, path: number, ip: number, params: number, n: number): number {
    const full = this.isFull(shape);
    const row = full ? this.rowOf(shape, this.worsts[shape]!) : this.newRow(shape);
    const gone = full ? this.counts[row]! : 0;
    const at = row * WIDTH;
    this.cells[at] = hash;
    this.cells[at + PATH] = path;
    this.cells[at + ADDRESS] = ip;
    this.cells[at + PARAMS] = params;
    this.counts[row] = n;
    if (this.isFull(shape)) this.worsts[shape] = this.worst(shape);
    return gone;
  }

  /** The requests of a shape, in no useful order. */
  of(shape: number): KeptRequest[] {
    const found: KeptRequest[] = [];
    const { cells, counts } = this;
    for (let row = (this.heads[shape] ?? 0) - 1; row >= 0; row = cells[row * WIDTH + NEXT]! - 1) {
      const at = row * WIDTH;
      found.push({
        path: cells[at + PATH]!,
        ip: cells[at + ADDRESS]!,
        params: cells[at + PARAMS]!,
        count: counts[row]!,
      });
    }
    return found;
  }

  /** Forgets the requests of a shape. */
  clear(shape: number): void {
    if (shape >= this.heads.length) return;
    for (let row = this.heads[shape]! - 1; row >= 0; ) {
      const next = this.cells[row * WIDTH + NEXT]! - 1;
      this.cells[row * WIDTH + NEXT] = this.free;
      this.free = row + 1;
      this.total--;
      row = next;
    }
    this.heads[shape] = 0;
    this.sizes[shape] = 0;
  }

  private size(shape: number): number {
    return this.sizes[shape] ?? 0;
  }

  private isFull(shape: number): boolean {
    return this.size(shape) >= KEPT_REQUESTS;
  }

  private newRow(shape: number): number {
    while (shape >= this.heads.length) {
      this.heads = grown(this.heads);
      this.sizes = grown(this.sizes);
      this.worsts = grown(this.worsts);
    }
    let row = this.free - 1;
    if (row >= 0) this.free = this.cells[row * WIDTH + NEXT]!;
    else {
      row = this.rows++;
      if (row === this.counts.length) {
        this.counts = grown(this.counts);
        this.cells = grown(this.cells);
      }
    }
    this.cells[row * WIDTH + NEXT] = this.heads[shape]!;
    this.heads[shape] = row + 1;
    this.sizes[shape]!++;
    this.total++;
    return row;
  }

  private rowOf(shape: number, hash: number): number {
    let row = this.heads[shape]! - 1;
    while (this.cells[row * WIDTH] !== hash) row = this.cells[row * WIDTH + NEXT]! - 1;
    return row;
  }

  private worst(shape: number): number {
    let worst = -1;
    for (let row = this.heads[shape]! - 1; row >= 0; row = this.cells[row * WIDTH + NEXT]! - 1) {
      if (this.cells[row * WIDTH]! > worst) worst = this.cells[row * WIDTH]!;
    }
    return worst;
  }
}
