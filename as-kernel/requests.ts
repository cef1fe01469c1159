import { alloc, release } from './heap';
import { COUNTS, COUNTS_SIZE } from './layout';

/** Requests by bucket and slot since the last drain. A bucket's row leads to its latest entry, so that neighbouring lines share theirs. */
let latest: usize = 0;
let rows: u32 = 0;
let entries: u32 = 0;
let from: f64 = Infinity;
let to: f64 = -Infinity;
let slotSeconds: f64 = 0;

/** Length of a slot in seconds, 0: slots are not told apart. */
export function setSlotSeconds(value: f64): void {
  slotSeconds = value;
}

export function countEntries(): u32 {
  return entries;
}

export function firstTime(): f64 {
  return from;
}

export function lastTime(): f64 {
  return to;
}

/** Counts a request. There must be room: `isFull` is asked before a line is begun. */
export function countRequest(row: u32, time: f64): void {
  if (time < from) from = time;
  if (time > to) to = time;
  if (row >= rows) growRows(row);
  const slot: i32 = slotSeconds == 0 ? 0 : <i32>Math.floor(time / slotSeconds);
  const known = load<u32>(latest + (row << 2));
  if (known != 0) {
    const entry = COUNTS + (known - 1) * 12;
    if (load<i32>(entry, 4) == slot) {
      store<u32>(entry, load<u32>(entry, 8) + 1, 8);
      return;
    }
  }
  const entry = COUNTS + entries * 12;
  store<u32>(entry, row);
  store<i32>(entry, slot, 4);
  store<u32>(entry, 1, 8);
  store<u32>(latest + (row << 2), ++entries);
}

export function requestsFull(): bool {
  return entries >= COUNTS_SIZE - 1;
}

/** The entries were taken. */
export function clearRequests(): void {
  for (let i: u32 = 0; i < entries; i++) store<u32>(latest + (load<u32>(COUNTS + i * 12) << 2), 0);
  entries = 0;
  from = Infinity;
  to = -Infinity;
}

function growRows(row: u32): void {
  let bigger: u32 = rows == 0 ? 256 : rows;
  while (bigger <= row) bigger *= 2;
  const moved = alloc(bigger << 2);
  memory.copy(moved, latest, rows << 2);
  release(latest, rows << 2);
  latest = moved;
  rows = bigger;
}
