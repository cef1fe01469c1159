import type { Signing } from '../denial/shape.js';
import { commonStart } from './common-start.js';
import type { Interner } from './interner.js';
import { KEPT_SHAPES, MAX_REQUESTS, MAX_SHAPES, MAX_TEXT_BYTES } from './options.js';
import { grown } from './pair-table.js';
import { Pool } from './pool.js';
import { type KeptRequest, RequestStore } from './request-store.js';
import { BASIS, hashOn, hashOnBytes } from './text-hash.js';

/** Texts of a shape, interned, in this order; the numbers follow in `ShapeState`. */
export const SHAPE_TEXTS = [
  'action',
  'method',
  'accessKeyId',
  'signedBy',
  'validity',
  'keyForm',
  'hostStyle',
  'host',
  'logSource',
  'storageClass',
  'referer',
  'accountId',
  'region',
  'pathForm',
  'extension',
] as const;
export type ShapeText = (typeof SHAPE_TEXTS)[number];

/** Bits of `flags`. */
export const FLAG_TOKEN = 1;
export const FLAG_VPC = 2;
export const FLAG_NO_VPC = 4;

/** One shape of a group as it stands: texts by number, times and ranges in ms (NaN: none was seen). */
export interface ShapeState {
  readonly texts: Int32Array;
  readonly flags: number;
  /** Half hours of skew, 0 for none. */
  readonly halfHours: number;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly offMin: number;
  readonly offMax: number;
  readonly skewMin: number;
  readonly skewMax: number;
  readonly requests: readonly KeptRequest[];
  readonly requestsRest: number;
  /** What all its paths begin with, also those of requests that are not kept. */
  readonly prefix: string;
}

/** What is added to a shape. Ranges: least and most of `offBy`, then of `signSkew`, ms; NaN for none. */
export interface ShapeCounts {
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly offMin: number;
  readonly offMax: number;
  readonly skewMin: number;
  readonly skewMax: number;
  readonly requestsRest: number;
}

/** Where a field's bytes lie. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Stands between path and address in what a request is told by. */
const BETWEEN = '\x1f';

const TEXTS = SHAPE_TEXTS.length;
/** Whole numbers of a row behind its texts: flags, half hours, rank. */
const FLAGS = TEXTS;
const HALF_HOURS = TEXTS + 1;
/** Stable hash of the identity: the smallest ones stay when there are too many shapes. */
const RANK = TEXTS + 2;
const WIDTH = TEXTS + 3;
/** Other numbers of a row. */
const COUNT = 0;
const FIRST = 1;
const LAST = 2;
const OFF_MIN = 3;
const OFF_MAX = 4;
const SKEW_MIN = 5;
const SKEW_MAX = 6;
const REST = 7;
const NUMBERS = 8;

/**
 * Shapes of all groups with detail, in columns. Of too many shapes (or requests of a shape) those with the smallest stable hash stay: which
 * ones, and their counts, then do not depend on order or split. A shape is told by its row.
 */
export class ShapeStore {
  private cells = new Int32Array(64 * WIDTH);
  private numbers = new Float64Array(64 * NUMBERS);
  private readonly prefixes: (string | null)[] = [];
  private readonly requests = new RequestStore();
  private rows = 0;
  /** By detail: where its shapes lie in the pool, their number, denials of the rest. */
  private blocks = new Int32Array(256);
  private sizes = new Int32Array(256);
  private rests = new Float64Array(256);
  /** The shapes of a detail side by side: hash of the identity by the numbers of its texts, which a search looks at, and row. */
  private readonly pool = new Pool();
  /** By detail: where the shape of the largest rank stands in a full block, plus 1; 0 when it is not known. */
  private worsts = new Uint8Array(256);
  /** Stable hashes by text, 0 for those that were never asked for. */
  private hashes = new Int32Array(1024);

  constructor(private readonly interner: Interner) {}

