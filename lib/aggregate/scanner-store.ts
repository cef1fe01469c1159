import type { Interner } from './interner.js';
import { SCANNER_PATHS } from './options.js';
import { grown, PairTable } from './pair-table.js';
import { Pool } from './pool.js';

/** Path hashes kept an address: enough to tell 50 apart and to estimate beyond. */
const KEPT_PATHS = 64;
/** Addresses watched in all groups together. */
const MAX_ADDRESSES = 20_000;
/** Places of an address's first path hashes: most addresses try few. */
const FIRST_PATHS = 4;

/** One address of a group of anonymous denials; `ip` is its text's number. */
export interface Address {
  readonly ip: number;
  readonly count: number;
  readonly succeeded: boolean;
  /** The smallest hashes of its paths, ascending. */
  readonly paths: ArrayLike<number>;
}

/** Addresses among anonymous denials: how many paths each tried, and whether it ever succeeded. */
export class ScannerStore {
  /** (detail, text of the address) → row */
  private readonly table = new PairTable();
  private counts = new Float64Array(64);
  private succeededs = new Uint8Array(64);
  /** By row: previous row of the group plus 1. */
  private previous = new Int32Array(64);
  private readonly latest = new Map<number, number>();
  private readonly pool = new Pool();
  /** By row: where its hashes lie in the pool, how many they are and how many there is room for. */
  private paths = new Int32Array(64);
  private sizes = new Uint8Array(64);
  private rooms = new Uint8Array(64);

  constructor(private readonly interner: Interner) {}

  denied(detail: number, ip: string, pathHash: number): void {
    const id = this.interner.findText(ip);
    if (id >= 0 || this.hasRoom) this.deniedId(detail, id >= 0 ? id : this.interner.internText(ip), pathHash);
  }

  /** The same by the number of the address's text. */
  deniedId(detail: number, ip: number, pathHash: number): void {
    const row = this.row(detail, ip);
    if (row < 0) return;
    this.counts[row]!++;
    this.addPath(row, pathHash);
  }

  /** A success of an address that was refused before. */
  succeeded(detail: number, ip: string): void {
    const id = this.interner.findText(ip);
    const row = id < 0 ? -1 : this.table.find(detail, id);
    if (row >= 0) this.succeededs[row] = 1;
  }

  merge(detail: number, other: Address): void {
    const row = this.row(detail, other.ip);
    if (row < 0) return;
    this.counts[row]! += other.count;
    if (other.succeeded) this.succeededs[row] = 1;
    for (let i = 0; i < other.paths.length; i++) this.addPath(row, other.paths[i]!);
  }

  addresses(detail: number): Address[] {
    const found: Address[] = [];
    for (let row = (this.latest.get(detail) ?? 0) - 1; row >= 0; row = this.previous[row]! - 1) {
      found.push({
        ip: this.table.b(row),
        count: this.counts[row]!,
        succeeded: this.succeededs[row] === 1,
        paths: this.pool.cells.subarray(this.paths[row]!, this.paths[row]! + this.sizes[row]!),
      });
    }
    return found;
  }

  /** Addresses that look like a scanner, by count. */
  scanners(detail: number): { remoteIp: string; count: number; paths: number }[] {
    const found: { remoteIp: string; count: number; paths: number }[] = [];
    for (const address of this.addresses(detail)) {
      if (address.succeeded || address.paths.length < SCANNER_PATHS) continue;
      found.push({ remoteIp: this.interner.text(address.ip), count: address.count, paths: distinctPaths(address) });
    }
    return found.sort((a, b) => b.count - a.count || (a.remoteIp < b.remoteIp ? -1 : 1));
  }

  private get hasRoom(): boolean {
    return this.table.size < MAX_ADDRESSES;
  }

  private row(detail: number, ip: number): number {
    const known = this.table.find(detail, ip);
    if (known >= 0 || !this.hasRoom) return known;
    const row = this.table.add(detail, ip);
    if (row === this.counts.length) {
      this.counts = grown(this.counts);
      this.succeededs = grown(this.succeededs);
      this.previous = grown(this.previous);
      this.sizes = grown(this.sizes);
      this.rooms = grown(this.rooms);
      this.paths = grown(this.paths);
    }
    this.previous[row] = this.latest.get(detail) ?? 0;
    this.latest.set(detail, row + 1);
    this.paths[row] = this.pool.take(FIRST_PATHS);
    this.rooms[row] = FIRST_PATHS;
    return row;
  }

  private addPath(row: number, hash: number): void {
    const size = this.sizes[row]!;
    if (size === this.rooms[row] && size < KEPT_PATHS) this.grow(row);
    const { cells } = this.pool;
    const from = this.paths[row]!;
    if (size === KEPT_PATHS && hash >= cells[from + KEPT_PATHS - 1]!) return;
    let at = size;
    while (at > 0 && cells[from + at - 1]! >= hash) at--;
    if (at < size && cells[from + at] === hash) return;
    cells.copyWithin(from + at + 1, from + at, from + Math.min(size, KEPT_PATHS - 1));
    cells[from + at] = hash;
    if (size < KEPT_PATHS) this.sizes[row]!++;
  }

  private grow(row: number): void {
    const from = this.paths[row]!;
    const room = this.rooms[row]!;
    const to = this.pool.take(room * 2);
    this.pool.cells.copyWithin(to, from, from + room);
    this.pool.give(from, room);
    this.paths[row] = to;
    this.rooms[row] = room * 2;
  }
}

/** Exact up to 63 paths; beyond, estimated from how closely the smallest 64 hashes lie. */
function distinctPaths(address: Address): number {
  const { paths } = address;
  if (paths.length < KEPT_PATHS) return paths.length;
  return Math.min(address.count, Math.round(((KEPT_PATHS - 1) * 2 ** 32) / Math.max(1, paths[KEPT_PATHS - 1]!)));
}
