import { type Interner, stableHash } from './interner.js';
import { EXACT_DISTINCT, LISTS, MAX_ENTRIES, MAX_TEXT_BYTES, TOP_VALUES } from './options.js';
import { grown, PairTable } from './pair-table.js';
import { Sketch, SketchBudget } from './sketch.js';

const SECOND_BASIS = 0x9747b28c;

/**
 * The bounded lists of all groups in one table: (list, value) → count. A list keeps its first 1,000 distinct values with exact counts; what
 * comes after them is told apart by a sketch only. `list = detail × 11 + number of the list`.
 */
export class ValueLists {
  private readonly table = new PairTable();
  private counts = new Float64Array(256);
  private nexts = new Int32Array(256);
  private heads = new Int32Array(256);
  private sizes = new Uint32Array(256);
  private readonly sketches = new Map<number, Sketch>();
  private readonly budget = new SketchBudget();

  constructor(private readonly interner: Interner) {}

  /** Makes room for the lists of a new detail. */
  open(detail: number): void {
    while ((detail + 1) * LISTS.length > this.heads.length) {
      this.heads = grown(this.heads);
      this.sizes = grown(this.sizes);
    }
  }

  /** Counts a value given by its bytes; it is only stored when it is counted one by one. */
  add(list: number, bytes: Uint8Array, start: number, end: number, n: number): void {
    const { interner } = this;
    const room = this.hasRoom(list);
    const id = room ? interner.intern(bytes, start, end) : interner.find(bytes, start, end);
    if (id >= 0 && this.countKept(list, id, n)) return;
    if (room) this.insert(list, id, n);
    else this.sketch(list).add(stableHash(bytes, start, end), stableHash(bytes, start, end, SECOND_BASIS));
  }

  /** Counts a value that is interned already. */
  addId(list: number, id: number, n: number): void {
    if (this.countKept(list, id, n)) return;
    if (this.hasRoom(list)) this.insert(list, id, n);
    else this.sketch(list).add(this.interner.stableHash(id), this.interner.stableHash(id, SECOND_BASIS));
  }

  /** Takes in what another list knows of values that it no longer tells apart. */
  addSketch(list: number, columns: ArrayLike<number>): void {
    this.sketch(list).addColumns(columns);
  }

  /** Registers of a list that has more values than it keeps, else null. */
  sketchOf(list: number): Sketch | null {
    return this.sketches.get(list) ?? null;
  }

  /** Number of values kept. */
  kept(list: number): number {
    return this.sizes[list] ?? 0;
  }

  /** Calls back with each kept value and its count, in no useful order. */
  each(list: number, visit: (id: number, count: number) => void): void {
    for (let row = (this.heads[list] ?? 0) - 1; row >= 0; row = this.nexts[row]! - 1)
      visit(this.table.b(row), this.counts[row]!);
  }

  /** `false`: the list does not hold this value. */
  private countKept(list: number, id: number, n: number): boolean {
    // Most lists of a group hold one value: it is looked at where it lies, beside those of the group's other lists.
    const latest = this.heads[list]! - 1;
    if (latest >= 0 && this.table.b(latest) === id) {
      this.counts[latest]! += n;
      return true;
    }
    const row = this.table.find(list, id);
    if (row < 0) return false;
    this.counts[row]! += n;
    return true;
  }

  private hasRoom(list: number): boolean {
    // A sketch stands for the whole set: what comes after it began belongs to it alone.
    if (this.sketches.size > 0 && this.sketches.has(list)) return false;
    const size = this.sizes[list]!;
    if (size < TOP_VALUES) return true;
    return size < EXACT_DISTINCT && this.table.size < MAX_ENTRIES && this.interner.bytesUsed < MAX_TEXT_BYTES;
  }

  private insert(list: number, id: number, n: number): void {
    const row = this.table.add(list, id);
    if (row === this.counts.length) {
      this.counts = grown(this.counts);
      this.nexts = grown(this.nexts);
    }
    this.counts[row] = n;
    this.nexts[row] = this.heads[list]!;
    this.heads[list] = row + 1;
    this.sizes[list]!++;
  }

  private sketch(list: number): Sketch {
    let sketch = this.sketches.get(list);
    if (sketch === undefined) {
      sketch = new Sketch(this.budget);
      // The sketch stands for the whole set, so that two of them merge into the sketch of the union.
      const into = sketch;
      this.each(list, (id) => into.add(this.interner.stableHash(id), this.interner.stableHash(id, SECOND_BASIS)));
      this.sketches.set(list, sketch);
    }
    return sketch;
  }
}
