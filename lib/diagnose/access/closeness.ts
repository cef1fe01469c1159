import type { Explanation, Mismatch } from '../../policy/types.js';
import type { View } from '../view.js';
import { listOf, statementOf } from './sources.js';

/** How an allow statement comes close to a request that nothing allows. */
export interface Close {
  readonly cause: 'condition-not-met' | 'resource-not-granted' | 'action-not-granted';
  readonly explanation: Explanation;
  /** Another cause describes the refusal as well. */
  readonly tie: 'resource-not-granted' | 'action-not-granted' | null;
}

/**
 * The allow statement about COS that comes closest: identity, action and resource fit but not the condition; else the action or
 * the resource fits (contract 6). Naming this very bucket counts more than a star, and the same bucket more than another one.
 */
export function closest(explain: readonly Explanation[], view: View): Close | null {
  let best: { close: Close; score: number } | null = null;
  let resource = 0;
  let action = 0;
  for (const explanation of explain) {
    if (!speaksFor(explanation)) continue;
    const failing = new Set(explanation.mismatches.map((mismatch) => mismatch.element));
    if (failing.has('principal') || failing.has('effect') || failing.has('statement')) continue;
    let cause: Close['cause'];
    let score: number;
    if (!failing.has('action') && !failing.has('resource')) {
      if (!failing.has('condition')) continue;
      cause = 'condition-not-met';
      score = 10;
    } else if (!failing.has('action')) {
      cause = 'resource-not-granted';
      score = nearResource(explanation.mismatches) ? 3 : 2;
      resource = Math.max(resource, score);
    } else if (!failing.has('resource')) {
      cause = 'action-not-granted';
      score = namesBucket(explanation, view) ? 3 : 1;
      action = Math.max(action, score);
    } else continue;
    if (best === null || score > best.score) best = { close: { cause, explanation, tie: null }, score };
  }
  if (best === null) return null;
  const { close, score } = best;
  if (score !== 3 || resource !== action) return close;
  return { ...close, tie: close.cause === 'resource-not-granted' ? 'action-not-granted' : 'resource-not-granted' };
}

const POLICIES = new Set(['bucket-policy', 'user-policy', 'group-policy', 'role-policy']);

function speaksFor(explanation: Explanation): boolean {
  return (
    explanation.effect === 'allow' &&
    explanation.matched !== true &&
    explanation.deactivated !== true &&
    explanation.aboutCos !== false &&
    POLICIES.has(explanation.source)
  );
}

function nearResource(mismatches: readonly Mismatch[]): boolean {
  return !mismatches.some(
    (mismatch) =>
      mismatch.element === 'resource' &&
      (mismatch.reason === 'resource-wrong-bucket' ||
        mismatch.reason === 'resource-wrong-account' ||
        mismatch.reason === 'resource-other'),
  );
}

function namesBucket(explanation: Explanation, view: View): boolean {
  return listOf(statementOf(explanation, view), 'resource').some((resource) => resource.includes(view.group.bucket));
}
