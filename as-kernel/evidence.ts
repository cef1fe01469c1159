// What the requesters that are refused succeed with, in one log file in file order, and which denials a success heals: the same rules as
// lib/aggregate/evidence.ts, which tells them.

import { findText, internText } from './dictionary';
import { clearTally, tally, tallyAt } from './tally';
import { alloc } from './heap';
import { HEALED, HEALED_SIZE } from './layout';
import { add, clear, find, rowAt, tableAt } from './table';

const HEALS: f64 = 60;
const WAITING: u32 = 1 << 15;
const LONGEST_WALK: u32 = 256;
const MOST_VALUES: u32 = 130000;

/** (bucket × 4 + form of the requester, text) → latest stretch plus 1, successes in it, latest time that a denial waits from, then four
 * actions of these successes and their counts: what is counted again and again lies together. */
const PAIRS: u32 = 0;
const PAIR_STRIDE: u32 = 56;
const LATEST: u32 = 8;
const SUCCESSES: u32 = 12;
const UNTIL: u32 = 16;
const OWN_ACTIONS: u32 = 24;
/** (pair, group) → stretch before it plus 1, successes. */
const STRETCHES: u32 = 1;
const STRETCH_STRIDE: u32 = 16;
/** (bucket, text of the address) of anonymous denials → 1 when it succeeded later. */
const ADDRESSES: u32 = 2;
const ADDRESS_STRIDE: u32 = 12;
/** (stretch, action), (stretch, text of the folder) → successes. */
const ACTIONS: u32 = 0;
const PREFIXES: u32 = 1;

/** A denial that waits: time, hash of its path, pair plus 1, group, next of its chain plus 1. */
const WAIT_STRIDE: u32 = 24;
let ring: usize = 0;
let heads: usize = 0;
let at: u32 = 0;
let healedCount: u32 = 0;

export function noPairs(): bool {
  return tableAt(PAIRS).size == 0;
}

export function pairOf(bucket: u32, form: u32, text: i32): i32 {
  return text < 0 ? -1 : find(tableAt(PAIRS), (bucket << 2) | form, <u32>text);
}

/** A denial of a group. */
export function denied(bucket: u32, form: u32, text: u32, group: u32, pathHash: u32, time: f64): void {
  const pairs = tableAt(PAIRS);
  let pair = find(pairs, (bucket << 2) | form, text);
  if (pair < 0) {
    pair = add(pairs, PAIR_STRIDE, (bucket << 2) | form, text);
    store<f64>(rowAt(pairs, pair) + UNTIL, -Infinity);
  }
  const stretches = tableAt(STRETCHES);
  if (find(stretches, pair, group) < 0) {
    const stretch = add(stretches, STRETCH_STRIDE, pair, group);
    const row = rowAt(pairs, pair);
    pourOut(row);
    store<u32>(rowAt(stretches, stretch), load<u32>(row + LATEST), 8);
    store<u32>(row + LATEST, <u32>stretch + 1);
  }
  wait(pair, group, pathHash, time);
}

/** A pair's own counts go to its latest stretch. */
function pourOut(pair: usize): void {
  const stretch = load<u32>(pair + LATEST);
  if (stretch == 0) return;
  const cell = rowAt(tableAt(STRETCHES), stretch - 1) + 12;
  store<u32>(cell, load<u32>(cell) + load<u32>(pair + SUCCESSES));
  store<u32>(pair + SUCCESSES, 0);
  for (let own = pair + OWN_ACTIONS; own < pair + PAIR_STRIDE; own += 8) {
    const n = load<u32>(own, 4);
    if (n != 0) tally(tallyAt(ACTIONS), stretch - 1, load<u32>(own), n, MOST_VALUES);
    store<u64>(own, 0);
  }
}

/** The file is at its end: all counts lie in the tables. */
export function pourAll(): void {
  const pairs = tableAt(PAIRS);
  for (let i: u32 = 0; i < pairs.size; i++) pourOut(rowAt(pairs, i));
}

export function deniedAddress(bucket: u32, from: usize, length: u32): void {
  const addresses = tableAt(ADDRESSES);
  if (addresses.size >= MOST_VALUES) return;
  const text = internText(from, length, true);
  if (text >= 0 && find(addresses, bucket, text) < 0) add(addresses, ADDRESS_STRIDE, bucket, text);
}

export function succeededAddress(bucket: u32, from: usize, length: u32): void {
  const addresses = tableAt(ADDRESSES);
  if (addresses.size == 0) return;
  const text = findText(from, length);
  const row = text < 0 ? -1 : find(addresses, bucket, text);
  if (row >= 0) store<u32>(rowAt(addresses, row), 1, 8);
}

