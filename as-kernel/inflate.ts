// Inflate (RFC 1951) for a stream in pieces, in AssemblyScript. One member at a time; the caller reads headers and trailers and checks
// CRC-32 and length. State lives between calls; every call ends at a symbol, so that input and output may end anywhere.
//
// Memory: IN holds input, OUT 32 KiB of history and then up to 1 MiB of new output, which the caller takes before the next call.

import { HISTORY, IN, IN_SIZE, OUT, OUT_SIZE } from './layout';

const LIT_TABLE: usize = 8192;
const DIST_TABLE: usize = 8192 + 4 * 2400;
const LENS: usize = 4096;
const SORTED: usize = 4096 + 512;
const OFFSETS: usize = 4096 + 2048;

const LIT_BITS: u32 = 11;
const DIST_BITS: u32 = 8;
// Entry: bits 0-4 length of the code, 8-12 extra bits (or bits of the subtable), 13 literal, 14 subtable, 15 end of block, 16-31 value.
const LITERAL: u32 = 1 << 13;
const SUBTABLE: u32 = 1 << 14;
const END: u32 = 1 << 15;

/** Results of `run`. */
const NEED_INPUT: i32 = 0;
const OUTPUT_FULL: i32 = 1;
const DONE: i32 = 2;
const CORRUPT: i32 = 3;
const TRUNCATED: i32 = 4;

/** What the next call goes on with. */
const AT_HEADER: i32 = 0;
const IN_STORED: i32 = 1;
const IN_CODES: i32 = 2;
const FINISHED: i32 = 3;

let bits: u64 = 0;
let count: u32 = 0;
let inPos: usize = IN;
let inEnd: usize = IN;
let outPos: usize = OUT;
let historyStart: usize = OUT;
let state: i32 = AT_HEADER;
let lastBlock: bool = false;
let storedLeft: u32 = 0;
let fixedReady: bool = false;

export function inputAt(): usize { return IN; }
export function inputSize(): u32 { return IN_SIZE; }
export function outputEnd(): usize { return outPos; }
/** First input byte that was not taken. */
export function inputPosition(): usize { return inPos; }
/** Whole bytes that were taken from the input and not used, at the end of a member: at most 8. */
export function unusedBytes(): u32 { return count >> 3; }
export function unusedByte(i: u32): u32 { return <u32>(bits >> (8 * i)) & 255; }

/** A member begins. History of the one before is out of reach. */
export function begin(): void {
  bits = 0;
  count = 0;
  state = AT_HEADER;
  lastBlock = false;
  historyStart = outPos;
}

/** Makes room: the last 32 KiB move to the front. Returns where new output begins. */
export function slide(): usize {
  const keep: usize = min<usize>(outPos - historyStart, HISTORY);
  const from = outPos - keep;
  if (from > OUT) memory.copy(OUT, from, keep);
  historyStart = OUT;
  outPos = OUT + keep;
  return outPos;
}

/** Goes on with `length` bytes at the input. `final`: no more will come. */
export function run(from: usize, length: u32, final: bool): i32 {
  inPos = from;
  inEnd = from + length;
  for (;;) {
    if (state == AT_HEADER) {
      if (lastBlock) {
        // The member ends at a whole byte.
        const odd = count & 7;
        bits >>= odd;
        count -= odd;
        state = FINISHED;
      } else {
        // A header is read whole or not at all: the longest is shorter than this.
        if (!final && inEnd - inPos < 512) return NEED_INPUT;
        const result = header();
        if (result != DONE) return result;
      }
    }
    if (state == FINISHED) return DONE;
    const result = state == IN_STORED ? stored(final) : codes(final);
    if (result != DONE) return result;
    state = AT_HEADER;
  }
  return CORRUPT;
}

