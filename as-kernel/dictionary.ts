import { alloc, release } from './heap';

/** A text's record: hash, length, number, what it means as a bucket and as an event (0: not known yet), the last pair that it was found in
 * (bucket and form, then the pair plus 1; 0 for none); then its bytes. u32 each. */
const HEAD: u32 = 28;
/** Longest text that is kept. */
export const LONGEST: u32 = 8192;
/** Texts and bytes for values that are only kept for speed, and for those that counting needs. */
const SOME: u32 = 60000;
const SOME_BYTES: u32 = 8 << 20;
const MOST: u32 = 400000;
const MOST_BYTES: u32 = 64 << 20;

/** Records lie in pieces of this size that are never moved. Bytes. */
const PIECE: u32 = 1 << 18;
const MOST_PIECES: u32 = MOST_BYTES / PIECE + 1;

/** By number: where the record begins. */
let places: usize = 0;
let capacity: u32 = 0;
let size: u32 = 0;
/** Hash of a text and where its record begins, u32 each. */
let slots: usize = 0;
let mask: u32 = 0;
/** Where the pieces begin, how many there are, and how many are begun. */
let pieces: usize = 0;
let pieceCount: u32 = 0;
let begun: u32 = 0;
/** Where the next record goes, and the end of its piece. */
let cursor: usize = 0;
let pieceEnd: usize = 0;
let seed: u64 = 0;

/** Varies the places in the table, so that nobody can prepare colliding text. */
export function setSeed(value: u32): void {
  seed = value;
}

// @ts-ignore: decorator
@inline
export function hashOf(at: usize, length: u32): u32 {
  let h: u64 = seed ^ length;
  const end = at + length;
  for (; at + 8 <= end; at += 8) {
    h = (h ^ load<u64>(at)) * 0x9e3779b97f4a7c15;
    h ^= h >> 32;
  }
  if (at < end) {
    // The region behind may be read: what does not belong to the text is shifted out.
    h = (h ^ (load<u64>(at) << ((8 - (end - at)) << 3))) * 0x9e3779b97f4a7c15;
    h ^= h >> 32;
  }
  h = (h ^ (h >> 29)) * 0xbf58476d1ce4e5b9;
  return <u32>(h >> 32);
}

// @ts-ignore: decorator
@inline
export function equal(a: usize, b: usize, length: u32): bool {
  const end = a + length;
  for (; a + 8 <= end; a += 8, b += 8) if (load<u64>(a) != load<u64>(b)) return false;
  for (; a < end; a++, b++) if (load<u8>(a) != load<u8>(b)) return false;
  return true;
}

/** The number of a text, -1 when it is not held. */
export function findText(at: usize, length: u32): i32 {
  const record = findRecord(at, length);
  return record == 0 ? -1 : <i32>load<u32>(record, 8);
}

/** The record of a text, 0 when it is not held. */
export function findRecord(at: usize, length: u32): usize {
  return size == 0 ? 0 : lookUp(at, length, hashOf(at, length));
}

function lookUp(at: usize, length: u32, hash: u32): usize {
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const cell = slots + (slot << 3);
    const record: usize = load<u32>(cell, 4);
    if (record == 0) return 0;
    if (load<u32>(cell) != hash) continue;
    if (load<u32>(record, 4) == length && equal(at, record + HEAD, length)) return record;
  }
  return 0;
}

/** The number of a text; a new one is added while there is room for its sort, else -1. */
export function internText(at: usize, length: u32, needed: bool): i32 {
  const hash = hashOf(at, length);
  if (size > 0) {
    const record = lookUp(at, length, hash);
    if (record != 0) return <i32>load<u32>(record, 8);
  }
  if (length > LONGEST || size >= (needed ? MOST : SOME) || begun * PIECE >= (needed ? MOST_BYTES : SOME_BYTES)) return -1;
  if (size == capacity) grow();
  // Records begin at whole words; a search may read a little beyond a text.
  const room = (HEAD + length + 3) & ~3;
  if (cursor + room + 16 > pieceEnd) beginPiece();
  const record = cursor;
  memory.fill(record, 0, HEAD);
  store<u32>(record, hash);
  store<u32>(record, length, 4);
  store<u32>(record, size, 8);
  memory.copy(record + HEAD, at, length);
  store<u32>(places + (size << 2), <u32>record);
  place(hash, <u32>record);
  cursor += room;
  const id = size++;
  return <i32>id;
}

/** `findRecord` that first looks at a text that was found before (by number, -1 for none): the same bucket and event come again and again. */
export function findAgain(last: i32, at: usize, length: u32): usize {
  if (last >= 0) {
    const record = recordOf(last);
    if (load<u32>(record, 4) == length && equal(at, record + HEAD, length)) return record;
  }
  return findRecord(at, length);
}

// @ts-ignore: decorator
@inline
function recordOf(id: u32): usize {
  return load<u32>(places + (id << 2));
}

export function textAt(id: u32): usize {
  return recordOf(id) + HEAD;
}

export function textLength(id: u32): u32 {
  return load<u32>(recordOf(id), 4);
}

/** What a text means as a bucket: row plus 1, 0 when nobody said yet, -1 when its lines do not count. */
export function bucketOf(record: usize): i32 {
  return load<i32>(record, 12);
}

export function setBucketOf(id: u32, value: i32): void {
  store<i32>(recordOf(id), value, 12);
}

/** What a text means as an event: its action's number plus 2, doubled, plus 1 for a change of settings; 0 when nobody said yet. */
export function eventOf(record: usize): u32 {
  return load<u32>(record, 16);
}

export function setEventOf(id: u32, value: u32): void {
  store<u32>(recordOf(id), value, 16);
}

export function numberOf(record: usize): u32 {
  return load<u32>(record, 8);
}

/** The pair of a text in this place if it was the last that was looked for, else -2. */
export function lastPair(record: usize, place: u32): i32 {
  return load<u32>(record, 20) == place && load<u32>(record, 24) != 0 ? <i32>load<u32>(record, 24) - 1 : -2;
}

export function setLastPair(record: usize, place: u32, pair: i32): void {
  store<u32>(record, place, 20);
  store<u32>(record, <u32>(pair + 1), 24);
}

export function clearTexts(): void {
  if (size == 0) return;
  size = 0;
  begun = 0;
  cursor = 0;
  pieceEnd = 0;
  memory.fill(slots, 0, (<usize>mask + 1) << 3);
}

function place(hash: u32, at: u32): void {
  let slot = hash & mask;
  while (load<u32>(slots + (slot << 3), 4) != 0) slot = (slot + 1) & mask;
  store<u32>(slots + (slot << 3), hash);
  store<u32>(slots + (slot << 3), at, 4);
}

function grow(): void {
  const bigger: u32 = capacity == 0 ? 1024 : capacity * 2;
  const moved = alloc(bigger << 2);
  memory.copy(moved, places, size << 2);
  release(places, capacity << 2);
  release(slots, capacity << 4);
  places = moved;
  capacity = bigger;
  mask = bigger * 2 - 1;
  slots = alloc(bigger << 4);
  for (let id: u32 = 0; id < size; id++) place(load<u32>(recordOf(id)), load<u32>(places + (id << 2)));
}

function beginPiece(): void {
  if (pieces == 0) pieces = alloc(MOST_PIECES << 2);
  if (begun == pieceCount) store<u32>(pieces + (pieceCount++ << 2), <u32>alloc(PIECE));
  cursor = load<u32>(pieces + (begun++ << 2));
  pieceEnd = cursor + PIECE;
}
