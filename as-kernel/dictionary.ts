import { alloc } from './heap';

/** An entry: place in the arena, length, hash, what its text means as a bucket and as an event (0: not known yet). u32 each. */
const STRIDE: u32 = 20;
/** Longest text that is kept. */
export const LONGEST: u32 = 8192;
/** Texts and bytes for values that are only kept for speed, and for those that counting needs. */
const SOME: u32 = 60000;
const SOME_BYTES: u32 = 8 << 20;
const MOST: u32 = 400000;
const MOST_BYTES: u32 = 64 << 20;

let entries: usize = 0;
let capacity: u32 = 0;
let size: u32 = 0;
let slots: usize = 0;
let mask: u32 = 0;
let arena: usize = 0;
let arenaSize: u32 = 0;
let used: u32 = 0;
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
  return size == 0 ? -1 : lookUp(at, length, hashOf(at, length));
}

function lookUp(at: usize, length: u32, hash: u32): i32 {
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const id = load<u32>(slots + (slot << 2));
    if (id == 0) return -1;
    const entry = entries + (id - 1) * STRIDE;
    if (load<u32>(entry, 8) != hash || load<u32>(entry, 4) != length) continue;
    if (equal(at, arena + load<u32>(entry), length)) return <i32>(id - 1);
  }
  return -1;
}

/** The number of a text; a new one is added while there is room for its sort, else -1. */
export function internText(at: usize, length: u32, needed: bool): i32 {
  const hash = hashOf(at, length);
  if (size > 0) {
    const id = lookUp(at, length, hash);
    if (id >= 0) return id;
  }
  if (length > LONGEST || size >= (needed ? MOST : SOME) || used + length > (needed ? MOST_BYTES : SOME_BYTES)) return -1;
  if (size == capacity) grow();
  if (used + length + 16 > arenaSize) growArena();
  memory.copy(arena + used, at, length);
  const entry = entries + size * STRIDE;
  store<u32>(entry, used);
  store<u32>(entry, length, 4);
  store<u32>(entry, hash, 8);
  store<u32>(entry, 0, 12);
  store<u32>(entry, 0, 16);
  used += length;
  place(size++, hash);
  return <i32>(size - 1);
}

export function textAt(id: u32): usize {
  return arena + load<u32>(entries + id * STRIDE);
}

export function textLength(id: u32): u32 {
  return load<u32>(entries + id * STRIDE, 4);
}

/** What a text means as a bucket: row plus 1, 0 when nobody said yet, -1 when its lines do not count. */
export function bucketOf(id: u32): i32 {
  return load<i32>(entries + id * STRIDE, 12);
}

export function setBucketOf(id: u32, value: i32): void {
  store<i32>(entries + id * STRIDE, value, 12);
}

/** What a text means as an event: its action's number plus 2, doubled, plus 1 for a change of settings; 0 when nobody said yet. */
export function eventOf(id: u32): u32 {
  return load<u32>(entries + id * STRIDE, 16);
}

export function setEventOf(id: u32, value: u32): void {
  store<u32>(entries + id * STRIDE, value, 16);
}

export function clearTexts(): void {
  if (size == 0) return;
  size = 0;
  used = 0;
  memory.fill(slots, 0, (<usize>mask + 1) << 2);
}

function place(id: u32, hash: u32): void {
  let slot = hash & mask;
  while (load<u32>(slots + (slot << 2)) != 0) slot = (slot + 1) & mask;
  store<u32>(slots + (slot << 2), id + 1);
}

function grow(): void {
  const bigger: u32 = capacity == 0 ? 1024 : capacity * 2;
  const moved = alloc(bigger * STRIDE);
  memory.copy(moved, entries, size * STRIDE);
  entries = moved;
  capacity = bigger;
  mask = bigger * 2 - 1;
  slots = alloc(bigger << 3);
  for (let id: u32 = 0; id < size; id++) place(id, load<u32>(entries + id * STRIDE, 8));
}

function growArena(): void {
  const bigger: u32 = arenaSize == 0 ? 65536 : arenaSize * 2;
  const moved = alloc(bigger + 64);
  memory.copy(moved, arena, used);
  arena = moved;
  arenaSize = bigger;
}
