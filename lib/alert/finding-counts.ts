import { type Breach, type GroupRef, groupKey, SLOT_MS } from './rules-types.js';
import type { Counts } from './window-counts.js';

/**
 * How many denials of a breach belong to a part of the group. A diagnosis shares out all denials, a breach has healed and scanning ones
 * taken out already: the smaller figure holds, so that nothing is subtracted twice.
 */
export function partOf(counts: Counts, ref: GroupRef, breach: Breach, share: number): number {
  if (share >= 0.999) return breach.count;
  const groups = ref.requester === '*' ? [] : [counts.groups[groupKey(ref)]];
  let all = 0;
  for (let slot = Math.floor(breach.fromMs / SLOT_MS); slot < breach.toMs / SLOT_MS; slot++) {
    for (const group of groups) all += group?.slots[slot] ?? 0;
  }
  return Math.min(breach.count, (all === 0 ? breach.count : all) * share + 0.001);
}

/** When it began: back from the broken window over slots with denials, until a gap as long as the quiet time. */
export function onset(counts: Counts, ref: GroupRef, fromMs: number, gapMs: number): number {
  const slots = counts.groups[groupKey(ref)]?.slots;
  if (slots === undefined) return fromMs;
  const width = Math.max(1, Math.ceil(gapMs / SLOT_MS));
  const numbers = Object.keys(slots)
    .map(Number)
    .sort((a, b) => b - a);
  const window = Math.floor(fromMs / SLOT_MS);
  let first = Math.min(...numbers.filter((slot) => slot >= window));
  if (!Number.isFinite(first)) return fromMs;
  for (const slot of numbers) if (slot < first && first - slot <= width) first = slot;
  return first * SLOT_MS;
}

/** Denials since then that count: neither healed nor from scanning addresses. */
export function loudSince(counts: Counts, ref: GroupRef, sinceMs: number): number {
  const group = counts.groups[groupKey(ref)];
  const first = Math.floor(sinceMs / SLOT_MS);
  let sum = 0;
  for (const [slot, count] of Object.entries(group?.slots ?? {})) {
    if (Number(slot) >= first) sum += count - (group?.quiet[slot] ?? 0);
  }
  return sum;
}
