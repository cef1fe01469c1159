/** Calendar days of a time zone, from Node's own zone data: a day has 23, 24 or 25 hours, and not every day begins at 00:00. */

const QUARTER_MS = 15 * 60_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

interface Wall {
  readonly date: string;
  readonly time: string;
  readonly minute: number;
  /** Wall clock minus UTC, ms. */
  readonly offsetMs: number;
}

function formatter(timeZone: string): Intl.DateTimeFormat {
  let found = formatters.get(timeZone);
  if (!found) {
    found = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(timeZone, found);
  }
  return found;
}

/** The wall clock of a zone at `ms` (UTC since the epoch). Throws a RangeError for a zone that does not exist. */
export function wallClock(ms: number, timeZone: string): Wall {
  const part: Record<string, string> = {};
  for (const { type, value } of formatter(timeZone).formatToParts(ms)) part[type] = value;
  const date = `${part['year']!.padStart(4, '0')}-${part['month']}-${part['day']}`;
  const time = `${part['hour']}:${part['minute']}`;
  const asUtc = Date.parse(`${date}T${time}:${part['second']}Z`);
  return { date, time, minute: Number(part['minute']), offsetMs: asUtc - Math.floor(ms / 1000) * 1000 };
}

/** `YYYY-MM-DD` plus a number of days, in the calendar. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Is it a real calendar date, written `YYYY-MM-DD`? */
export function isDate(date: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return false;
  const ms = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === date;
}

/** First instant (ms UTC) at which the zone's calendar shows `date` or later. */
function dayStart(date: string, timeZone: string): number {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // Zones lie between UTC-12 and UTC+14; offsets and changes are whole quarters of an hour.
  let low = midnight - 15 * 3_600_000;
  let high = midnight + 13 * 3_600_000;
  while (high - low > QUARTER_MS) {
    const middle = low + Math.floor((high - low) / QUARTER_MS / 2) * QUARTER_MS;
    if (wallClock(middle, timeZone).date >= date) high = middle;
    else low = middle;
  }
  return high;
}

/** The bounds of a local day in ms UTC, `toMs` exclusive. A day that a zone skipped is empty (`fromMs === toMs`). */
export function dayBounds(date: string, timeZone: string): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: dayStart(date, timeZone), toMs: dayStart(addDays(date, 1), timeZone) };
}

/** The hours of a local day: where each begins (ms UTC) and what the clock on the wall shows then. */
export function dayHours(date: string, timeZone: string): { readonly startMs: number; readonly label: string }[] {
  const { fromMs, toMs } = dayBounds(date, timeZone);
  const hours: { startMs: number; label: string }[] = [];
  let offsetMs = Number.NaN;
  for (let ms = fromMs; ms < toMs; ms += QUARTER_MS) {
    const wall = wallClock(ms, timeZone);
    if (wall.minute === 0 || wall.offsetMs !== offsetMs) hours.push({ startMs: ms, label: wall.time });
    offsetMs = wall.offsetMs;
  }
  return hours;
}
