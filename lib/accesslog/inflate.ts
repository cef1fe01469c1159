import type { Kernel } from './kernel.js';

/** What a step of the kernel ended with; the numbers are the kernel's. */
const NEED_INPUT = 0;
const OUTPUT_FULL = 1;
const DONE = 2;
const CORRUPT = 3;

/** Input that the kernel takes at once: little, so that a member of a few bytes does not cost the copy of what lies behind it. */
const TAKEN = 32 << 10;

/** `rest`: what was taken from behind the member's end. `truncated` comes only at the end of the input. */
export type InflateOutcome = 'more' | 'corrupt' | 'truncated' | { readonly rest: Buffer };

/**
 * Inflates the data of one gzip member after the other in one reused window of 1 MiB. The pieces it hands out are only valid during the
 * call. Unlike zlib's streams it delivers every byte before an error.
 */
export class Inflater {
  private readonly inputAt: number;
  private readonly inputSize: number;
  private outputStart = 0;
  /** Where unread input lies. */
  private from = 0;
  private length = 0;

  constructor(private readonly kernel: Kernel) {
    this.inputAt = kernel.call.inputAt();
    this.inputSize = kernel.call.inputSize();
  }

  /** A member begins. */
  begin(): void {
    this.kernel.call.begin();
    this.outputStart = this.kernel.call.slide();
    this.from = this.inputAt;
    this.length = 0;
  }

  /** Takes one more piece of input, or the end (`null`). */
  push(input: Buffer | null, output: (piece: Buffer) => void): InflateOutcome {
    if (input === null) return this.step(true, output);
    let outcome: InflateOutcome = 'more';
    for (let at = 0; at < input.length; ) {
      at += this.fill(input, at);
      outcome = this.step(false, output);
      if (outcome === 'more') continue;
      return typeof outcome === 'object' ? { rest: this.restOf(input, at, outcome.rest) } : outcome;
    }
    return outcome;
  }

  /** Appends input behind what is unread. */
  private fill(input: Buffer, at: number): number {
    const { bytes } = this.kernel;
    if (this.from > this.inputAt) {
      bytes.copyWithin(this.inputAt, this.from, this.from + this.length);
      this.from = this.inputAt;
    }
    const n = Math.min(input.length - at, TAKEN, this.inputSize - this.length);
    input.copy(bytes, this.from + this.length, at, at + n);
    this.length += n;
    return n;
  }

  private step(final: boolean, output: (piece: Buffer) => void): InflateOutcome {
    const { call } = this.kernel;
    for (;;) {
      const result = call.run(this.from, this.length, final ? 1 : 0);
      const position = call.inputPosition();
      this.length -= position - this.from;
      this.from = position;
      // More input is asked for before the window is full: what there is waits for the next call.
      const end = call.outputEnd();
      if (result !== NEED_INPUT && end > this.outputStart) {
        output(this.kernel.bytes.subarray(this.outputStart, end));
        this.outputStart = end;
      }
      if (result === OUTPUT_FULL) this.outputStart = call.slide();
      else if (result === NEED_INPUT) return 'more';
      else if (result === DONE) return { rest: this.unread() };
      else return result === CORRUPT ? 'corrupt' : 'truncated';
    }
  }

  /** What lies behind the member: nearly always the end of this piece of input as it is. */
  private restOf(input: Buffer, at: number, unread: Buffer): Buffer {
    const length = unread.length + input.length - at;
    return length <= input.length ? input.subarray(input.length - length) : Buffer.concat([unread, input.subarray(at)]);
  }

  private unread(): Buffer {
    const { bytes, call } = this.kernel;
    const taken = Array.from({ length: call.unusedBytes() }, (_, i) => call.unusedByte(i));
    return Buffer.concat([Buffer.from(taken), bytes.subarray(this.from, this.from + this.length)]);
  }
}
