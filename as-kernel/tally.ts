import { alloc, release } from './heap';
import { TABLES } from './layout';
import { mix } from './table';

/** An entry: a pair of numbers and how often it was counted. The entries lie in the places themselves, so that a count touches one of them. */
const STRIDE: u32 = 12;

/** Pairs of numbers → counts. A free place has count 0. */
// @ts-ignore: decorator
@unmanaged
export class Tally {
  entries: usize;
  mask: u32;
  size: u32;
}

/** The tally in place `i`, behind the tables. */
export function tallyAt(i: u32): Tally {
  return changetype<Tally>(TABLES + 256 + i * 16);
}

/** Counts a pair `n` times; a new one only while there are fewer than `most`. */
export function tally(t: Tally, a: u32, b: u32, n: u32, most: u32): void {
  if (t.entries == 0) grow(t);
  const mask = t.mask;
  let slot = mix(a, b) & mask;
  for (;;) {
    const at = t.entries + slot * STRIDE;
    const count = load<u32>(at, 8);
    if (count == 0) break;
    if (load<u32>(at) == a && load<u32>(at, 4) == b) {
      store<u32>(at, count + n, 8);
      return;
    }
    slot = (slot + 1) & mask;
  }
  if (t.size >= most) return;
  put(t, slot, a, b, n);
  t.size++;
  if (t.size * 4 > (mask + 1) * 3) grow(t);
}

export function clearTally(t: Tally): void {
  if (t.size == 0) return;
  t.size = 0;
  memory.fill(t.entries, 0, (t.mask + 1) * STRIDE);
}

// @ts-ignore: decorator
@inline
function put(t: Tally, slot: u32, a: u32, b: u32, count: u32): void {
  const at = t.entries + slot * STRIDE;
  store<u32>(at, a);
  store<u32>(at, b, 4);
  store<u32>(at, count, 8);
}

function grow(t: Tally): void {
  const before = t.entries;
  const places: u32 = before == 0 ? 0 : t.mask + 1;
  const bigger: u32 = places == 0 ? 1024 : places * 2;
  t.entries = alloc(bigger * STRIDE);
  t.mask = bigger - 1;
  for (let i: u32 = 0; i < places; i++) {
    const at = before + i * STRIDE;
    const count = load<u32>(at, 8);
    if (count == 0) continue;
    let slot = mix(load<u32>(at), load<u32>(at, 4)) & t.mask;
    while (load<u32>(t.entries + slot * STRIDE, 8) != 0) slot = (slot + 1) & t.mask;
    put(t, slot, load<u32>(at), load<u32>(at, 4), count);
  }
  release(before, places * STRIDE);
}
