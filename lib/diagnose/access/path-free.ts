import { simulate } from '../../policy/simulate.js';
import type { View } from '../view.js';
import type { Evaluation } from './evaluate.js';
import { listOf, statementOf } from './sources.js';

/** A key that no policy names; only wildcards of the whole bucket reach it. */
const NOWHERE = '\u{f8ff}cos403/\u{f8ff}';

/**
 * Would every other path and address of the same shape get the same answer? Then what a shape counts but does not list is as
 * certain as what it lists. Holds when no statement in play speaks of single keys or conditions, and no object's ACL matters.
 */
export function isPathFree(evaluation: Evaluation, view: View): boolean {
  const { base, snapshot, request, missing } = evaluation;
  if (missing.length > 0) return false;
  for (const entry of base.explain) {
    if (entry.statement === undefined) {
      if (entry.source === 'object-acl') return false;
      continue;
    }
    if (entry.mismatches.some((mismatch) => mismatch.element === 'principal')) continue;
    const otherAction = entry.mismatches.some((mismatch) => mismatch.element === 'action');
    if (entry.conditional === true && !otherAction) return false;
    if (!listOf(statementOf(entry, view), 'resource').every(isKeyFree)) return false;
  }
  if (request.key === null) return true;
  const elsewhere = simulate({ ...request, key: NOWHERE }, snapshot, { explain: false });
  return elsewhere.decision === base.decision && elsewhere.reason === base.reason;
}

/** `*`, a bucket, `bucket/*`: says nothing about single keys. */
function isKeyFree(resource: string): boolean {
  const path = resource.slice(resource.lastIndexOf(':') + 1).trim();
  const slash = path.indexOf('/');
  if (slash === -1) return true;
  const key = path.slice(slash + 1);
  return key === '' || key === '*';
}
