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

/** Whether the actions of a statement cover the action of a request; the best of them answers. */
export function matchActions(patterns: readonly ActionPattern[], asked: AskedAction): ElementMatch {
  let best: ElementMatch = { tri: NO, reason: 'action-other-service' };
  for (const action of patterns) {
    const match = matchOne(action, asked);
    if (match.tri === YES) return MATCHED;
    if (match.tri > best.tri || (match.tri === best.tri && best.reason === 'action-other-service')) best = match;
  }
  return best.tri === MAYBE ? best : { ...best, expected: listed(patterns.map((action) => action.text)) };
}

function matchOne(action: ActionPattern, asked: AskedAction): ElementMatch {
  if (action.form === 'permid') return { tri: MAYBE, reason: 'action-permid', expected: action.text };
  if (action.form === 'unknown') return { tri: MAYBE, reason: 'action-form-unknown', expected: action.text };
  if (asked.sure.some((name) => matches(action.pattern, name))) return MATCHED;
  if (asked.perhaps.some((name) => matches(action.pattern, name))) {
    return { tri: MAYBE, reason: 'action-sibling', expected: action.text };
  }
  const service = asked.sure[0]!.slice(0, asked.sure[0]!.indexOf(':') + 1);
  const same = action.pattern.text.startsWith('*') || action.pattern.text.startsWith(service);
  return { tri: NO, reason: same ? 'action-not-listed' : 'action-other-service' };
}

/** The first few of a list, for a person. */
export function listed(values: readonly string[]): string {
  if (values.length === 0) return '(none)';
  const shown = values.slice(0, 3).join(', ');
  return values.length > 3 ? `${shown}, … (${values.length})` : shown;
}
