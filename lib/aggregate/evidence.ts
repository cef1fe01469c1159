import type { Interner } from './interner.js';
import { MAX_TEXT_BYTES } from './options.js';
import { grown, PairTable } from './pair-table.js';

/** How long after a denial a success of the same requester and path heals it. Ms. */
const HEALS_MS = 60_000;
/** Denials that wait for their success at one time. */
const WAITING = 1 << 15;
/** Denials looked at for one success: hostile times must not make a file slow. */
const LONGEST_WALK = 256;
/** Distinct actions and folders of successes told apart in one file; beyond it they are counted only. */
const MOST_VALUES = 130_000;

/** What is known of the successes of refused requesters while a log file is read. Requesters and actions by their text's number. */
export interface EvidenceStore {
  /** No requester was refused in this file so far. */
  readonly empty: boolean;
  /** The pair of a requester that was refused in this file, else -1. */
  pair(bucket: number, requester: number): number;
  denied(bucket: number, requester: number, group: number, pathHash: number, timeMs: number): void;
  /** An anonymous denial came from this address. */
  deniedAddress(bucket: number, ip: string): void;
  /** An anonymous success came from this address. */
  succeededAddress(bucket: number, ip: string): void;
  succeeded(pair: number, action: number, bytes: Uint8Array, start: number, end: number): void;
  /** Could a success at this time heal anything? Asked before the path is hashed. */
  waits(pair: number, timeMs: number): boolean;
  /** Calls back with the group of every denial that this success heals. */
  heal(pair: number, pathHash: number, timeMs: number, visit: (group: number) => void): void;
  /** The file is at its end: tells what each group's requester succeeded with, and forgets everything. */
  finish(visitor: SuccessVisitor, address: (bucket: number, ip: string) => void): void;
  /** Forgets the file. */
  reset(): void;
}

/** What a group's requester succeeded with, from the group's first denial in the file on. */
export interface SuccessVisitor {
  count(group: number, n: number): void;
  action(group: number, action: number, n: number): void;
  prefix(group: number, prefix: number, n: number): void;
}

/**
 * What the requesters that are refused succeed with, in one log file in file order, and which denials a success heals (the SDK corrects its
 * clock and asks again: 403, then 200). A pair (bucket, requester) has a stretch for each of its groups, begun by the group's first denial;
 * a success is counted once, in the pair's latest stretch, and at the end of the file a group gets the sum of its stretch and those after it.
 */
export class Evidence implements EvidenceStore {
  /** (bucket, requester) → pair */
  private readonly pairs = new PairTable();
  /** Latest stretch of each pair plus 1, 0 for none. */
  private latest = new Int32Array(256);
  /** Latest denial of the pair that waits, ms. */
  private waitingUntil = new Float64Array(256);
  /** (pair, group) → stretch */
  private readonly stretches = new PairTable();
  private before = new Int32Array(256);
  private counts = new Float64Array(256);
  /** (stretch, action) and (stretch, prefix) → row */
  private readonly actions = new PairTable();
  private actionCounts = new Float64Array(256);
  private readonly prefixes = new PairTable();
  private prefixCounts = new Float64Array(256);
  /** (bucket, address) of anonymous denials → row; 1 when the address succeeded later. */
  private readonly addresses = new PairTable();
  private addressSucceeded = new Uint8Array(256);
  /** Ring of denials that wait: path hash, pair plus 1, group, time. */
  private readonly hashes = new Float64Array(WAITING);
  private readonly owners = new Int32Array(WAITING);
  private readonly groups = new Int32Array(WAITING);
  private readonly times = new Float64Array(WAITING);
  private readonly chains = new Int32Array(WAITING);
  private readonly heads = new Int32Array(WAITING);
  private at = 0;

  constructor(private readonly interner: Interner) {}

  get empty(): boolean {
    return this.pairs.size === 0;
  }

  pair(bucket: number, requester: number): number {
    return this.pairs.find(bucket, requester);
  }

  denied(bucket: number, requester: number, group: number, pathHash: number, timeMs: number): void {
    let pair = this.pairs.find(bucket, requester);
    if (pair < 0) {
      pair = this.pairs.add(bucket, requester);
      if (pair === this.latest.length) {
        this.latest = grown(this.latest);
        this.waitingUntil = grown(this.waitingUntil);
      }
      this.latest[pair] = 0;
      this.waitingUntil[pair] = Number.NEGATIVE_INFINITY;
    }
    if (this.stretches.find(pair, group) < 0) {
      const stretch = this.stretches.add(pair, group);
      if (stretch === this.before.length) {
        this.before = grown(this.before);
        this.counts = grown(this.counts);
      }
      this.before[stretch] = this.latest[pair]!;
      this.counts[stretch] = 0;
      this.latest[pair] = stretch + 1;
    }
    this.wait(pair, group, pathHash, timeMs);
  }

  deniedAddress(bucket: number, text: string): void {
    const ip = this.interner.internText(text);
    if (this.addresses.find(bucket, ip) >= 0 || this.addresses.size >= MOST_VALUES) return;
    const row = this.addresses.add(bucket, ip);
    if (row === this.addressSucceeded.length) this.addressSucceeded = grown(this.addressSucceeded);
    this.addressSucceeded[row] = 0;
  }

