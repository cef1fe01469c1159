import { type Signature, validityOf } from './read.js';
import type { WireRequest } from './request.js';

/** How far a client's clock may be off (7730). */
export const MAX_SKEW_MS = 900_000;

/**
 * Why COS refuses a signature at a time (contract 6, "Time at COS"), `null` when it does not: a date header more than 15 minutes off or a
 * start that far ahead is skewed; a start ahead at all, or an end before now, is outside the validity.
 */
export function refusedForTime(
  request: WireRequest,
  signature: Signature,
  atMs: number,
): 'skewed' | 'not-yet-valid' | 'expired' | null {
  const sent = sentAtMs(request);
  if (sent !== null && Math.abs(sent - atMs) > MAX_SKEW_MS) return 'skewed';
  const { startMs, endMs } = validityOf(signature);
  if (startMs !== null && startMs - atMs > MAX_SKEW_MS) return 'skewed';
  if (startMs !== null && startMs > atMs) return 'not-yet-valid';
  // Whole seconds: a signature is good through its last second.
  if (endMs !== null && endMs < Math.floor(atMs / 1000) * 1000) return 'expired';
  return null;
}

/** The time that the client says it is, from `x-cos-date`, `x-amz-date` or `Date`; ms since the epoch. */
function sentAtMs(request: WireRequest): number | null {
  for (const name of ['x-cos-date', 'x-amz-date', 'date']) {
    const text = request.headers[name];
    if (text === undefined) continue;
    const ms = Date.parse(text.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'));
    if (!Number.isNaN(ms)) return ms;
  }
  return null;
}
