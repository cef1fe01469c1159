import { grown } from './pair-table.js';
import { BASIS, endHash, hashOnBytes } from './text-hash.js';

/** Bytes lie in pieces of this length that are never moved; a longer string has a piece of its own. */
const PIECE_BITS = 18;
const PIECE = 1 << PIECE_BITS;
/** ASCII texts up to here are written unit by unit, faster than a call of the native function begins. */
const SHORT = 100;

/**
 * Byte strings ↔ dense numbers from 0 up. Keeps the bytes once and makes no JavaScript string until one is asked for: 300,000 requesters
 * cost their bytes and 16 to 24 bytes each.
 */
export class Interner {
  private readonly pieces: Buffer[] = [];
  /** In the last piece. */
  private used = PIECE;
  private total = 0;
  /** Piece and place in it of each string's first byte, and its length. */
  private starts = new Uint32Array(1024);
  private lengths = new Uint32Array(1024);
  private hashes = new Int32Array(1024);
  private slots = new Int32Array(4096);
  private mask = 4095;
  private scratch = Buffer.allocUnsafe(4096);
  private count = 0;

  /** `seed` varies the places in the hash table (never the numbers), so that nobody can prepare colliding text. */
  constructor(private readonly seed = 0) {}

  /** How many strings are held. */
  get size(): number {
    return this.count;
  }

  /** Bytes of all strings. */
  get bytesUsed(): number {
    return this.total;
  }

  /** The number of these bytes; they are added when they are new. */
  intern(bytes: Uint8Array, start: number, end: number): number {
    const hash = this.hash(bytes, start, end);
    const id = this.lookUp(bytes, start, end, hash);
    return id >= 0 ? id : this.add(bytes, start, end, hash);
  }

  /** The number of these bytes, -1 when they are not held. */
  find(bytes: Uint8Array, start: number, end: number): number {
    return this.lookUp(bytes, start, end, this.hash(bytes, start, end));
  }

  internText(text: string): number {
    const length = this.encode(text);
    return this.intern(this.scratch, 0, length);
  }

  findText(text: string): number {
    const length = this.encode(text);
    return this.find(this.scratch, 0, length);
  }

  /** The string of a number, from UTF-8. */
  text(id: number): string {
    const from = this.offset(id);
    return this.piece(id).toString('utf8', from, from + this.lengths[id]!);
  }

  /** The bytes of a number. */
  bytes(id: number): Buffer {
    const from = this.offset(id);
    return this.piece(id).subarray(from, from + this.lengths[id]!);
  }

  /** Order of two strings by their bytes, which is the order of their code points. */
  compare(a: number, b: number): number {
    if (a === b) return 0;
    // Byte by byte: most texts differ early, before a call of the native comparison would have begun.
    const first = this.piece(a);
    const second = this.piece(b);
    let i = this.offset(a);
    let j = this.offset(b);
    const length = Math.min(this.lengths[a]!, this.lengths[b]!);
    for (const end = i + length; i < end; i++, j++) {
      const order = first[i]! - second[j]!;
      if (order !== 0) return order < 0 ? -1 : 1;
    }
    return Math.sign(this.lengths[a]! - this.lengths[b]!);
  }

  /** A hash of the string that never changes with seed, run or machine: what samples and sketches are chosen by. */
  stableHash(id: number, basis?: number): number {
    const from = this.offset(id);
    return stableHash(this.piece(id), from, from + this.lengths[id]!, basis);
  }

  /** Length of a string's bytes. */
  byteLength(id: number): number {
    return this.lengths[id]!;
  }

  /** Copies a string's bytes to a place in a buffer; returns their number. */
  copy(id: number, into: Uint8Array, at: number): number {
    const piece = this.piece(id);
    const from = this.offset(id);
    const length = this.lengths[id]!;
    for (let i = 0; i < length; i++) into[at + i] = piece[from + i]!;
    return length;
  }

  private piece(id: number): Buffer {
    return this.pieces[this.starts[id]! >>> PIECE_BITS]!;
  }

  private offset(id: number): number {
    return this.starts[id]! & (PIECE - 1);
  }

  private encode(text: string): number {
    if (text.length * 3 > this.scratch.length) this.scratch = Buffer.allocUnsafe(text.length * 4);
    const { scratch } = this;
    if (text.length > SHORT) return scratch.write(text, 0, 'utf8');
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127) return scratch.write(text, 0, 'utf8');
      scratch[i] = unit;
    }
    return text.length;
  }

  private hash(bytes: Uint8Array, start: number, end: number): number {
    let h = this.seed ^ (end - start);
    let i = start;
    for (; i + 3 < end; i += 4) {
      h = Math.imul(h ^ (bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)), 0x9e3779b1);
      h ^= h >>> 15;
    }
    for (; i < end; i++) h = Math.imul(h ^ bytes[i]!, 0x9e3779b1);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    return h ^ (h >>> 13);
  }

  private lookUp(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const length = end - start;
    for (let slot = hash & this.mask; ; slot = (slot + 1) & this.mask) {
      const id = this.slots[slot]! - 1;
      if (id < 0) return -1;
      if (this.hashes[id] !== hash || this.lengths[id] !== length) continue;
      const piece = this.piece(id);
      let at = this.offset(id);
      let i = start;
      while (i < end && bytes[i] === piece[at]) {
        i++;
        at++;
      }
      if (i === end) return id;
    }
  }

  private add(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const id = this.count++;
    if (id === this.starts.length) this.growColumns();
    if ((id + 1) * 2 > this.slots.length) this.growSlots();
    const length = end - start;
    if (this.used + length >= PIECE) {
      this.pieces.push(Buffer.allocUnsafeSlow(Math.max(PIECE, length)));
      this.used = 0;
    }
    const piece = this.pieces[this.pieces.length - 1]!;
    for (let i = start, at = this.used; i < end; i++, at++) piece[at] = bytes[i]!;
    this.starts[id] = ((this.pieces.length - 1) << PIECE_BITS) | this.used;
    this.lengths[id] = length;
    this.used += length;
    this.total += length;
    this.hashes[id] = hash;
    let slot = hash & this.mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask;
    this.slots[slot] = id + 1;
    return id;
  }

  private growColumns(): void {
    this.starts = grown(this.starts);
    this.lengths = grown(this.lengths);
    this.hashes = grown(this.hashes);
  }

  private growSlots(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    this.mask = this.slots.length - 1;
    for (let id = 0; id < this.count - 1; id++) {
      let slot = this.hashes[id]! & this.mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask;
      this.slots[slot] = id + 1;
    }
  }
}

/** 32-bit hash of bytes, the same everywhere and for ever (partials of different versions must agree on it). */
export function stableHash(bytes: Uint8Array, start: number, end: number, basis = BASIS): number {
  return endHash(hashOnBytes(basis, bytes, start, end));
}
