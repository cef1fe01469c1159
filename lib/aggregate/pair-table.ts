/**
 * Pairs of numbers → dense rows from 0 up: an open-addressing table over typed arrays. The columns that hang on a row belong to the caller.
 */
export class PairTable {
  /** Both numbers of a row side by side: a search then fetches one line of the cache for a row. */
  private pairs = new Uint32Array(512);
  private slots = new Int32Array(1024);
  private mask = 1023;
  private rows = 0;

  get size(): number {
    return this.rows;
  }

  a(row: number): number {
    return this.pairs[row * 2]!;
  }

  b(row: number): number {
    return this.pairs[row * 2 + 1]!;
  }

  /** The row of a pair, -1 when it has none. */
  find(a: number, b: number): number {
    const { slots, pairs, mask } = this;
    for (let slot = mix(a, b) & mask; ; slot = (slot + 1) & mask) {
      const row = slots[slot]! - 1;
      if (row < 0) return -1;
      if (pairs[row * 2] === a && pairs[row * 2 + 1] === b) return row;
    }
  }

  /** Gives a pair that has no row the next one. */
  add(a: number, b: number): number {
    const row = this.rows++;
    if (row * 2 === this.pairs.length) this.pairs = grown(this.pairs);
    this.pairs[row * 2] = a;
    this.pairs[row * 2 + 1] = b;
    if (this.rows * 2 > this.slots.length) this.rehash();
    else this.place(row);
    return row;
  }

  clear(): void {
    if (this.rows === 0) return;
    this.rows = 0;
    this.slots.fill(0);
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    this.mask = this.slots.length - 1;
    for (let row = 0; row < this.rows; row++) this.place(row);
  }

  private place(row: number): void {
    let slot = mix(this.pairs[row * 2]!, this.pairs[row * 2 + 1]!) & this.mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask;
    this.slots[slot] = row + 1;
  }
}

function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x5bd1e995, 0x9e3779b1) ^ Math.imul(b + 0x7f4a7c15, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return h ^ (h >>> 13);
}

/** Twice the length, the same beginning. */
export function grown<T extends Uint32Array | Int32Array | Float64Array | Uint8Array>(column: T): T {
  const bigger = new (column.constructor as new (length: number) => T)(column.length * 2);
  bigger.set(column);
  return bigger;
}
