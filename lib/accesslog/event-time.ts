const FORM = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?$/i;

/** Milliseconds since the epoch of an ISO 8601 time (field 4, UTC unless it names an offset), NaN for anything else. */
export function eventTimeMs(text: string): number {
  const m = FORM.exec(text);
  if (m === null) return Number.NaN;
  const month = +m[2]!;
  const day = +m[3]!;
  if (month < 1 || month > 12 || day < 1 || day > 31 || +m[4]! > 23 || +m[5]! > 59 || +m[6]! > 60) return Number.NaN;
  const ms = Date.UTC(+m[1]!, month - 1, day, +m[4]!, +m[5]!, +m[6]!);
  const zone = m[7];
  const offset = zone === undefined || zone === 'Z' || zone === 'z' ? 0 : offsetMs(zone);
  // Nothing was logged before the epoch: such a time is no time.
  return +m[1]! >= 1970 && ms >= offset ? ms - offset : Number.NaN;
}

function offsetMs(zone: string): number {
  return (zone[0] === '-' ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000;
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
const DAY_MS = 86_400_000;
let lastDay = Number.NaN;
let lastDate = '';

/** ISO 8601 UTC without fractions: `2026-11-22T00:00:05Z`. */
export function isoTime(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  if (day !== lastDay) {
    lastDate = new Date(day * DAY_MS).toISOString().slice(0, 11);
    lastDay = day;
  }
  const seconds = Math.floor((ms - day * DAY_MS) / 1000);
  const minutes = Math.floor(seconds / 60);
  return `${lastDate}${TWO_DIGITS[Math.floor(minutes / 60)]}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[seconds % 60]}Z`;
}
