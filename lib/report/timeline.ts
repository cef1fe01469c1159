import type { Slot } from '../aggregate/model.js';
import type { TimelineHour } from './types.js';
import { dayBounds, dayHours } from './zone.js';

/** The day's hours with what the 5-minute slots add up to. Slots outside the day are not counted. */
export function timelineOf(
  slots: readonly Slot[],
  date: string,
  timeZone: string,
  lastWeek: ReadonlyMap<string, number> | null,
): TimelineHour[] {
  const { toMs } = dayBounds(date, timeZone);
  const hours = dayHours(date, timeZone).map(({ startMs, label }) => ({
    startMs,
    hour: { start: isoSeconds(startMs), label, requests: 0, denials: 0, kinds: {} as Record<string, number> },
  }));
  for (const slot of slots) {
    const ms = Date.parse(slot.start);
    if (ms >= toMs) continue;
    const found = hours.findLast(({ startMs }) => startMs <= ms);
    if (!found) continue;
    found.hour.requests += slot.requests;
    found.hour.denials += slot.denials;
    for (const [kind, count] of Object.entries(slot.kinds)) {
      found.hour.kinds[kind] = (found.hour.kinds[kind] ?? 0) + count;
    }
  }
  return hours.map(({ hour }) => ({
    ...hour,
    kinds: sorted(hour.kinds),
    lastWeek: lastWeek ? (lastWeek.get(hour.label) ?? 0) : null,
  }));
}

/** Same bytes for the same numbers, whatever order the slots came in. */
function sorted(kinds: Readonly<Record<string, number>>): TimelineHour['kinds'] {
  return Object.fromEntries(Object.entries(kinds).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** ISO 8601 UTC to the second, as all times of the state. */
export function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
