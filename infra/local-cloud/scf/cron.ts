export class CronError extends Error {
  override readonly name = 'CronError';
  readonly code = 'cron-invalid';
}

/** A parsed 7-field expression (583/9708). Times are UTC: the page names no zone, see README. */
export interface Cron {
  /** First firing strictly after `afterMs`, or null when none comes within five years. */
  next(afterMs: number): number | null;
  /** Last firing in (`afterMs`, `untilMs`], or null. */
  last(afterMs: number, untilMs: number): number | null;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const DAY_MS = 86_400_000;

/** Parses `sec min hour day month weekday year`; the old five-field form gets second 0 and any year. Throws `CronError`. */
export function parseCron(text: string): Cron {
  const fields = text.trim().split(/\s+/);
  const [sec, min, hour, day, month, weekday, year] =
    fields.length === 5 ? ['0', ...fields, '*'] : fields.length === 7 ? fields : wrong(text);
  const seconds = field(sec!, 0, 59);
  const minutes = field(min!, 0, 59);
  const hours = field(hour!, 0, 23);
  const days = field(day!, 1, 31);
  const months = field(month!, 1, 12, MONTHS, 1);
  const weekdays = field(weekday!, 0, 6, DAYS, 0);
  const years = field(year!, 1970, 2099);
  const anyDay = day === '*' || day === '?';
  const anyWeekday = weekday === '*' || weekday === '?';

  const dayMatches = (date: Date): boolean => {
    if (!years.has(date.getUTCFullYear()) || !months.has(date.getUTCMonth() + 1)) return false;
    const byDay = days.has(date.getUTCDate());
    const byWeekday = weekdays.has(date.getUTCDay());
    // Both set: either is enough.
    if (!anyDay && !anyWeekday) return byDay || byWeekday;
    return byDay && byWeekday;
  };
  const list = (set: Set<number>) => [...set].sort((a, b) => a - b);
  const times = { hours: list(hours), minutes: list(minutes), seconds: list(seconds) };

  /** First time of day (ms) that is >= `from`. */
  const firstOfDay = (from: number): number | null => {
    for (const h of times.hours) {
      if ((h + 1) * 3_600_000 <= from) continue;
      for (const m of times.minutes) {
        if (h * 3_600_000 + (m + 1) * 60_000 <= from) continue;
        for (const s of times.seconds) {
          const at = h * 3_600_000 + m * 60_000 + s * 1000;
          if (at >= from) return at;
        }
      }
    }
    return null;
  };
  const next = (afterMs: number): number | null => {
    const from = Math.floor(afterMs / 1000) * 1000 + 1000;
    let midnight = Math.floor(from / DAY_MS) * DAY_MS;
    for (let index = 0; index < 5 * 366; index++, midnight += DAY_MS) {
      if (!dayMatches(new Date(midnight))) continue;
      const at = firstOfDay(Math.max(0, from - midnight));
      if (at !== null) return midnight + at;
    }
    return null;
  };
  return {
    next,
    last(afterMs, untilMs) {
      let found: number | null = null;
      // Step back over growing spans, so that a long jump of the clock does not walk over every firing.
      for (let span = 120_000; ; span *= 8) {
        const start = Math.max(afterMs, untilMs - span);
        for (let at = next(start); at !== null && at <= untilMs; at = next(at)) found = at;
        if (found !== null || start === afterMs) return found;
      }
    },
  };
}

function wrong(text: string): never {
  throw new CronError(
    `A cron expression has seven fields (sec min hour day month weekday year): ${JSON.stringify(text)}.`,
  );
}

/** One field: `*`, numbers or names, lists, ranges, steps. */
function field(text: string, min: number, max: number, names: readonly string[] = [], nameBase = 0): Set<number> {
  const values = new Set<number>();
  const number = (part: string): number => {
    const named = names.indexOf(part.toUpperCase());
    const value = named >= 0 ? named + nameBase : /^\d+$/.test(part) ? Number(part) : Number.NaN;
    if (!(value >= min && value <= max)) throw new CronError(`${JSON.stringify(part)} is not from ${min} to ${max}.`);
    return value;
  };
  for (const item of text.split(',')) {
    const [range, stepText, ...rest] = item.split('/');
    if (rest.length > 0 || !range) throw new CronError(`${JSON.stringify(item)} is no cron field.`);
    const step = stepText === undefined ? 1 : Number(stepText);
    if (!Number.isInteger(step) || step < 1) throw new CronError(`${JSON.stringify(item)} has a wrong step.`);
    const [from, to] =
      range === '*' || range === '?'
        ? [min, max]
        : range.includes('-')
          ? (range.split('-').map(number) as [number, number])
          : [number(range), stepText === undefined ? number(range) : max];
    for (let value = from; value <= to; value += step) values.add(value);
  }
  if (values.size === 0) throw new CronError(`${JSON.stringify(text)} matches nothing.`);
  return values;
}