  /** How many shapes a group keeps. */
  size(detail: number): number {
    return this.sizes[detail] ?? 0;
  }

  /** Its shapes as they stand. */
  shapes(detail: number): ShapeState[] {
    return Array.from({ length: this.size(detail) }, (_, i) => this.state(this.rowAt(detail, i)));
  }

  rest(detail: number): number {
    return this.rests[detail] ?? 0;
  }

  addRest(detail: number, n: number): void {
    this.open(detail);
    this.rests[detail]! += n;
  }

  /** `false`: no new text may be kept, so that no new shape can begin. */
  get hasRoom(): boolean {
    return this.interner.bytesUsed < MAX_TEXT_BYTES && this.rows < MAX_SHAPES;
  }

  /** The row of this identity's shape; -1 when it belongs to the rest (nothing is counted then). */
  shape(detail: number, texts: ArrayLike<number>, flags: number, halfHours: number): number {
    this.open(detail);
    const identity = identityOf(texts, flags, halfHours);
    const { cells } = this.pool;
    const block = this.blocks[detail]!;
    const size = this.sizes[detail]!;
    for (let at = block, end = block + size * 2; at < end; at += 2) {
      if (cells[at] === identity && this.isSame(cells[at + 1]!, texts, flags, halfHours)) return cells[at + 1]!;
    }
    if (size > 0 && this.rows >= MAX_SHAPES) return -1;
    const rank = this.rank(texts, flags, halfHours);
    const place = size < KEPT_SHAPES ? this.newPlace(detail) : this.placeFor(detail, rank);
    if (place < 0) return -1;
    this.pool.cells[this.blocks[detail]! + place * 2] = identity;
    const row = this.rowAt(detail, place);
    const at = row * WIDTH;
    for (let i = 0; i < TEXTS; i++) this.cells[at + i] = texts[i]!;
    this.cells[at + FLAGS] = flags;
    this.cells[at + HALF_HOURS] = halfHours;
    this.cells[at + RANK] = rank;
    this.numbers.set([0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, NaN, NaN, NaN, NaN, 0], row * NUMBERS);
    this.prefixes[row] = null;
    return row;
  }

  /** Adds one observation of the window to a shape. */
  count(row: number, timeMs: number, signing: Signing): void {
    const { numbers } = this;
    const at = row * NUMBERS;
    numbers[at]!++;
    if (timeMs < numbers[at + FIRST]!) numbers[at + FIRST] = timeMs;
    if (timeMs > numbers[at + LAST]!) numbers[at + LAST] = timeMs;
    if (signing.offByMs !== null) this.widen(at + OFF_MIN, signing.offByMs, signing.offByMs);
    if (signing.signSkewMs !== null) this.widen(at + SKEW_MIN, signing.signSkewMs, signing.signSkewMs);
  }

  /** Adds what another aggregate counted of a shape. */
  add(row: number, counts: ShapeCounts): void {
    const { numbers } = this;
    const at = row * NUMBERS;
    numbers[at + COUNT]! += counts.count;
    numbers[at + FIRST] = Math.min(numbers[at + FIRST]!, counts.firstMs);
    numbers[at + LAST] = Math.max(numbers[at + LAST]!, counts.lastMs);
    this.widen(at + OFF_MIN, counts.offMin, counts.offMax);
    this.widen(at + SKEW_MIN, counts.skewMin, counts.skewMax);
    numbers[at + REST]! += counts.requestsRest;
  }

  /** Counts a request of a shape; `params` is empty or the JSON text of its parameters. */
  request(row: number, path: string, ip: string, params: string, n: number): void {
    const { interner, requests } = this;
    this.sharePrefix(row, path);
    const hash = requestRank(path, ip, params);
    for (let kept = requests.find(row, hash); kept >= 0; kept = requests.find(row, hash, kept)) {
      if (interner.findText(path) !== requests.path(kept) || interner.findText(ip) !== requests.address(kept)) continue;
      requests.count(kept, n);
      return;
    }
    if (!requests.keeps(row, hash, this.hasRequestRoom)) this.numbers[row * NUMBERS + REST]! += n;
    else this.keep(row, hash, interner.internText(path), interner.internText(ip), params, n);
  }

