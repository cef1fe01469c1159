// Forms of fields that are counted from their bytes; any other form is the exact parser's.

import { fieldEnd, fieldLength, fieldStart, isDash } from './tokens';

/** Longest path that is taken from its bytes. */
const LONGEST_PATH: u32 = 4096;

/** `-` or digits and colons: the only forms of field 24 that need no second look. */
export function isRequester(): bool {
  const length = fieldLength(23);
  if (isDash(23)) return true;
  if (length == 0 || length > 100) return false;
  for (let i = fieldStart(23), to = fieldEnd(23); i < to; i++) if (<u32>load<u8>(i) - 48 > 10) return false;
  return true;
}

/** GET or HEAD as real logs write them. */
export function isReading(): bool {
  const method = load<u32>(fieldStart(12));
  const length = fieldLength(12);
  return (length == 3 && (method & 0xffffff) == 0x544547) || (length == 4 && method == 0x44414548);
}

/** Letters, digits, `.`, `-` and `_`: text that is the same as its bytes and holds no secret. */
export function isName(i: u32, most: u32): bool {
  const length = fieldLength(i);
  if (length == 0 || length > most) return false;
  for (let p = fieldStart(i), to = fieldEnd(i); p < to; p++) {
    const c: u32 = load<u8>(p);
    if ((c | 32) - 97 < 26 || c - 48 < 10 || c == 45 || c == 46 || c == 95) continue;
    return false;
  }
  return true;
}

/** An address as real logs write it: digits, letters to `f`, `.`, `:` and `-`. */
export function isAddress(): bool {
  const length = fieldLength(6);
  if (length == 0 || length > 64) return false;
  for (let p = fieldStart(6), to = fieldEnd(6); p < to; p++) {
    const c: u32 = load<u8>(p);
    if (c - 45 > 13 && (c | 32) - 97 > 5 || c == 47) return false;
  }
  return true;
}

/** Is the path of the record field 12 byte by byte? Not so for secrets, for `/` of an object, and with a path-style host. */
export function isPlainPath(): bool {
  const from = fieldStart(11);
  const to = fieldEnd(11);
  if (from == to || load<u8>(from) != 47 || <u32>(to - from) > LONGEST_PATH) return false;
  // `cos.<region>…` unless it is a bucket whose name begins like that.
  const host = load<u32>(fieldStart(4));
  if ((host & 0xffffff | 0x202020) == 0x736f63 && (host >> 24 == 46 || host >> 24 == 45)) return false;
  if (!holdsNoSecret(from, to)) return false;
  if (to - from > 1) return true;
  // `/`: the request line must say the same.
  let i = fieldStart(29);
  const last = fieldEnd(29);
  while (i < last && load<u8>(i) != 32) i++;
  if (i + 2 >= last || load<u8>(i, 1) != 47) return false;
  return load<u8>(i, 2) == 32 || load<u8>(i, 2) == 63;
}

/** ASCII without `=`, `:` and what stands for them: lib/accesslog/secrets.ts `cannotHoldSecret`. */
export function holdsNoSecret(from: usize, to: usize): bool {
  for (; from < to; from++) {
    const c: u32 = load<u8>(from);
    if (c == 61 || c == 58 || c >= 128) return false;
    if (c != 37) continue;
    const high: u32 = load<u8>(from, 1);
    const low: u32 = load<u8>(from, 2);
    if (high == 51 && ((low | 32) == 100 || (low | 32) == 97)) return false;
    if (high == 50 && low == 53) return false;
  }
  return true;
}

export function isAscii(from: usize, to: usize): bool {
  for (; from + 16 <= to; from += 16) if (i8x16.bitmask(v128.load(from)) != 0) return false;
  for (; from < to; from++) if (load<u8>(from) >= 128) return false;
  return true;
}
