/** Most fields a line may have to be taken apart here; more go to the exact parser. */
const MOST = 31;
const LEAST = 30;
const SPACE = 32;
const QUOTE = 34;
const BACKSLASH = 92;

/**
 * Where the fields of one plain delivered line lie, without a string: 30 or 31 fields, those with spaces in quotes that hold neither quote
 * nor backslash. Whatever differs is left to the exact parser, which gives the same fields for these lines (a property test holds both equal).
 */
export class Tokens {
  /** First byte of each field, quotes left out. */
  readonly starts = new Int32Array(MOST + 1);
  /** Byte after the last one of each field. */
  readonly ends = new Int32Array(MOST + 1);
  count = 0;

  /** Takes a line apart; `false` when it is not of the plain form. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    const { starts, ends } = this;
    let n = 0;
    let i = start;
    for (;;) {
      if (n > MOST - 1) return false;
      let c = i < end ? bytes[i]! : SPACE;
      if (c === QUOTE) {
        const from = ++i;
        while (i < end && (c = bytes[i]!) !== QUOTE) {
          if (c === BACKSLASH) return false;
          i++;
        }
        if (i >= end) return false;
        starts[n] = from;
        ends[n++] = i++;
        if (i < end && bytes[i] !== SPACE) return false;
      } else {
        starts[n] = i;
        while (i < end && bytes[i] !== SPACE) i++;
        ends[n++] = i;
      }
      if (i >= end) break;
      i++;
    }
    this.count = n;
    return n >= LEAST && this.isSound(bytes);
  }

  /** Status, log source and request id are of the form that the exact parser takes at once. */
  private isSound(bytes: Uint8Array): boolean {
    const { starts, ends } = this;
    const status = starts[14]!;
    if (ends[14]! - status !== 3) return false;
    const first = bytes[status]!;
    if (first < 49 || first > 53 || !isDigit(bytes[status + 1]!) || !isDigit(bytes[status + 2]!)) return false;
    const source = starts[19]!;
    const length = ends[19]! - source;
    const isUser =
      length === 4 &&
      bytes[source] === 85 &&
      bytes[source + 1] === 83 &&
      bytes[source + 2] === 69 &&
      bytes[source + 3] === 82;
    const isCdn = length === 3 && bytes[source] === 67 && bytes[source + 1] === 68 && bytes[source + 2] === 78;
    if (!isUser && !isCdn) return false;
    const id = bytes[starts[24]!];
    return id === 78 || (id === 45 && ends[24]! - starts[24]! === 1);
  }

  /** The three digits of field 15 as a number. */
  status(bytes: Uint8Array): number {
    const at = this.starts[14]!;
    return (bytes[at]! - 48) * 100 + (bytes[at + 1]! - 48) * 10 + bytes[at + 2]! - 48;
  }
}

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}
