import type { Group, Shape } from '../aggregate/model.js';
import type { Part } from './view.js';

/** What is left to explain once the scanners are taken out, and how much they took. */
export interface Division {
  readonly parts: readonly { readonly part: Part; readonly count: number }[];
  /** Per shape: requests it counts but does not list. */
  readonly shapeRests: readonly { readonly shape: Shape; readonly count: number }[];
  /** Denials in no listed shape. */
  readonly rest: number;
  readonly scanned: number;
}

/**
 * Splits a group into its smallest pieces. The counts add up to the group's count exactly. Scanner addresses take their whole
 * share: first from the requests that name them, then from what is not listed (contract 6: judged per address).
 */
export function divide(group: Group): Division {
  const scanners = new Map((group.scanners ?? []).map((scanner) => [scanner.remoteIp, scanner.count]));
  const parts: { part: Part; count: number }[] = [];
  const shapeRests: { shape: Shape; count: number }[] = [];
  let scanned = 0;
  let left = group.count;
  for (const shape of group.shapes) {
    let listed = 0;
    for (const request of shape.requests) {
      const count = Math.min(request.count, left);
      listed += request.count;
      const budget = scanners.get(request.remoteIp);
      if (budget !== undefined) {
        const taken = Math.min(count, budget);
        scanners.set(request.remoteIp, budget - taken);
        scanned += taken;
        left -= taken;
        if (count > taken) {
          parts.push({ part: { shape, request }, count: count - taken });
          left -= count - taken;
        }
        continue;
      }
      if (count > 0) parts.push({ part: { shape, request }, count });
      left -= count;
    }
    const unlisted = Math.min(Math.max(shape.requestsRest ?? shape.count - listed, 0), left);
    if (unlisted > 0) shapeRests.push({ shape, count: unlisted });
    left -= unlisted;
  }
  let owed = [...scanners.values()].reduce((sum, count) => sum + count, 0);
  const fromRest = Math.min(owed, left);
  owed -= fromRest;
  scanned += fromRest;
  const rests = shapeRests.map((entry) => {
    const taken = Math.min(owed, entry.count);
    owed -= taken;
    scanned += taken;
    return { shape: entry.shape, count: entry.count - taken };
  });
  return { parts, shapeRests: rests.filter((entry) => entry.count > 0), rest: left - fromRest, scanned };
}
