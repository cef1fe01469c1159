import type { LineHandler } from '../accesslog/lines.js';
import { parseLine } from '../accesslog/parse-line.js';
import type { Aggregate } from './aggregate.js';

/** Counts every line through the exact parser: the way where there is no WebAssembly, and what the kernel is measured against. */
export class ExactLines implements LineHandler {
  constructor(private readonly aggregate: Aggregate) {}

  line(bytes: Buffer, start: number, end: number): void {
    this.aggregate.inputs.lines++;
    const parsed = parseLine(bytes.subarray(start, end));
    if (parsed.ok) this.aggregate.add(parsed.record);
    else this.aggregate.reject(parsed.reason);
  }

  tooLong(): void {
    this.aggregate.inputs.lines++;
    this.aggregate.reject('too-long');
  }
}