  succeededAddress(bucket: number, text: string): void {
    const ip = this.interner.findText(text);
    const row = ip < 0 ? -1 : this.addresses.find(bucket, ip);
    if (row >= 0) this.addressSucceeded[row] = 1;
  }

  succeeded(pair: number, action: number, bytes: Uint8Array, start: number, end: number): void {
    const stretch = this.latest[pair]! - 1;
    this.counts[stretch]!++;
    let row = this.actions.find(stretch, action);
    if (row < 0 && this.actions.size < MOST_VALUES) {
      row = this.actions.add(stretch, action);
      if (row === this.actionCounts.length) this.actionCounts = grown(this.actionCounts);
      this.actionCounts[row] = 0;
    }
    if (row >= 0) this.actionCounts[row]!++;
    let prefix = this.interner.find(bytes, start, end);
    if (prefix < 0) {
      if (this.interner.bytesUsed > MAX_TEXT_BYTES) return;
      prefix = this.interner.intern(bytes, start, end);
    }
    row = this.prefixes.find(stretch, prefix);
    if (row < 0 && this.prefixes.size < MOST_VALUES) {
      row = this.prefixes.add(stretch, prefix);
      if (row === this.prefixCounts.length) this.prefixCounts = grown(this.prefixCounts);
      this.prefixCounts[row] = 0;
    }
    if (row >= 0) this.prefixCounts[row]!++;
  }

  finish(visitor: SuccessVisitor, address: (bucket: number, ip: string) => void): void {
    if (this.pairs.size === 0) return;
    for (let row = 0; row < this.stretches.size; row++)
      this.pour(row, (group) => visitor.count(group, this.counts[row]!));
    for (let row = 0; row < this.actions.size; row++) {
      const action = this.actions.b(row);
      this.pour(this.actions.a(row), (group) => visitor.action(group, action, this.actionCounts[row]!));
    }
    for (let row = 0; row < this.prefixes.size; row++) {
      const prefix = this.prefixes.b(row);
      this.pour(this.prefixes.a(row), (group) => visitor.prefix(group, prefix, this.prefixCounts[row]!));
    }
    for (let row = 0; row < this.addresses.size; row++) {
      if (this.addressSucceeded[row] === 1) {
        address(this.addresses.a(row), this.interner.text(this.addresses.b(row)));
      }
    }
    this.reset();
  }

  reset(): void {
    if (this.pairs.size === 0) return;
    for (const table of [this.pairs, this.stretches, this.actions, this.prefixes, this.addresses]) table.clear();
    this.owners.fill(0);
    this.heads.fill(0);
    this.at = 0;
  }

  waits(pair: number, timeMs: number): boolean {
    return timeMs - this.waitingUntil[pair]! <= HEALS_MS;
  }

  heal(pair: number, pathHash: number, timeMs: number, visit: (group: number) => void): void {
    const head = chainOf(pathHash, pair);
    let before = -1;
    let steps = LONGEST_WALK;
    for (let i = this.heads[head]! - 1; i >= 0 && steps > 0; i = this.chains[i]! - 1, steps--) {
      const elapsed = timeMs - this.times[i]!;
      const same = this.owners[i] === pair + 1 && this.hashes[i] === pathHash;
      if (!same || elapsed < 0) {
        before = i;
        continue;
      }
      // Too old to be healed by this success or by a later one: it leaves the chain as well.
      if (elapsed <= HEALS_MS) visit(this.groups[i]!);
      this.owners[i] = 0;
      if (before < 0) this.heads[head] = this.chains[i]!;
      else this.chains[before] = this.chains[i]!;
    }
  }

  /** A stretch belongs to its own group and to those that began before it. */
  private pour(stretch: number, visit: (group: number) => void): void {
    for (let s = stretch; s >= 0; s = this.before[s]! - 1) visit(this.stretches.b(s));
  }

  private wait(pair: number, group: number, pathHash: number, timeMs: number): void {
    const i = this.at;
    this.at = (i + 1) % WAITING;
    if (this.owners[i] !== 0) this.unchain(i);
    const head = chainOf(pathHash, pair);
    this.hashes[i] = pathHash;
    this.owners[i] = pair + 1;
    this.groups[i] = group;
    this.times[i] = timeMs;
    this.chains[i] = this.heads[head]!;
    this.heads[head] = i + 1;
    if (timeMs > this.waitingUntil[pair]!) this.waitingUntil[pair] = timeMs;
  }

  private unchain(gone: number): void {
    const head = chainOf(this.hashes[gone]!, this.owners[gone]! - 1);
    let before = -1;
    for (let i = this.heads[head]! - 1; i >= 0; i = this.chains[i]! - 1) {
      if (i === gone) {
        if (before < 0) this.heads[head] = this.chains[i]!;
        else this.chains[before] = this.chains[i]!;
        return;
      }
      before = i;
    }
  }
}

function chainOf(pathHash: number, pair: number): number {
  return ((pathHash ^ Math.imul(pair, 0x9e3779b1)) >>> 0) % WAITING;
}
