import { grown, PairTable } from './pair-table.js';

/** How long after a denial a success of the same requester and path heals it. Ms. */
const HEALS_MS = 60_000;
/** Denials that wait for their success at one time. */
const WAITING = 1 << 15;
/** Denials looked at for one success: hostile times must not make a file slow. */
const LONGEST_WALK = 256;

/**
 * What the requesters that are refused succeed with, in one log file in file order: which groups of this file a success belongs to, and
 * which denials it heals (the SDK corrects its clock and asks again: 403, then 200).
 */
export class Evidence {
  /** (bucket, requester) → pair */
  private readonly pairs = new PairTable();
  private firstGroups = new Int32Array(256);
  /** Latest denial of the pair that waits, ms; -Infinity for none. */
  private waitingUntil = new Float64Array(256);
  private readonly links = new PairTable();
  private nextLinks = new Int32Array(256);
  /** Ring of denials that wait: path hash, pair, group, time. */
  private readonly hashes = new Float64Array(WAITING);
  private readonly owners = new Int32Array(WAITING);
  private readonly groups = new Int32Array(WAITING);
  private readonly times = new Float64Array(WAITING);
  private readonly chains = new Int32Array(WAITING);
  private readonly buckets = new Int32Array(WAITING);
  private at = 0;

  /** A new file begins. */
  reset(): void {
    if (this.pairs.size === 0) return;
    this.pairs.clear();
    this.links.clear();
    this.owners.fill(0);
    this.buckets.fill(0);
    this.at = 0;
  }

  get empty(): boolean {
    return this.pairs.size === 0;
  }

  /** The pair of a requester that was refused in this file, else -1. */
  pair(bucket: number, requester: number): number {
    return this.pairs.find(bucket, requester);
  }

  denied(bucket: number, requester: number, group: number, pathHash: number, timeMs: number): void {
    let pair = this.pairs.find(bucket, requester);
    if (pair < 0) {
      pair = this.pairs.add(bucket, requester);
      if (pair === this.firstGroups.length) {
        this.firstGroups = grown(this.firstGroups);
        this.waitingUntil = grown(this.waitingUntil);
      }
      this.firstGroups[pair] = 0;
      this.waitingUntil[pair] = Number.NEGATIVE_INFINITY;
    }
    if (this.links.find(pair, group) < 0) {
      const link = this.links.add(pair, group);
      if (link === this.nextLinks.length) this.nextLinks = grown(this.nextLinks);
      this.nextLinks[link] = this.firstGroups[pair]!;
      this.firstGroups[pair] = link + 1;
    }
    this.wait(pair, group, pathHash, timeMs);
  }

  /** Calls back with every group of the pair. */
  eachGroup(pair: number, visit: (group: number) => void): void {
    for (let link = this.firstGroups[pair]! - 1; link >= 0; link = this.nextLinks[link]! - 1) visit(this.links.b(link));
  }

  /** Could a success at this time heal anything? Asked before the path is hashed. */
  waits(pair: number, timeMs: number): boolean {
    return timeMs - this.waitingUntil[pair]! <= HEALS_MS;
  }

  /** Calls back with the group of every denial that this success heals. */
  heal(pair: number, pathHash: number, timeMs: number, visit: (group: number) => void): void {
    const bucket = chainOf(pathHash, pair);
    let before = -1;
    let steps = LONGEST_WALK;
    for (let i = this.buckets[bucket]! - 1; i >= 0 && steps > 0; i = this.chains[i]! - 1, steps--) {
      const elapsed = timeMs - this.times[i]!;
      const same = this.owners[i] === pair + 1 && this.hashes[i] === pathHash;
      if (!same || elapsed < 0) {
        before = i;
        continue;
      }
      // Too old to be healed by this success or by a later one: it leaves the chain as well.
      if (elapsed <= HEALS_MS) visit(this.groups[i]!);
      this.owners[i] = 0;
      if (before < 0) this.buckets[bucket] = this.chains[i]!;
      else this.chains[before] = this.chains[i]!;
    }
  }

  private wait(pair: number, group: number, pathHash: number, timeMs: number): void {
    const i = this.at;
    this.at = (i + 1) % WAITING;
    if (this.owners[i] !== 0) this.unchain(i);
    const bucket = chainOf(pathHash, pair);
    this.hashes[i] = pathHash;
    this.owners[i] = pair + 1;
    this.groups[i] = group;
    this.times[i] = timeMs;
    this.chains[i] = this.buckets[bucket]!;
    this.buckets[bucket] = i + 1;
    if (timeMs > this.waitingUntil[pair]!) this.waitingUntil[pair] = timeMs;
  }

  private unchain(gone: number): void {
    const bucket = chainOf(this.hashes[gone]!, this.owners[gone]! - 1);
    let before = -1;
    for (let i = this.buckets[bucket]! - 1; i >= 0; i = this.chains[i]! - 1) {
      if (i === gone) {
        if (before < 0) this.buckets[bucket] = this.chains[i]!;
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
