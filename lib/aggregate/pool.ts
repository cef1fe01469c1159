/** Small arrays of numbers in one growing array: thousands of them cost neither an object each nor work for the garbage collector. */
export class Pool {
  cells = new Uint32Array(1024);
  private used = 0;
  /** Free places by the logarithm of their length, as chains: the first cell of each holds the next one plus 1. */
  private readonly free = new Int32Array(32);

  /** Zeroed room for `length` numbers, a power of two; returns where it begins in `cells`. */
  take(length: number): number {
    const size = 31 - Math.clz32(length);
    const free = this.free[size]! - 1;
    if (free >= 0) {
      this.free[size] = this.cells[free]!;
      this.cells.fill(0, free, free + length);
      return free;
    }
    const at = this.used;
    this.used += length;
    if (this.used > this.cells.length) {
      const bigger = new Uint32Array(Math.max(this.used, this.cells.length * 2));
      bigger.set(this.cells);
      this.cells = bigger;
    }
    return at;
  }

  give(at: number, length: number): void {
    const size = 31 - Math.clz32(length);
    this.cells[at] = this.free[size]!;
    this.free[size] = at + 1;
  }
}
