import { Pool } from './pool.js';

/** Precision of a new sketch: 2^14 registers, 0.8 % standard error. */
const PRECISION = 14;
/** Below this many entries a sketch keeps its registers as a list. */
const MAX_SPARSE = 1024;

/** Memory of all sketches of one aggregate: beyond the steps new registers are coarser, so that no input can fill the memory. Bytes. */
export class SketchBudget {
  used = 0;
  /** Registers of small sketches. */
  readonly pool = new Pool();
  get precision(): number {
    return this.used < 16 << 20 ? PRECISION : this.used < 40 << 20 ? 11 : 9;
  }
}

/**
 * Distinct count by HyperLogLog (p = 14). Adding is idempotent and merging takes the maximum of the registers, so that the result does not
 * depend on order or split. Small sets are kept as a sorted-on-demand list of registers.
 */
export class Sketch {
  private sparse: SparseRegisters | null;
  private registers: Uint8Array | null = null;
  private precision = PRECISION;

  constructor(private readonly budget: SketchBudget) {
    this.sparse = new SparseRegisters(budget.pool);
  }

  /** Adds an element by two independent 32-bit hashes. */
  add(high: number, low: number): void {
    const index = high >>> (32 - PRECISION);
    // The rank looks at the bits after the index, then at the second hash.
    const rest = ((high << PRECISION) | (low >>> (32 - PRECISION))) >>> 0;
    const rank = rest === 0 ? 33 + Math.clz32((low << PRECISION) >>> 0) : Math.clz32(rest) + 1;
    this.put(index, Math.min(rank, 63));
  }

  /** Takes the registers of another sketch in. */
  merge(other: Sketch): void {
    for (const [index, rank] of other.entries()) this.putAt(index, rank, other.precision);
  }

  estimate(): number {
    const p = this.precision;
    const m = 2 ** p;
    let zeros = m;
    let sum = 0;
    for (const [, rank] of this.entries()) {
      zeros--;
      sum += 2 ** -rank;
    }
    const raw = ((0.7213 / (1 + 1.079 / m)) * m * m) / (sum + zeros);
    if (raw <= 2.5 * m && zeros > 0) return Math.round(m * Math.log(m / zeros));
    return Math.round(raw);
  }

  /** `[precision, index, rank, index, rank, …]`, indexes ascending: the same for equal sets. */
  toColumns(): number[] {
    const out = [this.precision];
    for (const [index, rank] of [...this.entries()].sort((a, b) => a[0] - b[0])) out.push(index, rank);
    return out;
  }

  /** Takes what `toColumns` gave in; anything out of range is left out. */
  addColumns(columns: ArrayLike<number>): void {
    const precision = columns[0]!;
    if (!Number.isInteger(precision) || precision < 4 || precision > PRECISION) return;
    for (let i = 1; i + 1 < columns.length; i += 2) {
      const index = columns[i]!;
      const rank = columns[i + 1]!;
      if (index >= 0 && index < 2 ** precision && rank > 0 && rank < 64) this.putAt(index, rank, precision);
    }
  }

  private *entries(): Iterable<readonly [index: number, rank: number]> {
    if (this.sparse !== null) yield* this.sparse.entries();
    else if (this.registers !== null) {
      for (let i = 0; i < this.registers.length; i++) if (this.registers[i] !== 0) yield [i, this.registers[i]!];
    }
  }

  private put(index: number, rank: number): void {
    this.putAt(index, rank, PRECISION);
  }

  /** Registers of different precision meet at the coarser one: the bits that leave the index become leading bits of the rest. */
  private putAt(index: number, rank: number, precision: number): void {
    if (precision < this.precision) this.coarsen(precision);
    for (let p = precision; p > this.precision; p--) {
      rank = (index & 1) === 1 ? 1 : rank + 1;
      index >>>= 1;
      // A set bit in front ends the run of zeros; what was counted behind it no longer matters.
    }
    if (this.sparse !== null) {
      const before = this.sparse.raise(index, rank);
      if (before === 0 && this.sparse.size > MAX_SPARSE) this.toDense();
      else if (before === 0) this.budget.used += 16;
      return;
    }
    const registers = this.registers!;
    if (rank > registers[index]!) registers[index] = rank;
  }

  private toDense(): void {
    const entries = [...this.entries()];
    const from = this.precision;
    this.budget.used -= (entries.length - 1) * 16;
    this.precision = Math.min(from, this.budget.precision);
    this.sparse?.free();
    this.sparse = null;
    this.registers = new Uint8Array(2 ** this.precision);
    this.budget.used += this.registers.length;
    for (const [index, rank] of entries) this.putAt(index, rank, from);
  }

  private coarsen(precision: number): void {
    const entries = [...this.entries()];
    const from = this.precision;
    this.precision = precision;
    if (this.sparse !== null) {
      this.sparse.free();
      this.sparse = new SparseRegisters(this.budget.pool);
    } else {
      this.budget.used -= this.registers!.length;
      this.registers = new Uint8Array(2 ** precision);
      this.budget.used += this.registers.length;
    }
    for (const [index, rank] of entries) this.putAt(index, rank, from);
  }
}

/** Few registers of many, four bytes each: index and rank in one number, found by open addressing. */
class SparseRegisters {
  private at: number;
  private length = 4;
  size = 0;

  constructor(private readonly pool: Pool) {
    this.at = pool.take(this.length);
  }

  /** Raises a register to `rank` unless it is higher; returns what it was, 0 for none. */
  raise(index: number, rank: number): number {
    const { cells } = this.pool;
    const mask = this.length - 1;
    let i = (index * 0x9e37) & mask;
    for (let cell = cells[this.at + i]!; cell !== 0; cell = cells[this.at + i]!) {
      if (cell >>> 6 === index) {
        const before = cell & 63;
        if (rank > before) cells[this.at + i] = (index << 6) | rank;
        return before;
      }
      i = (i + 1) & mask;
    }
    cells[this.at + i] = (index << 6) | rank;
    this.size++;
    if (this.size * 4 > this.length * 3) this.grow();
    return 0;
  }

  *entries(): Iterable<readonly [index: number, rank: number]> {
    for (let i = 0; i < this.length; i++) {
      const cell = this.pool.cells[this.at + i]!;
      if (cell !== 0) yield [cell >>> 6, cell & 63];
    }
  }

  free(): void {
    this.pool.give(this.at, this.length);
  }

  private grow(): void {
    const { at, length } = this;
    this.length = length * 2;
    this.at = this.pool.take(this.length);
    this.size = 0;
    for (let i = 0; i < length; i++) {
      const cell = this.pool.cells[at + i]!;
      if (cell !== 0) this.raise(cell >>> 6, cell & 63);
    }
    this.pool.give(at, length);
  }
}
