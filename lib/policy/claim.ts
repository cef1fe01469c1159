import { MAYBE, NO, not, or, type Tri, YES } from './tri.js';
import type { Decisive } from './types.js';

/** Why something is only maybe true; of no interest where it is certain. */
export interface Open {
  /** An unknown context value or an undecidable element. */
  readonly condition?: boolean;
  /** Pointers of facts that were not looked at. */
  readonly missing?: readonly string[];
  /** A permission boundary that a grant goes beyond. */
  readonly boundary?: true;
}

/** One thing that speaks for or against a request. */
export interface Claim {
  readonly tri: Tri;
  /** Absent for missing facts. */
  readonly decisive?: Decisive;
  readonly open: Open;
}

/** A combination of claims, with those it rests on. */
export interface Verdict {
  readonly tri: Tri;
  readonly by: readonly Claim[];
}

export const NONE: Verdict = { tri: NO, by: [] };
export const ALWAYS: Verdict = { tri: YES, by: [] };

export function missing(...facts: readonly string[]): Claim {
  return { tri: MAYBE, open: { missing: facts } };
}

/** True when one claim is; rests on all that are as strong as the strongest. */
export function anyClaim(claims: readonly Claim[]): Verdict {
  let tri: Tri = NO;
  for (const claim of claims) tri = or(tri, claim.tri);
  return tri === NO ? NONE : { tri, by: claims.filter((claim) => claim.tri === tri) };
}

export function anyOf(verdicts: readonly Verdict[]): Verdict {
  let best = NONE;
  for (const verdict of verdicts) {
    if (verdict.tri > best.tri) best = verdict;
    else if (verdict.tri === best.tri) best = { tri: best.tri, by: [...best.by, ...verdict.by] };
  }
  return best;
}

export function allOf(verdicts: readonly Verdict[]): Verdict {
  let worst = ALWAYS;
  for (const verdict of verdicts) {
    if (verdict.tri < worst.tri) worst = verdict;
    else if (verdict.tri === worst.tri && verdict.tri !== NO)
      worst = { tri: worst.tri, by: [...worst.by, ...verdict.by] };
  }
  return worst;
}

export function opposite(verdict: Verdict): Verdict {
  return { tri: not(verdict.tri), by: verdict.by };
}
