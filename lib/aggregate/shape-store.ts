import type { Signing } from '../denial/shape.js';
import { commonStart } from './common-start.js';
import type { Interner } from './interner.js';
import { KEPT_REQUESTS, KEPT_SHAPES, MAX_REQUESTS, MAX_SHAPES, MAX_TEXT_BYTES } from './options.js';

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

/** One shape of a group while it is counted. `requests` holds five numbers each: hash, path, address, params (+1, 0 for none), count. */
export interface ShapeState {
  readonly texts: Int32Array;
  readonly flags: number;
  /** Half hours of skew, 0 for none. */
  readonly halfHours: number;
  /** Hash of the identity by the numbers of its texts: what a search looks at first. */
  readonly identity: number;
  /** Stable hash of the identity: the smallest ones stay when there are too many shapes. */
  readonly rank: number;
  count: number;
  firstMs: number;
  lastMs: number;
  offMin: number;
  offMax: number;
  skewMin: number;
  skewMax: number;
  requests: number[];
  requestsRest: number;
  /** What all its paths begin with, also those of requests that are not kept. */
  prefix: string | null;
}

/** Numbers of one request in `requests`. */
export const REQUEST_WIDTH = 5;

/**
 * Shapes of all groups with detail. Of too many shapes (or requests of a shape) those with the smallest stable hash stay: which ones, and
 * their counts, then do not depend on order or split.
 */
export class ShapeStore {
  private readonly groups: ShapeState[][] = [];
  private readonly rests: number[] = [];
  private shapeTotal = 0;
  private requestTotal = 0;

  constructor(private readonly interner: Interner) {}

  shapes(detail: number): readonly ShapeState[] {
    return this.groups[detail] ?? [];
  }

  rest(detail: number): number {
    return this.rests[detail] ?? 0;
  }

  addRest(detail: number, n: number): void {
    this.rests[detail] = (this.rests[detail] ?? 0) + n;
  }

  /** `false`: no new text may be kept, so that no new shape can begin. */
  get hasRoom(): boolean {
    return this.interner.bytesUsed < MAX_TEXT_BYTES && this.shapeTotal < MAX_SHAPES;
  }

  /** The shape of this identity; null when it belongs to the rest (nothing is counted then). */
  shape(detail: number, texts: ArrayLike<number>, flags: number, halfHours: number): ShapeState | null {
    let list = this.groups[detail];
    if (list === undefined) {
      list = [];
      this.groups[detail] = list;
    }
    const identity = identityOf(texts, flags, halfHours);
    for (let i = 0; i < list.length; i++) {
      const shape = list[i]!;
      if (shape.identity === identity && sameShape(shape, texts, flags, halfHours)) return shape;
    }
    if (list.length > 0 && this.shapeTotal >= MAX_SHAPES) return null;
    const rank = this.rank(texts, flags, halfHours);
    const fresh: ShapeState = {
      texts: Int32Array.from(texts),
      flags,
      halfHours,
      identity,
      rank,
      count: 0,
      firstMs: Number.POSITIVE_INFINITY,
      lastMs: Number.NEGATIVE_INFINITY,
      offMin: Number.NaN,
      offMax: Number.NaN,
      skewMin: Number.NaN,
      skewMax: Number.NaN,
      requests: [],
      requestsRest: 0,
      prefix: null,
    };
    if (list.length < KEPT_SHAPES) {
      list.push(fresh);
      this.shapeTotal++;
      return fresh;
    }
    let worst = 0;
    for (let i = 1; i < list.length; i++) if (list[i]!.rank > list[worst]!.rank) worst = i;
    if (list[worst]!.rank <= rank) return null;
    this.addRest(detail, list[worst]!.count);
    this.requestTotal -= list[worst]!.requests.length / REQUEST_WIDTH;
    list[worst] = fresh;
    return fresh;
  }

  /** Counts a request of a shape; `params` is empty or the JSON text of its parameters. */
  request(shape: ShapeState, path: string, ip: string, params: string, n: number): void {
    const { interner } = this;
    sharePrefix(shape, path);
    const hash = requestRank(path, ip, params);
    for (let i = this.place(shape, hash, 0); i >= 0; i = this.place(shape, hash, i + REQUEST_WIDTH)) {
      if (interner.findText(path) !== shape.requests[i + 1] || interner.findText(ip) !== shape.requests[i + 2])
        continue;
      shape.requests[i + 4]! += n;
      return;
    }
    if (!this.keeps(shape, hash)) shape.requestsRest += n;
    else this.keep(shape, hash, interner.internText(path), interner.internText(ip), params, n);
  }

  /** The same for one request whose path is ASCII and at hand as bytes, and whose address is interned. */
  requestFromBytes(shape: ShapeState, bytes: Uint8Array, from: number, to: number, ip: number, params: string): void {
    const { interner } = this;
    sharePrefixOfBytes(shape, bytes, from, to);
    const hash = requestRankOfBytes(bytes, from, to, interner.bytes(ip), params);
    for (let i = this.place(shape, hash, 0); i >= 0; i = this.place(shape, hash, i + REQUEST_WIDTH)) {
      if (shape.requests[i + 2] !== ip || interner.find(bytes, from, to) !== shape.requests[i + 1]) continue;
      shape.requests[i + 4]!++;
      return;
    }
    if (!this.keeps(shape, hash)) shape.requestsRest++;
    else this.keep(shape, hash, interner.intern(bytes, from, to), ip, params, 1);
  }

