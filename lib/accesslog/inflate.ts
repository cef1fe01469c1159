import { KERNEL_BASE64 } from './kernel-code.js';

/** What a step of the kernel ended with; the numbers are the kernel's. */
const NEED_INPUT = 0;
const OUTPUT_FULL = 1;
const DONE = 2;
const CORRUPT = 3;

interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  inputAt(): number;
  inputSize(): number;
  inputPosition(): number;
  outputEnd(): number;
  unusedBytes(): number;
  unusedByte(i: number): number;
  begin(): void;
  slide(): number;
  run(from: number, length: number, final: number): number;
}

interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

let compiled: object | null = null;

function newKernel(): Kernel {
  const wasm = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;
  compiled ??= new wasm.Module(Buffer.from(KERNEL_BASE64, 'base64'));
  return new wasm.Instance(compiled, {}).exports as Kernel;
}

/**
 * Inflates the data of one gzip member after the other in one reused window of 1 MiB. The pieces it hands out are only valid during the
 * call. Unlike zlib's streams it delivers every byte before an error.
 */
export class Inflater {
  private readonly kernel = newKernel();
  private readonly memory = Buffer.from(this.kernel.memory.buffer);
  private readonly inputAt = this.kernel.inputAt();
  private readonly inputSize = this.kernel.inputSize();
  private outputStart = this.kernel.slide();
  /** Where unread input lies. */
  private from = this.inputAt;
  private length = 0;

  /** A member begins. */
  begin(): void {
    this.kernel.begin();
    this.outputStart = this.kernel.slide();
    this.from = this.inputAt;
    this.length = 0;
  }

  /**
   * Takes one more piece of input, or the end (`null`). `member-end` comes with the bytes behind the member that were taken already;
   * `truncated` only at the end of the input.
   */
  push(
    input: Buffer | null,
    output: (piece: Buffer) => void,
  ): 'more' | 'corrupt' | 'truncated' | { readonly rest: Buffer } {
    if (input === null) return this.step(true, output);
    let outcome: ReturnType<Inflater['step']> = 'more';
    for (let at = 0; at < input.length; ) {
      at += this.fill(input, at);
      outcome = this.step(false, output);
      if (outcome === 'more') continue;
      return typeof outcome === 'object' ? { rest: Buffer.concat([outcome.rest, input.subarray(at)]) } : outcome;
    }
    return outcome;
  }

  /** Appends input behind what is unread. */
  private fill(input: Buffer, at: number): number {
    if (this.from > this.inputAt) {
      this.memory.copyWithin(this.inputAt, this.from, this.from + this.length);
      this.from = this.inputAt;
    }
    const n = Math.min(input.length - at, this.inputSize - this.length);
    input.copy(this.memory, this.from + this.length, at, at + n);
    this.length += n;
    return n;
  }

  private step(
    final: boolean,
    output: (piece: Buffer) => void,
  ): 'more' | 'corrupt' | 'truncated' | { readonly rest: Buffer } {
    const { kernel, memory } = this;
    for (;;) {
      const result = kernel.run(this.from, this.length, final ? 1 : 0);
      const position = kernel.inputPosition();
      this.length -= position - this.from;
      this.from = position;
      // More input is asked for before the window is full: what there is waits for the next call.
      const end = kernel.outputEnd();
      if (result !== NEED_INPUT && end > this.outputStart) {
        output(memory.subarray(this.outputStart, end));
        this.outputStart = end;
      }
      if (result === OUTPUT_FULL) this.outputStart = kernel.slide();
      else if (result === NEED_INPUT) return 'more';
      else if (result === DONE) return { rest: this.unread() };
      else return result === CORRUPT ? 'corrupt' : 'truncated';
    }
  }

  private unread(): Buffer {
    const taken = Array.from({ length: this.kernel.unusedBytes() }, (_, i) => this.kernel.unusedByte(i));
    return Buffer.concat([Buffer.from(taken), this.memory.subarray(this.from, this.from + this.length)]);
  }
}
