import { alloc, release } from './heap';
import { TABLES } from './layout';

/** Pairs of numbers → dense rows from 0 up: open addressing. A row begins with its pair; what follows belongs to the caller. */
// @ts-ignore: decorator
@unmanaged
export class Table {
  rows: usize;
  slots: usize;
  mask: u32;
  size: u32;
  capacity: u32;
  stride: u32;
}

/** The table in place `i`. */
// @ts-ignore: decorator
@inline
export function tableAt(i: u32): Table {
  return changetype<Table>(TABLES + i * 32);
}

export function rowAt(table: Table, row: u32): usize {
  return table.rows + row * table.stride;
}

// @ts-ignore: decorator
@inline
export function mix(a: u32, b: u32): u32 {
  let h = ((a ^ 0x5bd1e995) * 0x9e3779b1) ^ ((b + 0x7f4a7c15) * 0x85ebca6b);
  h = (h ^ (h >> 15)) * 0x2c1b3c6d;
  return h ^ (h >> 13);
}

/** The row of a pair, -1 when it has none. */
export function find(table: Table, a: u32, b: u32): i32 {
  if (table.size == 0) return -1;
  const mask = table.mask;
  for (let slot = mix(a, b) & mask; ; slot = (slot + 1) & mask) {
    const row = load<u32>(table.slots + (slot << 2));
    if (row == 0) return -1;
    const at = rowAt(table, row - 1);
    if (load<u32>(at) == a && load<u32>(at, 4) == b) return <i32>(row - 1);
  }
  return -1;
}

/** Gives a pair that has no row the next one, zeroed behind the pair. */
export function add(table: Table, stride: u32, a: u32, b: u32): i32 {
  if (table.size == table.capacity) grow(table, stride);
  const row = table.size++;
  const at = rowAt(table, row);
  memory.fill(at, 0, stride);
  store<u32>(at, a);
  store<u32>(at, b, 4);
  place(table, row);
  return <i32>row;
}

export function clear(table: Table): void {
  if (table.size == 0) return;
  table.size = 0;
  memory.fill(table.slots, 0, (<usize>table.mask + 1) << 2);
}

function grow(table: Table, stride: u32): void {
  const capacity: u32 = table.capacity == 0 ? 512 : table.capacity * 2;
  const rows = alloc(capacity * stride);
  memory.copy(rows, table.rows, table.size * stride);
  release(table.rows, table.capacity * stride);
  release(table.slots, table.capacity << 3);
  table.rows = rows;
  table.stride = stride;
  table.capacity = capacity;
  table.mask = capacity * 2 - 1;
  table.slots = alloc(capacity << 3);
  for (let row: u32 = 0; row < table.size; row++) place(table, row);
}

function place(table: Table, row: u32): void {
  const at = rowAt(table, row);
  let slot = mix(load<u32>(at), load<u32>(at, 4)) & table.mask;
  while (load<u32>(table.slots + (slot << 2)) != 0) slot = (slot + 1) & table.mask;
  store<u32>(table.slots + (slot << 2), row + 1);
}