  /** The same for one request whose path and address are ASCII and at hand as bytes. */
  requestFromBytes(row: number, bytes: Uint8Array, path: Range, ip: Range, params: string): void {
    const { interner, requests } = this;
    this.sharePrefixOfBytes(row, bytes, path.from, path.to);
    const hash = rankOfBytes(bytes, path, ip, params);
    for (let kept = requests.find(row, hash); kept >= 0; kept = requests.find(row, hash, kept)) {
      if (interner.find(bytes, path.from, path.to) !== requests.path(kept)) continue;
      if (interner.find(bytes, ip.from, ip.to) !== requests.address(kept)) continue;
      requests.count(kept, 1);
      return;
    }
    if (!requests.keeps(row, hash, this.hasRequestRoom)) {
      this.numbers[row * NUMBERS + REST]!++;
      return;
    }
    const pathId = interner.intern(bytes, path.from, path.to);
    this.keep(row, hash, pathId, interner.intern(bytes, ip.from, ip.to), params, 1);
  }

  /** Shortens what all paths of a shape begin with to what this one begins with, too. */
  sharePrefix(row: number, path: string): void {
    const prefix = this.prefixes[row]!;
    if (prefix === null) this.prefixes[row] = path;
    else if (!path.startsWith(prefix)) this.prefixes[row] = commonStart(prefix, path);
  }

  /** The same for a path of ASCII bytes. */
  private sharePrefixOfBytes(row: number, bytes: Uint8Array, from: number, to: number): void {
    const prefix = this.prefixes[row]!;
    if (prefix === null) {
      this.prefixes[row] = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
      return;
    }
    const most = Math.min(prefix.length, to - from);
    let same = 0;
    while (same < most && prefix.charCodeAt(same) === bytes[from + same]) same++;
    if (same < prefix.length) this.prefixes[row] = prefix.slice(0, same);
  }

  private keep(row: number, hash: number, path: number, ip: number, params: string, n: number): void {
    const paramsId = params === '' ? 0 : this.interner.internText(params) + 1;
    this.numbers[row * NUMBERS + REST]! += this.requests.keep(row, hash, path, ip, paramsId, n);
  }

  private get hasRequestRoom(): boolean {
    return this.requests.total < MAX_REQUESTS && this.interner.bytesUsed < MAX_TEXT_BYTES;
  }

  private state(row: number): ShapeState {
    const at = row * WIDTH;
    const number = (i: number) => this.numbers[row * NUMBERS + i]!;
    return {
      texts: this.cells.subarray(at, at + TEXTS),
      flags: this.cells[at + FLAGS]!,
      halfHours: this.cells[at + HALF_HOURS]!,
      count: number(COUNT),
      firstMs: number(FIRST),
      lastMs: number(LAST),
      offMin: number(OFF_MIN),
      offMax: number(OFF_MAX),
      skewMin: number(SKEW_MIN),
      skewMax: number(SKEW_MAX),
      requests: this.requests.of(row),
      requestsRest: number(REST),
      prefix: this.prefixes[row] ?? '',
    };
  }

  private open(detail: number): void {
    while (detail >= this.blocks.length) {
      this.blocks = grown(this.blocks);
      this.sizes = grown(this.sizes);
      this.rests = grown(this.rests);
      this.worsts = grown(this.worsts);
    }
  }

  private rowAt(detail: number, place: number): number {
    return this.pool.cells[this.blocks[detail]! + place * 2 + 1]!;
  }

  /** A place with a new row in the block of a detail, which grows as it fills. */
  private newPlace(detail: number): number {
    const place = this.sizes[detail]!++;
    if ((place & (place - 1)) === 0) this.growBlock(detail, place);
    const row = this.rows++;
    if (row * WIDTH === this.cells.length) {
      this.cells = grown(this.cells);
      this.numbers = grown(this.numbers);
    }
    this.pool.cells[this.blocks[detail]! + place * 2 + 1] = row;
    return place;
  }