  /** Where a request of this hash stands, from a place on; -1 for nowhere. */
  private place(shape: ShapeState, hash: number, from: number): number {
    const list = shape.requests;
    for (let i = from; i < list.length; i += REQUEST_WIDTH) if (list[i] === hash) return i;
    return -1;
  }

  /** Is a new request of this hash among those that are kept? */
  private keeps(shape: ShapeState, hash: number): boolean {
    const list = shape.requests;
    const kept = list.length / REQUEST_WIDTH;
    if (kept >= KEPT_REQUESTS) return list[this.worst(list)]! > hash;
    const hasRoom = this.requestTotal < MAX_REQUESTS && this.interner.bytesUsed < MAX_TEXT_BYTES;
    return hasRoom || kept < 1;
  }

  private worst(list: readonly number[]): number {
    let worst = 0;
    for (let i = REQUEST_WIDTH; i < list.length; i += REQUEST_WIDTH) if (list[i]! > list[worst]!) worst = i;
    return worst;
  }

  private keep(shape: ShapeState, hash: number, path: number, ip: number, params: string, n: number): void {
    const list = shape.requests;
    const paramsId = params === '' ? 0 : this.interner.internText(params) + 1;
    if (list.length < KEPT_REQUESTS * REQUEST_WIDTH) {
      list.push(hash, path, ip, paramsId, n);
      this.requestTotal++;
      return;
    }
    const worst = this.worst(list);
    shape.requestsRest += list[worst + 4]!;
    list[worst] = hash;
    list[worst + 1] = path;
    list[worst + 2] = ip;
    list[worst + 3] = paramsId;
    list[worst + 4] = n;
  }

  private rank(texts: ArrayLike<number>, flags: number, halfHours: number): number {
    let h = Math.imul(flags + 31 * halfHours, 0x9e3779b1);
    for (let i = 0; i < texts.length; i++) {
      h = Math.imul(h ^ this.interner.stableHash(texts[i]!), 0x85ebca6b) ^ (h >>> 15);
    }
    return (h ^ (h >>> 13)) >>> 1;
  }
}

/** Shortens what all paths of a shape begin with to what this one begins with, too. */
export function sharePrefix(shape: ShapeState, path: string): void {
  const { prefix } = shape;
  if (prefix === null) shape.prefix = path;
  else if (!path.startsWith(prefix)) shape.prefix = commonStart(prefix, path);
}

/** The same for a path of ASCII bytes. */
function sharePrefixOfBytes(shape: ShapeState, bytes: Uint8Array, from: number, to: number): void {
  const { prefix } = shape;
  if (prefix === null) {
    shape.prefix = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
    return;
  }
  const most = Math.min(prefix.length, to - from);
  let same = 0;
  while (same < most && prefix.charCodeAt(same) === bytes[from + same]) same++;
  if (same < prefix.length) shape.prefix = prefix.slice(0, same);
}

/** Adds one observation of the window to a shape. */
export function countShape(shape: ShapeState, timeMs: number, signing: Signing): void {
  shape.count++;
  if (timeMs < shape.firstMs) shape.firstMs = timeMs;
  if (timeMs > shape.lastMs) shape.lastMs = timeMs;
  if (signing.offByMs !== null) {
    shape.offMin = least(shape.offMin, signing.offByMs);
    shape.offMax = most(shape.offMax, signing.offByMs);
  }
  if (signing.signSkewMs !== null) {
    shape.skewMin = least(shape.skewMin, signing.signSkewMs);
    shape.skewMax = most(shape.skewMax, signing.signSkewMs);
  }
}

/** The smaller one; NaN stands for nothing yet. */
export function least(a: number, b: number): number {
  return Number.isNaN(a) || b < a ? b : a;
}

export function most(a: number, b: number): number {
  return Number.isNaN(a) || b > a ? b : a;
}

function sameShape(shape: ShapeState, texts: ArrayLike<number>, flags: number, halfHours: number): boolean {
  if (shape.flags !== flags || shape.halfHours !== halfHours) return false;
  // From the back: the fields that differ most often stand there.
  for (let i = texts.length - 1; i >= 0; i--) if (shape.texts[i] !== texts[i]) return false;
  return true;
}

function identityOf(texts: ArrayLike<number>, flags: number, halfHours: number): number {
  let h = flags + 31 * halfHours;
  for (let i = 0; i < texts.length; i++) h = Math.imul(h ^ texts[i]!, 0x9e3779b1) ^ (h >>> 15);
  return h;
}

/** `requestRank` of ASCII bytes. */
function requestRankOfBytes(bytes: Uint8Array, from: number, to: number, ip: Uint8Array, params: string): number {
  let h = 0x811c9dc5;
  for (let i = from; i < to; i++) h = Math.imul(h ^ bytes[i]!, 0x01000193);
  h = Math.imul(h ^ 0x1f, 0x01000193);
  for (let i = 0; i < ip.length; i++) h = Math.imul(h ^ ip[i]!, 0x01000193);
  return finished(h, params);
}

/** Stable 31-bit hash of a request. */
function requestRank(path: string, ip: string, params: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < path.length; i++) h = Math.imul(h ^ path.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ 0x1f, 0x01000193);
  for (let i = 0; i < ip.length; i++) h = Math.imul(h ^ ip.charCodeAt(i), 0x01000193);
  return finished(h, params);
}

function finished(h: number, params: string): number {
  for (let i = 0; i < params.length; i++) h = Math.imul(h ^ params.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 1;
}
