import type { Explanation } from './types.js';

/** How an allow statement about COS missed the request: what the specific causes are named after (contract 6). */
export type Closeness = 'condition-not-met' | 'resource-not-granted' | 'action-not-granted';

/**
 * Says whether a statement comes close: an allow about COS whose action or whose resource covers the request.
 * Null: it matched, it denies, it is an ACL, it names somebody else, or it misses in both.
 */
export function closenessOf(explanation: Explanation): Closeness | null {
  const { effect, matched, mismatches, aboutCos } = explanation;
  if (effect !== 'allow' || matched === true || aboutCos !== true) return null;
  const missed = new Set<string>(mismatches.map((mismatch) => mismatch.element));
  if (missed.has('principal')) return null;
  if (missed.has('action') && missed.has('resource')) return null;
  if (missed.has('action')) return 'action-not-granted';
  if (missed.has('resource')) return 'resource-not-granted';
  return missed.has('condition') ? 'condition-not-met' : null;
}

const ORDER: readonly Closeness[] = ['condition-not-met', 'resource-not-granted', 'action-not-granted'];

/** The closest statement of all, best first: only its condition fails, then only its resource, then only its action. */
export function closest(explanations: readonly Explanation[]): { how: Closeness; statement: Explanation } | null {
  for (const how of ORDER) {
    const statement = explanations.find((one) => closenessOf(one) === how && !one.deactivated);
    if (statement) return { how, statement };
  }
  return null;
}
