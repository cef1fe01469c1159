import { ENDS, STARTS } from './layout';

const MOST: u32 = 31;
const LEAST: u32 = 30;
const SPACE: u32 = 32;
const QUOTE: u32 = 34;
const BACKSLASH: u32 = 92;

/** Fields of the line that was read last. */
export let fieldCount: u32 = 0;
/** Where it ends: the place of its line feed. */
export let lineEnd: usize = 0;

// @ts-ignore: decorator
@inline
export function fieldStart(i: u32): usize {
  return load<u32>(STARTS + (i << 2));
}

// @ts-ignore: decorator
@inline
export function fieldEnd(i: u32): usize {
  return load<u32>(ENDS + (i << 2));
}

// @ts-ignore: decorator
@inline
export function fieldLength(i: u32): u32 {
  return <u32>(fieldEnd(i) - fieldStart(i));
}

// @ts-ignore: decorator
@inline
export function isDash(i: u32): bool {
  return fieldLength(i) == 1 && load<u8>(fieldStart(i)) == 45;
}

/** The place of the next line feed, `end` when there is none. */
export function lineFeed(from: usize, end: usize): usize {
  const feeds = i8x16.splat(10);
  for (; from < end; from += 16) {
    const hits = i8x16.bitmask(i8x16.eq(v128.load(from), feeds));
    if (hits != 0) return min<usize>(from + ctz(hits), end);
  }
  return end;
}

/**
 * Takes the line at `from` apart: 30 or 31 fields, those with spaces in quotes that hold neither quote nor backslash, and finds its end.
 * `false` when it is not of that form; `lineEnd` is `end` when it has no line feed.
 */
export function readLine(from: usize, end: usize): bool {
  const spaces = i8x16.splat(32);
  const quotes = i8x16.splat(34);
  const feeds = i8x16.splat(10);
  const slashes = i8x16.splat(92);
  let n: u32 = 0;
  let start = from;
  let quoted = false;
  // A quote that opens the first field.
  let skipped: usize = 0;
  for (let block = from; block < end; block += 64) {
    let marks: u64 = 0;
    for (let part: u64 = 0; part < 64; part += 16) {
      const bytes = v128.load(block + <usize>part);
      const hits = i8x16.bitmask(
        v128.or(
          v128.or(i8x16.eq(bytes, spaces), i8x16.eq(bytes, quotes)),
          v128.or(i8x16.eq(bytes, feeds), i8x16.eq(bytes, slashes)),
        ),
      );
      marks |= <u64>(<u32>hits) << part;
    }
    while (marks != 0) {
      const at = block + <usize>ctz(marks);
      marks &= marks - 1;
      if (at >= end) break;
      const c: u32 = load<u8>(at);
      if (c == SPACE) {
        if (quoted || at == skipped) continue;
        if (n >= MOST) return giveUp(at, end);
        store<u32>(STARTS + (n << 2), <u32>start);
        store<u32>(ENDS + (n << 2), <u32>at);
        n++;
        start = at + 1;
        continue;
      }
      if (c == QUOTE) {
        if (!quoted) {
          if (at != start) continue;
          quoted = true;
          start = at + 1;
          continue;
        }
        if (n >= MOST) return giveUp(at, end);
        store<u32>(STARTS + (n << 2), <u32>start);
        store<u32>(ENDS + (n << 2), <u32>at);
        n++;
        quoted = false;
        // Behind it comes a space, or the line's end with or without `\r`.
        let next = at + 1;
        if (next < end && load<u8>(next) == 32) {
          skipped = next;
          start = next + 1;
          continue;
        }
        if (next < end && load<u8>(next) == 13) next++;
        if (next < end && load<u8>(next) == 10) return sound(n, next);
        return giveUp(at, end);
      }
      if (c == BACKSLASH) {
        if (quoted) return giveUp(at, end);
        continue;
      }
      if (quoted || n >= MOST) return giveUp(at, end);
      store<u32>(STARTS + (n << 2), <u32>start);
      store<u32>(ENDS + (n << 2), <u32>(at > start && load<u8>(at - 1) == 13 ? at - 1 : at));
      return sound(n + 1, at);
    }
  }
  lineEnd = end;
  return false;
}

function giveUp(at: usize, end: usize): bool {
  lineEnd = lineFeed(at, end);
  return false;
}

// @ts-ignore: decorator
@inline
function isDigit(c: u32): bool {
  return c - 48 < 10;
}

/** Status, log source and request id are of the form that the exact parser takes at once. */
function sound(n: u32, end: usize): bool {
  lineEnd = end;
  fieldCount = n;
  if (n < LEAST || fieldLength(14) != 3) return false;
  const status = fieldStart(14);
  if (<u32>load<u8>(status) - 49 > 4 || !isDigit(load<u8>(status, 1)) || !isDigit(load<u8>(status, 2))) return false;
  const source = fieldStart(19);
  const length = fieldLength(19);
  // USER or CDN.
  const isUser = length == 4 && load<u32>(source) == 0x52455355;
  const isCdn = length == 3 && (load<u32>(source) & 0xffffff) == 0x4e4443;
  if (!isUser && !isCdn) return false;
  const id = load<u8>(fieldStart(24));
  return id == 78 || (id == 45 && fieldLength(24) == 1);
}

export function status(): u32 {
  const at = fieldStart(14);
  return (<u32>load<u8>(at) - 48) * 100 + (<u32>load<u8>(at, 1) - 48) * 10 + <u32>load<u8>(at, 2) - 48;
}

/** A hash of bytes that never changes: lib/aggregate/interner.ts `stableHash`. */
export function stableHash(at: usize, end: usize): u32 {
  let h: u32 = 0x811c9dc5;
  for (; at < end; at++) h = (h ^ load<u8>(at)) * 0x01000193;
  h = (h ^ (h >> 16)) * 0x7feb352d;
  h = (h ^ (h >> 15)) * 0x846ca68b;
  return h ^ (h >> 16);
}
