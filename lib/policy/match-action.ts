import { type AskedAction, plainAction } from './actions.js';
import type { ActionPattern } from './document.js';
import type { MismatchReason } from './mismatches.js';
import { MAYBE, NO, type Tri, YES } from './tri.js';
import { matches, wildcard } from './wildcard.js';

/** `name/cos:GetObject`, `cos:Get*`, `*`; `permid/N` is a legacy set (18023). Compared without case and spaces (contract 6). */
export function parseAction(text: string): ActionPattern {
  const plain = plainAction(text);
  const form = plain.startsWith('permid/') ? 'permid' : plain.includes(':') || plain === '*' ? 'name' : 'unknown';
  return { text: text.trim(), form, pattern: wildcard(plain) };
}

export interface ElementMatch {
  readonly tri: Tri;
  readonly reason?: MismatchReason;
  readonly expected?: string;
}

const MATCHED: ElementMatch = { tri: YES };
const NOT_LISTED: ElementMatch = { tri: NO, reason: 'action-not-listed' };
const OTHER_SERVICE: ElementMatch = { tri: NO, reason: 'action-other-service' };

/**
 * Whether the actions of a statement cover the action of a request; the best of them answers.
 * `explain: false` spares the list of what is covered instead.
 */
export function matchActions(patterns: readonly ActionPattern[], asked: AskedAction, explain: boolean): ElementMatch {
  let best = OTHER_SERVICE;
  for (const action of patterns) {
    const match = matchOne(action, asked);
    if (match === MATCHED) return MATCHED;
    if (best === OTHER_SERVICE || match.tri > best.tri) best = match;
  }
  if (best.tri === MAYBE || !explain) return best;
  return { ...best, expected: listed(patterns.map((action) => action.text)) };
}

function matchOne(action: ActionPattern, asked: AskedAction): ElementMatch {
  const { form, pattern, text } = action;
  if (form === 'permid') return { tri: MAYBE, reason: 'action-permid', expected: text };
  if (form === 'unknown') return { tri: MAYBE, reason: 'action-form-unknown', expected: text };
  for (const name of asked.sure) if (matches(pattern, name)) return MATCHED;
  for (const name of asked.perhaps) {
    if (matches(pattern, name)) return { tri: MAYBE, reason: 'action-sibling', expected: text };
  }
  return pattern.text.startsWith('*') || pattern.text.startsWith(asked.service) ? NOT_LISTED : OTHER_SERVICE;
}

/** The first few of a list, for a person. */
export function listed(values: readonly string[]): string {
  if (values.length === 0) return '(none)';
  const shown = values.slice(0, 3).join(', ');
  return values.length > 3 ? `${shown}, … (${values.length})` : shown;
}