  /** Twice the room for `places` shapes; the first room is for one. */
  private growBlock(detail: number, places: number): void {
    const before = this.blocks[detail]!;
    const block = this.pool.take(Math.max(2, places * 4));
    if (places > 0) {
      this.pool.cells.copyWithin(block, before, before + places * 2);
      this.pool.give(before, places * 2);
    }
    this.blocks[detail] = block;
  }

  /** The place of the shape that goes for a new one of this rank; -1: the new one does not stay. */
  private placeFor(detail: number, rank: number): number {
    const worst = this.worstOf(detail);
    const row = this.rowAt(detail, worst);
    if (this.cells[row * WIDTH + RANK]! <= rank) return -1;
    this.worsts[detail] = 0;
    this.rests[detail]! += this.numbers[row * NUMBERS + COUNT]!;
    this.requests.clear(row);
    return worst;
  }

  private worstOf(detail: number): number {
    if (this.worsts[detail] === 0) {
      const rankAt = (place: number) => this.cells[this.rowAt(detail, place) * WIDTH + RANK]!;
      let worst = 0;
      for (let place = 1; place < KEPT_SHAPES; place++) if (rankAt(place) > rankAt(worst)) worst = place;
      this.worsts[detail] = worst + 1;
    }
    return this.worsts[detail]! - 1;
  }

  private isSame(row: number, texts: ArrayLike<number>, flags: number, halfHours: number): boolean {
    const { cells } = this;
    const at = row * WIDTH;
    if (cells[at + FLAGS] !== flags || cells[at + HALF_HOURS] !== halfHours) return false;
    for (let i = 0; i < TEXTS; i++) if (cells[at + i] !== texts[i]) return false;
    return true;
  }

  /** Least and most of a range whose least stands at `at`; NaN stands for nothing. */
  private widen(at: number, least: number, most: number): void {
    const { numbers } = this;
    if (!(numbers[at]! <= least) && !Number.isNaN(least)) numbers[at] = least;
    if (!(numbers[at + 1]! >= most) && !Number.isNaN(most)) numbers[at + 1] = most;
  }

  private rank(texts: ArrayLike<number>, flags: number, halfHours: number): number {
    let h = Math.imul(flags + 31 * halfHours, 0x9e3779b1);
    for (let i = 0; i < texts.length; i++) {
      h = Math.imul(h ^ this.hashOf(texts[i]!), 0x85ebca6b) ^ (h >>> 15);
    }
    return (h ^ (h >>> 13)) >>> 1;
  }

  private hashOf(text: number): number {
    while (text >= this.hashes.length) this.hashes = grown(this.hashes);
    if (this.hashes[text] === 0) this.hashes[text] = this.interner.stableHash(text);
    return this.hashes[text]!;
  }
}

function identityOf(texts: ArrayLike<number>, flags: number, halfHours: number): number {
  let h = flags + 31 * halfHours;
  for (let i = 0; i < texts.length; i++) h = Math.imul(h ^ texts[i]!, 0x9e3779b1) ^ (h >>> 15);
  return h >>> 0;
}

/** Stable 31-bit hash of a request. */
function requestRank(path: string, ip: string, params: string): number {
  return finished(hashOn(hashOn(hashOn(BASIS, path), BETWEEN), ip), params);
}

/** `requestRank` of ASCII bytes. */
function rankOfBytes(bytes: Uint8Array, path: Range, ip: Range, params: string): number {
  const afterPath = hashOn(hashOnBytes(BASIS, bytes, path.from, path.to), BETWEEN);
  return finished(hashOnBytes(afterPath, bytes, ip.from, ip.to), params);
}

function finished(hash: number, params: string): number {
  let h = hashOn(hash, params);
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 1;
}
