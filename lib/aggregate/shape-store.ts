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
  shape(detail: number, texts: readonly number[], flags: number, halfHours: number): ShapeState | null {
    let list = this.groups[detail];
    if (list === undefined) {
      list = [];
      this.groups[detail] = list;
    }
    for (const shape of list) if (sameShape(shape, texts, flags, halfHours)) return shape;
    if (list.length > 0 && this.shapeTotal >= MAX_SHAPES) return null;
    const rank = this.rank(texts, flags, halfHours);
    const fresh: ShapeState = {
      texts: Int32Array.from(texts),
      flags,
      halfHours,
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

  /** Counts a request of a shape: path and address by their text's numbers, `params` 0 or the number of their JSON text plus 1. */
  request(shape: ShapeState, path: string, ip: string, params: string, n: number): void {
    const { interner } = this;
    sharePrefix(shape, path);
    const hash = requestRank(path, ip, params);
    const list = shape.requests;
    let worst = -1;
    for (let i = 0; i < list.length; i += REQUEST_WIDTH) {
      if (list[i] === hash && interner.findText(path) === list[i + 1] && interner.findText(ip) === list[i + 2]) {
        list[i + 4]! += n;
        return;
      }
      if (worst < 0 || list[i]! > list[worst]!) worst = i;
    }
    const kept = list.length / REQUEST_WIDTH;
    const room = this.requestTotal < MAX_REQUESTS && interner.bytesUsed < MAX_TEXT_BYTES ? KEPT_REQUESTS : 1;
    if (kept >= room && (kept < KEPT_REQUESTS || list[worst]! <= hash)) {
      shape.requestsRest += n;
      return;
    }
    const row = [
      hash,
      interner.internText(path),
      interner.internText(ip),
      params === '' ? 0 : interner.internText(params) + 1,
      n,
    ];
    if (kept < KEPT_REQUESTS) {
      list.push(...row);
      this.requestTotal++;
      return;
    }
    shape.requestsRest += list[worst + 4]!;
    for (let i = 0; i < REQUEST_WIDTH; i++) list[worst + i] = row[i]!;
  }

  private rank(texts: readonly number[], flags: number, halfHours: number): number {
    let h = Math.imul(flags + 31 * halfHours, 0x9e3779b1);
    for (const id of texts) h = Math.imul(h ^ this.interner.stableHash(id), 0x85ebca6b) ^ (h >>> 15);
    return (h ^ (h >>> 13)) >>> 1;
  }
}

/** Shortens what all paths of a shape begin with to what this one begins with, too. */
export function sharePrefix(shape: ShapeState, path: string): void {
  const { prefix } = shape;
  if (prefix === null) shape.prefix = path;
  else if (!path.startsWith(prefix)) shape.prefix = commonStart(prefix, path);
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

function sameShape(shape: ShapeState, texts: readonly number[], flags: number, halfHours: number): boolean {
  if (shape.flags !== flags || shape.halfHours !== halfHours) return false;
  // From the back: the fields that differ most often stand there.
  for (let i = texts.length - 1; i >= 0; i--) if (shape.texts[i] !== texts[i]) return false;
  return true;
}

/** Stable 31-bit hash of a request. */
function requestRank(path: string, ip: string, params: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < path.length; i++) h = Math.imul(h ^ path.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ 0x1f, 0x01000193);
  for (let i = 0; i < ip.length; i++) h = Math.imul(h ^ ip.charCodeAt(i), 0x01000193);
  for (let i = 0; i < params.length; i++) h = Math.imul(h ^ params.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 1;
}
