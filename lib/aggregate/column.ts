import { grown } from './pair-table.js';

/** A column as it is written: an array, which JSON takes, or numbers side by side, which a thread hands over without a copy. */
export interface Column {
  push(value: number): unknown;
}

/** A growing column of numbers in one buffer. */
export class NumberColumn implements Column {
  private cells = new Float64Array(64);
  private length = 0;

  push(value: number): void {
    if (this.length === this.cells.length) this.cells = grown(this.cells);
    this.cells[this.length++] = value;
  }

  /** What was written: a view of the buffer. */
  get values(): Float64Array {
    return this.cells.subarray(0, this.length);
  }
}
