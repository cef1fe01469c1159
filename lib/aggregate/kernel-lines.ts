import { eventTimeMs } from '../accesslog/event-time.js';
import {
  ALL_READ,
  ASK_BUCKET,
  ASK_EVENT,
  ASK_FILTER,
  ASK_MINUTE,
  DENIAL,
  DRAIN,
  EXACT,
  type Kernel,
  TOO_LONG,
} from '../accesslog/kernel.js';
import { parseLine } from '../accesslog/parse-line.js';
import { redactSecrets } from '../accesslog/secrets.js';
import { isSettingsChange, rowOfEvent } from '../denial/action.js';
import type { Aggregate } from './aggregate.js';
import { KernelDenials } from './kernel-denials.js';
import { SLOT_MS } from './options.js';

/** Longest event name that is remembered. Bytes. */
const LONGEST_EVENT = 100;
/** Identities of the tool that the kernel can hold, and their length. */
const MOST_SELVES = 8;
const LONGEST_SELF = 63;
/** Bytes of a plain file that are read at once. */
const WINDOW = 1 << 20;

/** Work that was done, for the regression test that counts instead of timing. */
export interface LineCounts {
  lines: number;
  /** Handed to the exact parser whole. */
  exact: number;
  /** Denials that were counted from their bytes. */
  denials: number;
  /** Answers that the kernel waited for. */
  answers: number;
  /** Bytes copied because they were not in the kernel's memory. */
  copied: number;
}

/**
 * Counts the lines of one file in the kernel: a line that is no denial makes neither string nor object. Every line that the kernel does not
 * fully understand goes to the exact parser; both count the same for every line.
 */
export class KernelLines {
  readonly counts: LineCounts = { lines: 0, exact: 0, denials: 0, answers: 0, copied: 0 };
  private readonly denials: KernelDenials;
  private plainAt = -1;

  constructor(
    private readonly aggregate: Aggregate,
    private readonly kernel: Kernel,
  ) {
    const { call } = kernel;
    const { selection } = aggregate;
    call.beginLines();
    call.clearCounts();
    call.clearRequests();
    call.setSeed(aggregate.options.hashSeed ?? 0);
    call.setSlotSeconds(aggregate.countsSlots ? SLOT_MS / 1000 : 0);
    const selves = this.passSelves([...selection.self]);
    const asks = selection.filtersAddresses || selves < 0;
    call.setFilters(selection.sinceMs / 1000, selection.untilMs / 1000, asks ? 1 : 0, Math.max(0, selves));
    this.denials = new KernelDenials(aggregate, kernel);
  }

  push(piece: Buffer): void {
    if (piece.buffer === this.kernel.call.memory.buffer) {
      this.read(piece.byteOffset, piece.byteOffset + piece.length);
      return;
    }
    if (this.plainAt < 0) {
      this.kernel.call.begin();
      this.plainAt = this.kernel.call.slide();
    }
    this.counts.copied += piece.length;
    for (let at = 0; at < piece.length; at += WINDOW) {
      const part = piece.subarray(at, at + WINDOW);
      this.kernel.bytes.set(part, this.plainAt);
      this.read(this.plainAt, this.plainAt + part.length);
    }
  }

  /** The last line, when it has no line end. */
  end(): void {
    this.kernel.call.finishLines();
    this.run();
    this.drain();
  }

  /** Forgets a line that was cut off by damage. */
  drop(): void {
    this.kernel.call.dropLine();
  }

  private read(from: number, to: number): void {
    this.kernel.call.feed(from, to);
    this.run();
    this.drain();
  }

  private run(): void {
    const { call } = this.kernel;
    for (;;) {
      switch (call.next()) {
        case ALL_READ:
          return;
        case EXACT:
          this.exact();
          break;
        case TOO_LONG:
          this.aggregate.reject('too-long');
          break;
        case DENIAL:
          if (this.denials.count()) this.counts.denials++;
          else this.exact();
          break;
        case DRAIN:
          this.drain();
          break;
        case ASK_MINUTE:
          this.answer(this.minute());
          break;
        case ASK_BUCKET:
          this.answer(this.bucket());
          break;
        case ASK_EVENT:
          this.answer(this.event());
          break;
        case ASK_FILTER:
          this.filter();
          break;
      }
    }
  }

