import type { CosClient, ListedObject } from '../cloud/cos.js';

const DAY_MS = 86_400_000;

/** `2026/11/23` of a time, UTC: the form in log keys. */
export function keyDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10).replaceAll('-', '/');
}

/**
 * The day in a log key: what follows the prefix begins `YYYY/MM/DD/`, with nothing between prefix and year (16920). The
 * key `access/2026/11/23/f.gz` of the prefix `access/` → ms of that day's begin, UTC; null for another form.
 */
export function dayOfKey(key: string, prefix: string): number | null {
  const match = /^(\d{4})\/(\d{2})\/(\d{2})\//.exec(key.slice(prefix.length));
  if (!match) return null;
  const ms = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return Number.isNaN(ms) ? null : ms;
}

/**
 * Log objects that may have been written since `sinceMs`, in the order of their keys. Old dates are jumped over; the jump
 * goes a day further back, because the zone of the date is not documented (16920). What sorts before every date comes too.
 */
export async function* listSince(
  cos: CosClient,
  place: { readonly bucket: string; readonly prefix: string },
  sinceMs: number,
  signal?: AbortSignal,
): AsyncGenerator<ListedObject> {
  const from = `${place.prefix}${keyDay(sinceMs - DAY_MS)}`;
  for await (const object of cos.list(place.bucket, place.prefix, { signal })) {
    if (object.key > from || dayOfKey(object.key, place.prefix) !== null) break;
    yield object;
  }
  yield* cos.list(place.bucket, place.prefix, { startAfter: from, signal });
}