// @ts-ignore: decorator
@inline
function need(n: u32): bool {
  while (count < n) {
    if (inPos >= inEnd) return false;
    bits |= <u64>load<u8>(inPos++) << count;
    count += 8;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function take(n: u32): u32 {
  const value = <u32>(bits & ((<u64>1 << n) - 1));
  bits >>= n;
  count -= n;
  return value;
}

function header(): i32 {
  if (!need(3)) return TRUNCATED;
  lastBlock = take(1) == 1;
  const type = take(2);
  if (type == 0) {
    take(count & 7);
    if (!need(32)) return TRUNCATED;
    const length = take(16);
    if ((length ^ 0xffff) != take(16)) return CORRUPT;
    storedLeft = length;
    state = IN_STORED;
    return DONE;
  }
  if (type == 3) return CORRUPT;
  state = IN_CODES;
  if (type == 1) {
    fixed();
    return DONE;
  }
  return dynamic();
}

function fixed(): void {
  if (fixedReady) return;
  for (let i: u32 = 0; i < 288; i++) store<u8>(LENS + i, i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8);
  build(LENS, 288, LIT_TABLE, LIT_BITS, 0);
  for (let i: u32 = 0; i < 32; i++) store<u8>(LENS + i, 5);
  build(LENS, 32, DIST_TABLE, DIST_BITS, 1);
  fixedReady = true;
}

const ORDER: StaticArray<u8> = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

function dynamic(): i32 {
  fixedReady = false;
  if (!need(14)) return TRUNCATED;
  const literals = take(5) + 257;
  const distances = take(5) + 1;
  const lengths = take(4) + 4;
  if (literals > 286 || distances > 30) return CORRUPT;
  memory.fill(LENS, 0, 19);
  for (let i: u32 = 0; i < lengths; i++) {
    if (!need(3)) return TRUNCATED;
    store<u8>(LENS + unchecked(ORDER[i]), take(3));
  }
  // The table of the code lengths lies where the distances' will be.
  if (!build(LENS, 19, DIST_TABLE, 7, 2)) return CORRUPT;
  const total = literals + distances;
  let i: u32 = 0;
  while (i < total) {
    const entry = nextEntry(DIST_TABLE, 7);
    if (entry == 0) return inPos >= inEnd ? TRUNCATED : CORRUPT;
    const symbol = entry >> 16;
    if (symbol < 16) {
      store<u8>(LENS + i++, symbol);
      continue;
    }
    let previous: u32 = 0;
    let repeat: u32;
    if (symbol == 16) {
      if (i == 0) return CORRUPT;
      if (!need(2)) return TRUNCATED;
      previous = load<u8>(LENS + i - 1);
      repeat = 3 + take(2);
    } else if (symbol == 17) {
      if (!need(3)) return TRUNCATED;
      repeat = 3 + take(3);
    } else {
      if (!need(7)) return TRUNCATED;
      repeat = 11 + take(7);
    }
    if (i + repeat > total) return CORRUPT;
    memory.fill(LENS + i, <u8>previous, repeat);
    i += repeat;
  }
  if (load<u8>(LENS + 256) == 0) return CORRUPT;
  if (!build(LENS, literals, LIT_TABLE, LIT_BITS, 0)) return CORRUPT;
  return build(LENS + literals, distances, DIST_TABLE, DIST_BITS, 1) ? DONE : CORRUPT;
}

/** The next code of a table without subtables that matter here; 0 when it is none or the input ends. */
function nextEntry(table: usize, width: u32): u32 {
  for (;;) {
    const entry = load<u32>(table + ((<u32>bits & ((1 << width) - 1)) << 2));
    const length = entry & 31;
    if (length != 0 && length <= count) {
      take(length);
      return entry;
    }
    if (count > 48 || !need(count + 8)) return 0;
  }
  return 0;
}

const LENGTH_BASE: StaticArray<u16> = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_EXTRA: StaticArray<u8> = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DIST_BASE: StaticArray<u16> = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const DIST_EXTRA: StaticArray<u8> = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

/** Entry of a symbol without its code length; 0 when the symbol means nothing. `kind`: 0 literals and lengths, 1 distances, 2 code lengths. */
function meaning(symbol: u32, kind: i32): u32 {
  if (kind == 2) return symbol << 16;
  if (kind == 1) {
    if (symbol >= 30) return 0;
    return (<u32>unchecked(DIST_BASE[symbol]) << 16) | (<u32>unchecked(DIST_EXTRA[symbol]) << 8);
  }
  if (symbol < 256) return (symbol << 16) | LITERAL;
  if (symbol == 256) return END;
  if (symbol >= 286) return 0;
  return (<u32>unchecked(LENGTH_BASE[symbol - 257]) << 16) | (<u32>unchecked(LENGTH_EXTRA[symbol - 257]) << 8);
}

/** Builds the table of a canonical code. `false` when the lengths are no code (as zlib judges it: only a single code of one bit may be incomplete). */
function build(lens: usize, n: u32, table: usize, width: u32, kind: i32): bool {
  // Numbers of codes of each length, then where their symbols begin in sorted order.
  memory.fill(OFFSETS, 0, 64);
  for (let i: u32 = 0; i < n; i++) {
    const at = OFFSETS + (<u32>load<u8>(lens + i) << 1);
    store<u16>(at, load<u16>(at) + 1);
  }
  let longest: u32 = 15;
  while (longest > 0 && load<u16>(OFFSETS + (longest << 1)) == 0) longest--;
  memory.fill(table, 0, <usize>4 << width);
  if (longest == 0) return kind != 2;
  let left: i32 = 1;
  for (let length: u32 = 1; length <= 15; length++) {
    left = (left << 1) - load<u16>(OFFSETS + (length << 1));
    if (left < 0) return false;
  }
  if (left > 0 && (kind == 2 || longest != 1)) return false;
  let sum: u32 = 0;
  store<u16>(OFFSETS, 0);
  for (let length: u32 = 1; length <= 15; length++) {
    const here = load<u16>(OFFSETS + (length << 1));
    store<u16>(OFFSETS + 64 + (length << 1), sum);
    sum += here;
  }
  for (let i: u32 = 0; i < n; i++) {
    const length: u32 = load<u8>(lens + i);
    if (length == 0) continue;
    const at = OFFSETS + 64 + (length << 1);
    const place: u32 = load<u16>(at);
    store<u16>(SORTED + (place << 1), i);
    store<u16>(at, place + 1);
  }
  let code: u32 = 0;
  let place: u32 = 0;
  let next: u32 = 1 << width;
  let subStart: u32 = 0;
  let subWidth: u32 = 0;
  let subPrefix: u32 = 0xffffffff;
  for (let length: u32 = 1; length <= longest; length++) {
    let here: u32 = load<u16>(OFFSETS + (length << 1));
    for (; here > 0; here--, place++) {
      const symbol: u32 = load<u16>(SORTED + (place << 1));
      const reversed = reverse(code, length);
      const entry = meaning(symbol, kind);
      if (length <= width) {
        if (entry != 0 || kind == 2) {
          for (let i = reversed; i < <u32>1 << width; i += <u32>1 << length) store<u32>(table + (i << 2), entry | length);
        }
      } else {
        const prefix = reversed & ((1 << width) - 1);
        if (prefix != subPrefix) {
          // A new subtable: wide enough for all codes with this prefix.
          subPrefix = prefix;
          subStart = next;
          subWidth = length - width;
          let room: i32 = <i32>1 << subWidth;
          room -= <i32>here;
          while (room > 0 && subWidth + width < longest) {
            subWidth++;
            room = (room << 1) - load<u16>(OFFSETS + ((subWidth + width) << 1));
          }
          next += <u32>1 << subWidth;
          memory.fill(table + (subStart << 2), 0, <usize>4 << subWidth);
          store<u32>(table + (prefix << 2), (subStart << 16) | SUBTABLE | (subWidth << 8) | width);
        }
        if (entry != 0) {
          const step = length - width;
          for (let i = reversed >> width; i < <u32>1 << subWidth; i += <u32>1 << step) {
            store<u32>(table + ((subStart + i) << 2), entry | step);
          }
        }
      }
      code++;
    }
    code <<= 1;
  }
  return true;
}

function reverse(code: u32, length: u32): u32 {
  let out: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    out = (out << 1) | (code & 1);
    code >>= 1;
  }
  return out;
}

function stored(final: bool): i32 {
  // Bytes that were taken in already come first; the input is never stepped back.
  while (storedLeft > 0 && count >= 8) {
    if (outPos >= OUT + OUT_SIZE) return OUTPUT_FULL;
    store<u8>(outPos++, take(8));
    storedLeft--;
  }
  if (storedLeft > 0) {
    bits = 0;
    count = 0;
    const room = <u32>(OUT + OUT_SIZE - outPos);
    const n = min<u32>(storedLeft, min<u32>(room, <u32>(inEnd - inPos)));
    memory.copy(outPos, inPos, n);
    outPos += n;
    inPos += n;
    storedLeft -= n;
    if (storedLeft > 0) {
      if (n == room) return OUTPUT_FULL;
      return final ? TRUNCATED : NEED_INPUT;
    }
  }
  return DONE;
}

// @ts-ignore: decorator
@inline
function copyMatch(to: usize, distance: u32, length: u32): void {
  const end = to + length;
  let from = to - distance;
  if (distance >= 16) {
    do {
      v128.store(to, v128.load(from));
      to += 16;
      from += 16;
    } while (to < end);
  } else if (distance >= 8) {
    do {
      store<u64>(to, load<u64>(from));
      to += 8;
      from += 8;
    } while (to < end);
  } else if (distance == 1) {
    memory.fill(to, load<u8>(from), length);
  } else {
    do {
      store<u8>(to++, load<u8>(from++));
    } while (to < end);
  }
}

function codes(final: bool): i32 {
  const outLimit = OUT + OUT_SIZE;
  const litMask: u64 = (1 << LIT_BITS) - 1;
  const distMask: u64 = (1 << DIST_BITS) - 1;
  let buffer = bits;
  let have = count;
  let input = inPos;
  let output = outPos;
  // Fast while 24 bytes of input and a whole match of output are certain: three refills, no other check.
  const inFast = inEnd >= IN + 24 ? inEnd - 24 : 0;
  while (input <= inFast && output + 300 <= outLimit) {
    buffer |= load<u64>(input) << have;
    input += (63 - have) >> 3;
    have |= 56;
    let entry = load<u32>(LIT_TABLE + (<usize>(buffer & litMask) << 2));
    if (entry & LITERAL) {
      buffer >>= entry & 31;
      have -= entry & 31;
      store<u8>(output++, entry >> 16);
      entry = load<u32>(LIT_TABLE + (<usize>(buffer & litMask) << 2));
      if (entry & LITERAL) {
        buffer >>= entry & 31;
        have -= entry & 31;
        store<u8>(output++, entry >> 16);
        entry = load<u32>(LIT_TABLE + (<usize>(buffer & litMask) << 2));
        if (entry & LITERAL) {
          buffer >>= entry & 31;
          have -= entry & 31;
          store<u8>(output++, entry >> 16);
          continue;
        }
      }
    }
    // At most 22 bits are gone, at least 34 are here: enough for a length.
    if (entry & SUBTABLE) {
      buffer >>= LIT_BITS;
      have -= LIT_BITS;
      entry = load<u32>(LIT_TABLE + (((entry >> 16) + (<u32>buffer & ((1 << ((entry >> 8) & 31)) - 1))) << 2));
      if (entry & LITERAL) {
        buffer >>= entry & 31;
        have -= entry & 31;
        store<u8>(output++, entry >> 16);
        continue;
      }
    }
    if (entry == 0) {
      keep(buffer, have, input, output);
      return CORRUPT;
    }
    buffer >>= entry & 31;
    have -= entry & 31;
    if (entry & END) {
      keep(buffer, have, input, output);
      return DONE;
    }
    const extra = (entry >> 8) & 31;
    const length = (entry >> 16) + (<u32>buffer & ((1 << extra) - 1));
    buffer >>= extra;
    have -= extra;
    buffer |= load<u64>(input) << have;
    input += (63 - have) >> 3;
    have |= 56;
    let far = load<u32>(DIST_TABLE + (<usize>(buffer & distMask) << 2));
    if (far & SUBTABLE) {
      buffer >>= DIST_BITS;
      have -= DIST_BITS;
      far = load<u32>(DIST_TABLE + (((far >> 16) + (<u32>buffer & ((1 << ((far >> 8) & 31)) - 1))) << 2));
    }
    const farExtra = (far >> 8) & 31;
    buffer >>= far & 31;
    have -= far & 31;
    const distance = (far >> 16) + (<u32>buffer & ((1 << farExtra) - 1));
    buffer >>= farExtra;
    have -= farExtra;
    if (far == 0 || distance > <u32>(output - historyStart) || distance > HISTORY) {
      keep(buffer, have, input, output);
      return CORRUPT;
    }
    copyMatch(output, distance, length);
    output += length;
  }
  keep(buffer, have, input, output);
  return careful(final);
}

// @ts-ignore: decorator
@inline
function keep(buffer: u64, have: u32, input: usize, output: usize): void {
  // Above `have` the buffer may hold bits of bytes that were not taken.
  bits = have == 0 ? 0 : buffer & (<u64>-1 >> (64 - have));
  count = have;
  inPos = input;
  outPos = output;
}

/** One symbol at a time, near the end of input or output: a symbol that is not whole stays where it is. */
function careful(final: bool): i32 {
  const outLimit = OUT + OUT_SIZE;
  for (;;) {
    while (count <= 48 && inPos < inEnd) {
      bits |= <u64>load<u8>(inPos++) << count;
      count += 8;
    }
    const short = final ? TRUNCATED : NEED_INPUT;
    let buffer = bits;
    let have = count;
    let entry = load<u32>(LIT_TABLE + ((<u32>buffer & ((1 << LIT_BITS) - 1)) << 2));
    if (entry & SUBTABLE) {
      if (have < LIT_BITS) return short;
      buffer >>= LIT_BITS;
      have -= LIT_BITS;
      entry = load<u32>(LIT_TABLE + (((entry >> 16) + (<u32>buffer & ((1 << ((entry >> 8) & 31)) - 1))) << 2));
    }
    if (entry == 0) return have < 15 && inPos >= inEnd ? short : CORRUPT;
    if (have < (entry & 31)) return short;
    if (entry & LITERAL) {
      if (outPos >= outLimit) return OUTPUT_FULL;
      bits = buffer >> (entry & 31);
      count = have - (entry & 31);
      store<u8>(outPos++, entry >> 16);
      continue;
    }
    buffer >>= entry & 31;
    have -= entry & 31;
    if (entry & END) {
      bits = buffer;
      count = have;
      return DONE;
    }
    const extra = (entry >> 8) & 31;
    if (have < extra) return short;
    const length = (entry >> 16) + (<u32>buffer & ((1 << extra) - 1));
    buffer >>= extra;
    have -= extra;
    let far = load<u32>(DIST_TABLE + ((<u32>buffer & ((1 << DIST_BITS) - 1)) << 2));
    if (far & SUBTABLE) {
      if (have < DIST_BITS) return short;
      buffer >>= DIST_BITS;
      have -= DIST_BITS;
      far = load<u32>(DIST_TABLE + (((far >> 16) + (<u32>buffer & ((1 << ((far >> 8) & 31)) - 1))) << 2));
    }
    if (far == 0) return have < 15 && inPos >= inEnd ? short : CORRUPT;
    const farExtra = (far >> 8) & 31;
    if (have < (far & 31) + farExtra) return short;
    buffer >>= far & 31;
    have -= far & 31;
    const distance = (far >> 16) + (<u32>buffer & ((1 << farExtra) - 1));
    buffer >>= farExtra;
    have -= farExtra;
    if (distance > <u32>(outPos - historyStart) || distance > HISTORY) return CORRUPT;
    if (outPos + length > outLimit) return OUTPUT_FULL;
    bits = buffer;
    count = have;
    copyMatch(outPos, distance, length);
    outPos += length;
  }
  return CORRUPT;
}
