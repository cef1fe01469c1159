import { BY_ID, BY_KEY, type Kernel, NOBODY } from '../accesslog/kernel.js';
import type { EvidenceStore, SuccessVisitor } from './evidence.js';
import type { Interner } from './interner.js';
import { MAX_TEXT_BYTES } from './options.js';

/** Tables of the kernel, and 32-bit numbers of a row. */
const STRETCHES = 1;
const STRETCH_WIDTH = 4;
const ADDRESSES = 2;
/** Tallies of the kernel. */
const ACTIONS = 0;
const PREFIXES = 1;
/** 32-bit numbers of an address and of a place of a tally. */
const WIDTH = 3;
const KEY = Buffer.from('key:');
const ANONYMOUS = 'anonymous';

/** The evidence of a file that the kernel reads: it counts most successes by itself (`as-kernel/evidence.ts`), this is the way for the rest. */
export class KernelEvidence implements EvidenceStore {
  constructor(
    private readonly kernel: Kernel,
    private readonly interner: Interner,
  ) {}

  get empty(): boolean {
    return this.kernel.call.noPairs() !== 0;
  }

  pair(bucket: number, requester: number): number {
    const { form, length } = this.passRequester(requester);
    const { call } = this.kernel;
    if (form === NOBODY) return call.pairOf(bucket, form, 0);
    return call.pairOf(bucket, form, length < 0 ? -1 : call.findText(call.scratchAt(), length));
  }

  denied(bucket: number, requester: number, group: number, pathHash: number, timeMs: number): void {
    const { form, length } = this.passRequester(requester);
    const { call } = this.kernel;
    const text = form === NOBODY ? 0 : length < 0 ? -1 : call.internText(call.scratchAt(), length, 1);
    if (text >= 0) call.denied(bucket, form, text, group, pathHash, timeMs / 1000);
  }

  deniedAddress(bucket: number, ip: string): void {
    const length = this.kernel.pass(ip);
    if (length >= 0) this.kernel.call.deniedAddress(bucket, this.kernel.call.scratchAt(), length);
  }

  succeededAddress(bucket: number, ip: string): void {
    const length = this.kernel.pass(ip);
    if (length >= 0) this.kernel.call.succeededAddress(bucket, this.kernel.call.scratchAt(), length);
  }

  succeeded(pair: number, action: number, bytes: Uint8Array, start: number, end: number): void {
    const length = this.kernel.pass(bytes.subarray(start, end));
    if (length >= 0) this.kernel.call.succeeded(pair, action, this.kernel.call.scratchAt(), length);
  }

  waits(pair: number, timeMs: number): boolean {
    return this.kernel.call.waits(pair, timeMs / 1000) !== 0;
  }

  heal(pair: number, pathHash: number, timeMs: number, visit: (group: number) => void): void {
    this.kernel.call.heal(pair, pathHash, timeMs / 1000);
    this.kernel.takeHealed(visit);
  }

  finish(visitor: SuccessVisitor, address: (bucket: number, ip: string) => void): void {
    if (this.empty) return;
    const { call } = this.kernel;
    call.pourAll();
    const stretches = call.rowsAt(STRETCHES) / 4;
    const pour = (stretch: number, visit: (group: number) => void) => {
      // A stretch belongs to its own group and to those that began before it.
      for (let s = stretch; s >= 0; ) {
        const row = stretches + s * STRETCH_WIDTH;
        visit(this.kernel.words[row + 1]!);
        s = this.kernel.words[row + 2]! - 1;
      }
    };
    for (let s = 0; s < call.rowCount(STRETCHES); s++) {
      const count = this.kernel.words[stretches + s * STRETCH_WIDTH + 3]!;
      if (count > 0) pour(s, (group) => visitor.count(group, count));
    }
    this.eachCount(ACTIONS, (stretch, action, count) => pour(stretch, (group) => visitor.action(group, action, count)));
    const prefixes = new Map<number, number>();
    this.eachCount(PREFIXES, (stretch, text, count) => {
      let prefix = prefixes.get(text);
      if (prefix === undefined) {
        prefix = this.internedText(text);
        prefixes.set(text, prefix);
      }
      const id = prefix;
      if (id >= 0) pour(stretch, (group) => visitor.prefix(group, id, count));
    });
    const from = call.rowsAt(ADDRESSES) / 4;
    for (let i = 0, at = from; i < call.rowCount(ADDRESSES); i++, at += WIDTH) {
      const { words } = this.kernel;
      if (words[at + 2] === 1) address(words[at]!, this.text(words[at + 1]!).toString('utf8'));
    }
    this.reset();
  }

  reset(): void {
    this.kernel.call.clearEvidence();
  }

  private eachCount(tally: number, visit: (a: number, b: number, count: number) => void): void {
    const { call, words } = this.kernel;
    const from = call.placesAt(tally) / 4;
    const n = call.placeCount(tally);
    for (let i = 0, at = from; i < n; i++, at += WIDTH) {
      const count = words[at + 2]!;
      if (count !== 0) visit(words[at]!, words[at + 1]!, count);
    }
  }

  /** The number that this text has among the aggregate's; -1 when there is no room for it. */
  private internedText(text: number): number {
    const bytes = this.text(text);
    const known = this.interner.find(bytes, 0, bytes.length);
    if (known >= 0 || this.interner.bytesUsed > MAX_TEXT_BYTES) return known;
    return this.interner.intern(bytes, 0, bytes.length);
  }

  private text(text: number): Buffer {
    const at = this.kernel.call.textAt(text);
    return this.kernel.bytes.subarray(at, at + this.kernel.call.textLength(text));
  }

  /** Puts what names a requester where the kernel reads it. */
  private passRequester(requester: number): { form: number; length: number } {
    const bytes = this.interner.bytes(requester);
    if (bytes.length === ANONYMOUS.length && bytes.toString('latin1') === ANONYMOUS) return { form: NOBODY, length: 0 };
    const byKey = bytes.length >= KEY.length && bytes.subarray(0, KEY.length).equals(KEY);
    return { form: byKey ? BY_KEY : BY_ID, length: this.kernel.pass(byKey ? bytes.subarray(KEY.length) : bytes) };
  }
}
