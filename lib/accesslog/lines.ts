import { MAX_LINE_BYTES } from './parse-line.js';

/** What becomes of the lines of a file. The bytes are only valid during the call. */
export interface LineHandler {
  /** A line without its `\n`, never blank. */
  line(bytes: Buffer, start: number, end: number): void;
  /** A line beyond 1 MiB was skipped. */
  tooLong(): void;
}

/** Cuts chunks into lines. Holds at most one line of 1 MiB, whatever comes. */
export class LineSplitter {
  private carry = Buffer.allocUnsafe(0);
  private carried = 0;
  private skipping = false;

  constructor(private readonly handler: LineHandler) {}

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      if (this.carried > 0 || this.skipping) this.finishCarried(chunk, end);
      else this.emit(chunk, start, end);
      start = end + 1;
    }
    if (start < chunk.length) this.keep(chunk, start);
  }

  /** The last line, when it has no line end. */
  end(): void {
    if (this.skipping) this.handler.tooLong();
    else if (this.carried > 0) this.emit(this.carry, 0, this.carried);
    this.drop();
  }

  /** Forgets a line that was cut off by damage. */
  drop(): void {
    this.carried = 0;
    this.skipping = false;
  }

  private finishCarried(chunk: Buffer, end: number): void {
    this.keep(chunk, 0, end);
    if (this.skipping) this.handler.tooLong();
    else this.emit(this.carry, 0, this.carried);
    this.drop();
  }

  private keep(chunk: Buffer, start: number, end = chunk.length): void {
    const length = end - start;
    if (this.skipping) return;
    if (this.carried + length > MAX_LINE_BYTES) {
      this.skipping = true;
      this.carried = 0;
      return;
    }
    if (this.carried + length > this.carry.length) {
      const bigger = Buffer.allocUnsafe(Math.max(4096, 2 * (this.carried + length)));
      this.carry.copy(bigger, 0, 0, this.carried);
      this.carry = bigger;
    }
    chunk.copy(this.carry, this.carried, start, end);
    this.carried += length;
  }

  private emit(bytes: Buffer, start: number, end: number): void {
    if (end - start > MAX_LINE_BYTES) this.handler.tooLong();
    else if (!isBlank(bytes, start, end)) this.handler.line(bytes, start, end);
  }
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const c = bytes[i]!;
    if (c !== 32 && c !== 13 && c !== 9) return false;
  }
  return true;
}
