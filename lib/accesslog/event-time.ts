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
  if (zone === undefined || zone === 'Z' || zone === 'z') return ms;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return ms - (zone[0] === '-' ? -1 : 1) * minutes * 60_000;
}

/** ISO 8601 UTC without fractions: `2026-11-22T00:00:05Z`. */
export function isoTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