/** A success of a pair: its action by number, its folder by bytes. */
export function succeeded(pair: u32, action: u32, from: usize, length: u32): void {
  const row = rowAt(tableAt(PAIRS), pair);
  const stretch = load<u32>(row + LATEST) - 1;
  store<u32>(row + SUCCESSES, load<u32>(row + SUCCESSES) + 1);
  countAction(row, stretch, action);
  const text = internText(from, length, true);
  if (text >= 0) tally(tallyAt(PREFIXES), stretch, text, 1, MOST_VALUES);
}

// @ts-ignore: decorator
@inline
function countAction(row: usize, stretch: u32, action: u32): void {
  for (let own = row + OWN_ACTIONS; own < row + PAIR_STRIDE; own += 8) {
    const n = load<u32>(own, 4);
    if (n != 0 && load<u32>(own) != action) continue;
    store<u32>(own, action);
    store<u32>(own, n + 1, 4);
    return;
  }
  tally(tallyAt(ACTIONS), stretch, action, 1, MOST_VALUES);
}

/** Could a success at this time heal anything? Asked before the path is hashed. */
export function waits(pair: u32, time: f64): bool {
  return time - load<f64>(rowAt(tableAt(PAIRS), pair) + UNTIL) <= HEALS;
}

// @ts-ignore: decorator
@inline
function headOf(pathHash: u32, pair: u32): usize {
  return heads + (((pathHash ^ (pair * 0x9e3779b1)) % WAITING) << 2);
}

function wait(pair: u32, group: u32, pathHash: u32, time: f64): void {
  if (ring == 0) {
    ring = alloc(WAITING * WAIT_STRIDE);
    heads = alloc(WAITING << 2);
  }
  const i = at;
  at = (i + 1) % WAITING;
  const entry = ring + i * WAIT_STRIDE;
  if (load<u32>(entry, 12) != 0) unchain(i);
  const head = headOf(pathHash, pair);
  store<f64>(entry, time);
  store<u32>(entry, pathHash, 8);
  store<u32>(entry, pair + 1, 12);
  store<u32>(entry, group, 16);
  store<u32>(entry, load<u32>(head), 20);
  store<u32>(head, i + 1);
  const until = rowAt(tableAt(PAIRS), pair) + UNTIL;
  if (time > load<f64>(until)) store<f64>(until, time);
}

function unchain(gone: u32): void {
  const entry = ring + gone * WAIT_STRIDE;
  // What leads to an entry: the head of its chain, then the entry before it.
  let link = headOf(load<u32>(entry, 8), load<u32>(entry, 12) - 1);
  for (let i = load<u32>(link); i != 0; i = load<u32>(link)) {
    const next = ring + (i - 1) * WAIT_STRIDE + 20;
    if (i == gone + 1) {
      store<u32>(link, load<u32>(next));
      return;
    }
    link = next;
  }
}

/** Notes the group of every denial that this success heals. */
export function heal(pair: u32, pathHash: u32, time: f64): void {
  if (ring == 0) return;
  let link = headOf(pathHash, pair);
  let steps = LONGEST_WALK;
  for (let i = load<u32>(link); i != 0 && steps > 0; i = load<u32>(link), steps--) {
    const entry = ring + (i - 1) * WAIT_STRIDE;
    const elapsed = time - load<f64>(entry);
    if (load<u32>(entry, 12) != pair + 1 || load<u32>(entry, 8) != pathHash || elapsed < 0) {
      link = entry + 20;
      continue;
    }
    // Too old to be healed by this success or by a later one: it leaves the chain as well.
    if (elapsed <= HEALS && healedCount < HEALED_SIZE) store<u32>(HEALED + (healedCount++ << 2), load<u32>(entry, 16));
    store<u32>(entry, 0, 12);
    store<u32>(link, load<u32>(entry, 20));
  }
}

export function healedEntries(): u32 {
  return healedCount;
}

/** One success walks at most as far as this many more. */
export function healedFull(): bool {
  return healedCount + LONGEST_WALK > HEALED_SIZE;
}

export function clearHealed(): void {
  healedCount = 0;
}

/** A file is at its end: everything is forgotten. */
export function clearEvidence(): void {
  if (tableAt(PAIRS).size == 0) return;
  for (let i: u32 = PAIRS; i <= ADDRESSES; i++) clear(tableAt(i));
  clearTally(tallyAt(ACTIONS));
  clearTally(tallyAt(PREFIXES));
  if (ring != 0) {
    memory.fill(ring, 0, WAITING * WAIT_STRIDE);
    memory.fill(heads, 0, WAITING << 2);
  }
  at = 0;
}