  private exact(): void {
    this.counts.exact++;
    const { bytes, call } = this.kernel;
    const parsed = parseLine(bytes.subarray(call.lineStart(), call.lineFinish()));
    if (parsed.ok) this.aggregate.add(parsed.record);
    else this.aggregate.reject(parsed.reason);
  }

  /** A line that waits for an answer that cannot be given is the exact parser's. */
  private answer(given: boolean): void {
    this.counts.answers++;
    if (given) return;
    this.kernel.call.settle();
    this.exact();
  }

  private minute(): boolean {
    const text = this.field(3).slice(0, 17);
    const ms = text[10] === 'T' ? eventTimeMs(`${text}00Z`) : Number.NaN;
    if (Number.isNaN(ms)) return false;
    this.kernel.call.setMinute(ms / 1000);
    return true;
  }

  private bucket(): boolean {
    const { aggregate } = this;
    const name = this.field(1);
    if (!/^[A-Za-z0-9._-]{1,256}$/.test(name)) return false;
    if (!aggregate.selection.bucket(name)) return this.kernel.call.setBucket(-1) !== 0;
    const row = aggregate.bucketRow(aggregate.interner.internText(name));
    return row >= 0 && this.kernel.call.setBucket(row) !== 0;
  }

  private event(): boolean {
    const name = this.field(5);
    if (name.length > LONGEST_EVENT) return false;
    const row = rowOfEvent(redactSecrets(name));
    if (row === null) return this.kernel.call.setEvent(-1, 0) !== 0;
    const action = `name/cos:${row.action}`;
    const id = this.aggregate.interner.internText(action);
    return this.kernel.call.setEvent(id, isSettingsChange(action) ? 1 : 0) !== 0;
  }

  private filter(): void {
    const { selection } = this.aggregate;
    this.counts.answers++;
    if (selection.hasSelf && selection.isSelf(this.field(23))) {
      this.kernel.call.settle();
      this.exact();
    } else if (selection.address(() => this.field(6)) && selection.request(() => this.field(24))) {
      this.kernel.call.setPassed();
    } else this.kernel.call.settle();
  }

  /** A field of the current line; a field that is not ASCII comes as the exact parser would read it. */
  private field(i: number): string {
    const { bytes, words, call } = this.kernel;
    return bytes.toString('utf8', words[call.startsAt() / 4 + i], words[call.endsAt() / 4 + i]);
  }

  /** Takes what the kernel counted by itself. */
  private drain(): void {
    const { aggregate, kernel } = this;
    const { call, words } = kernel;
    const lines = call.lineCount();
    aggregate.inputs.lines += lines;
    this.counts.lines += lines;
    aggregate.excluded += call.excludedCount();
    aggregate.status402 += call.paymentCount();
    aggregate.status451 += call.legalCount();
    call.clearCounts();
    const from = call.countsAt() / 4;
    const n = call.countEntries();
    for (let i = 0, at = from; i < n; i++, at += 3) aggregate.countRequests(words[at]!, words[at + 1]!, words[at + 2]!);
    if (n > 0) aggregate.sawTimes(call.firstTime() * 1000, call.lastTime() * 1000);
    call.clearRequests();
    kernel.takeHealed((group) => {
      aggregate.groups.healed[group]!++;
    });
  }

  /** Gives the kernel the tool's identities; returns how many, -1 when they are too many or too long for it. */
  private passSelves(selves: readonly string[]): number {
    if (selves.length > MOST_SELVES || selves.some((self) => Buffer.byteLength(self) > LONGEST_SELF)) return -1;
    const at = this.kernel.call.selfAt();
    selves.forEach((self, i) => {
      this.kernel.bytes[at + i * (LONGEST_SELF + 1)] = this.kernel.bytes.write(self, at + i * (LONGEST_SELF + 1) + 1);
    });
    return selves.length;
  }
}
