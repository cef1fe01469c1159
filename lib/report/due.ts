import type { ReportIndex } from './index-model.js';
import { addDays } from './zone.js';

/** So many past days are looked at again for late logs. */
const LATE_DAYS = 3;
/** Reports that were never written are made up for so many days: longer than an outage lasts that nobody notices. */
const MISSED_DAYS = 31;

/** A day that a run looks at. `missed`: no run wrote its report while it was yesterday, though earlier days have theirs. */
export interface DueDay {
  readonly date: string;
  readonly why: 'newest' | 'missed' | 'late';
}

/**
 * The days that a run looks at, newest first: yesterday, days that were missed, and the last few for late logs. `index`: what was written
 * and announced before. Days before the first report are no missed days: then nobody had asked for one.
 */
export function dueDays(index: ReportIndex | null, newest: string, oldest: string): DueDay[] {
  const written = new Set((index?.reports ?? []).map(({ date }) => date));
  const days: DueDay[] = [{ date: newest, why: 'newest' }];
  for (let back = 1; back < MISSED_DAYS; back++) {
    const date = addDays(newest, -back);
    const missed = date >= oldest && !written.has(date) && [...written].some((earlier) => earlier < date);
    if (missed) days.push({ date, why: 'missed' });
    else if (back < LATE_DAYS) days.push({ date, why: 'late' });
  }
  return days;
}
