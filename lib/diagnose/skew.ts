const HALF_HOUR_MS = 1_800_000;
const NEAR_MS = 120_000;
/** What COS accepts (7730: RequestTimeTooSkewed beyond 15 minutes). */
export const ACCEPTED_SKEW_MS = 900_000;

/** Over 15 minutes and within 2 minutes of a whole half hour: the mark of a time zone (contract 4). */
export function isWholeHalfHours(skewMs: number): boolean {
  const size = Math.abs(skewMs);
  if (size <= ACCEPTED_SKEW_MS) return false;
  const nearest = Math.round(size / HALF_HOUR_MS) * HALF_HOUR_MS;
  return nearest > 0 && Math.abs(size - nearest) <= NEAR_MS;
}

export type SkewPattern = 'time-zone' | 'constant' | 'ageing' | 'single' | 'mixed';

/**
 * What the signing times of one shape tell together. `constant`: every request was signed afresh by the same wrong clock;
 * `ageing`: one signature was used again and again while it grew older; `single`: too few requests to tell.
 */
export function skewPattern(
  skew: { readonly minMs: number; readonly maxMs: number },
  count: number,
  seenForMs: number,
): Exclude<SkewPattern, 'time-zone'> {
  const spread = skew.maxMs - skew.minMs;
  if (count < 2 || seenForMs < 2 * NEAR_MS) return 'single';
  if (spread <= NEAR_MS) return 'constant';
  if (Math.abs(spread - seenForMs) <= NEAR_MS) return 'ageing';
  return 'mixed';
}
