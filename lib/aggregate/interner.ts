import { BASIS, endHash, hashOnBytes } from './text-hash.js';

/** Room for text that must be kept whatever happens, and for values that are only kept while there is room. Bytes. */
const FIRST_ARENA = 1 << 16;

/**
 * Byte strings ↔ dense numbers from 0 up. Keeps the bytes once, in one growing buffer, and makes no JavaScript string until one is asked
 * for: 300,000 requesters cost their bytes and 12 bytes each.
 */
export class Interner {
  private arena = Buffer.allocUnsafe(FIRST_ARENA);
  private used = 0;
  private ends = new Uint32Array(1024);
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
    return this.used;
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
    return this.arena.toString('utf8', this.start(id), this.ends[id]!);
  }

  /** The bytes of a number: a view that is valid until the next string is added. */
  bytes(id: number): Buffer {
    return this.arena.subarray(this.start(id), this.ends[id]!);
  }

  /** Order of two strings by their bytes, which is the order of their code points. */
  compare(a: number, b: number): number {
    if (a === b) return 0;
    // Byte by byte: most texts differ early, before a call of the native comparison would have begun.
    const { arena } = this;
    let i = this.start(a);
    let j = this.start(b);
    const length = Math.min(this.ends[a]! - i, this.ends[b]! - j);
    for (const end = i + length; i < end; i++, j++) {
      const order = arena[i]! - arena[j]!;
      if (order !== 0) return order < 0 ? -1 : 1;
    }
    return Math.sign(this.ends[a]! - this.start(a) - (this.ends[b]! - this.start(b)));
  }

  /** A hash of the string that never changes with seed, run or machine: what samples and sketches are chosen by. */
  stableHash(id: number, basis?: number): number {
    return stableHash(this.arena, this.start(id), this.ends[id]!, basis);
  }

  /** Length of a string's bytes. */
  byteLength(id: number): number {
    return this.ends[id]! - this.start(id);
  }

  /** Copies a string's bytes to a place in a buffer; returns their number. */
  copy(id: number, into: Uint8Array, at: number): number {
    const from = this.start(id);
    const length = this.ends[id]! - from;
    for (let i = 0; i < length; i++) into[at + i] = this.arena[from + i]!;
    return length;
  }

  private start(id: number): number {
    return id === 0 ? 0 : this.ends[id - 1]!;
  }

  private encode(text: string): number {
    if (text.length * 3 > this.scratch.length) this.scratch = Buffer.allocUnsafe(text.length * 4);
    return this.scratch.write(text, 0, 'utf8');
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
      if (this.hashes[id] !== hash) continue;
      let at = id === 0 ? 0 : this.ends[id - 1]!;
      if (this.ends[id]! - at !== length) continue;
      let i = start;
      while (i < end && bytes[i] === this.arena[at]) {
        i++;
        at++;
      }
      if (i === end) return id;
    }
  }

  private add(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const id = this.count++;
    if (id === this.ends.length) this.growColumns();
    if ((id + 1) * 2 > this.slots.length) this.growSlots();
    const length = end - start;
    if (this.used + length > this.arena.length) this.growArena(length);
    this.arena.set(bytes.subarray(start, end), this.used);
    this.used += length;
    this.ends[id] = this.used;
    this.hashes[id] = hash;
    let slot = hash & this.mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask;
    this.slots[slot] = id + 1;
    return id;
  }

  private growColumns(): void {
    const ends = new Uint32Array(this.ends.length * 2);
    ends.set(this.ends);
    this.ends = ends;
    const hashes = new Int32Array(this.hashes.length * 2);
    hashes.set(this.hashes);
    this.hashes = hashes;
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

  private growArena(length: number): void {
    const arena = Buffer.allocUnsafe(Math.max(this.arena.length + (this.arena.length >> 1), this.used + length));
    this.arena.copy(arena, 0, 0, this.used);
    this.arena = arena;
  }
}

/** 32-bit hash of bytes, the same everywhere and for ever (partials of different versions must agree on it). */
export function stableHash(bytes: Uint8Array, start: number, end: number, basis = BASIS): number {
  return endHash(hashOnBytes(basis, bytes, start, end));
}
