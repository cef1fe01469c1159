import { KERNEL_BASE64 } from './kernel-code.js';

/** What `next` stops for; the numbers are the kernel's. */
export const ALL_READ = 0;
export const EXACT = 1;
export const TOO_LONG = 2;
export const DENIAL = 3;
export const ASK_MINUTE = 4;
export const ASK_BUCKET = 5;
export const ASK_EVENT = 6;
export const ASK_FILTER = 7;
export const DRAIN = 8;

/** Forms of requesters: field 24, `key:` and a key, nobody. */
export const BY_ID = 0;
export const BY_KEY = 1;
export const NOBODY = 2;

/** What `as-kernel/kernel.ts` exports. Places are addresses in its memory, times seconds since the epoch. */
interface Exports {
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

  feed(from: number, to: number): void;
  finishLines(): void;
  beginLines(): void;
  dropLine(): void;
  next(): number;
  lineStart(): number;
  lineFinish(): number;
  fields(): number;
  lineTime(): number;
  lineBucket(): number;
  requesterForm(): number;
  requesterNumber(): number;
  refusalNumber(): number;
  readTexts(): void;
  setMinute(seconds: number): void;
  setBucket(row: number): number;
  setEvent(action: number, changes: number): number;
  setPassed(): void;
  settle(): void;
  setFilters(from: number, to: number, asks: number, selves: number): void;
  setSlotSeconds(seconds: number): void;
  setSeed(seed: number): void;
  deniedHere(group: number, text: number): number;

  lineCount(): number;
  excludedCount(): number;
  paymentCount(): number;
  legalCount(): number;
  clearCounts(): void;
  countEntries(): number;
  firstTime(): number;
  lastTime(): number;
  clearRequests(): void;
  healedEntries(): number;
  clearHealed(): void;

  noPairs(): number;
  pairOf(bucket: number, form: number, text: number): number;
  denied(bucket: number, form: number, text: number, group: number, pathHash: number, time: number): void;
  deniedAddress(bucket: number, from: number, length: number): void;
  succeeded(pair: number, action: number, from: number, length: number): void;
  succeededAddress(bucket: number, from: number, length: number): void;
  waits(pair: number, time: number): number;
  heal(pair: number, pathHash: number, time: number): void;
  clearEvidence(): void;

  findText(from: number, length: number): number;
  internText(from: number, length: number, needed: number): number;
  textAt(text: number): number;
  textLength(text: number): number;
  rowsAt(table: number): number;
  rowCount(table: number): number;
  placesAt(tally: number): number;
  placeCount(tally: number): number;
  pourAll(): void;

  startsAt(): number;
  endsAt(): number;
  textsAt(): number;
  selfAt(): number;
  countsAt(): number;
  healedAt(): number;
  scratchAt(): number;
  scratchSize(): number;
}

interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

const wasm = (globalThis as unknown as { readonly WebAssembly?: WasmApi }).WebAssembly;
let compiled: object | null = null;

/** An instance of the compiled kernel: inflates and counts lines over one memory. A file is read with one kernel, one file at a time. */
export class Kernel {
  readonly call: Exports;
  private view: Buffer;
  private numbers: Int32Array;

  private constructor(module: object) {
    this.call = new wasm!.Instance(module, {}).exports as Exports;
    this.view = Buffer.from(this.call.memory.buffer);
    this.numbers = new Int32Array(this.call.memory.buffer);
  }

  /** Null where there is no WebAssembly (`node --jitless`): everything then takes its way in plain JavaScript. */
  static open(): Kernel | null {
    if (wasm === undefined) return null;
    compiled ??= new wasm.Module(Buffer.from(KERNEL_BASE64, 'base64'));
    return new Kernel(compiled);
  }

  /** The whole memory. It may move with every call, so nobody keeps it. */
  get bytes(): Buffer {
    if (this.view.length === 0) this.refresh();
    return this.view;
  }

  /** The memory as numbers of 32 bits: address / 4. */
  get words(): Int32Array {
    if (this.numbers.length === 0) this.refresh();
    return this.numbers;
  }

  /** Calls back with every group that had a denial healed since the last call. */
  takeHealed(visit: (group: number) => void): void {
    const n = this.call.healedEntries();
    if (n === 0) return;
    const at = this.call.healedAt() / 4;
    for (let i = 0; i < n; i++) visit(this.words[at + i]!);
    this.call.clearHealed();
  }

  /** Puts a text where the kernel can read it; returns its length, -1 when it is too long to be passed. Bytes. */
  pass(text: string | Uint8Array): number {
    const at = this.call.scratchAt();
    const size = this.call.scratchSize();
    if (text.length > size) return -1;
    if (typeof text !== 'string') {
      this.bytes.set(text, at);
      return text.length;
    }
    if (text.length * 3 > size && Buffer.byteLength(text) > size) return -1;
    return this.bytes.write(text, at, 'utf8');
  }

  private refresh(): void {
    this.view = Buffer.from(this.call.memory.buffer);
    this.numbers = new Int32Array(this.call.memory.buffer);
  }
}
