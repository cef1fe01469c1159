import { evaluateReferer } from '../../../lib/diagnose/referer.js';
import type { RefererRule } from '../../../lib/facts/snapshot.js';

/** May an unsigned request with this Referer pass (13319)? The reading of the rule is that of the diagnosis: there is one. */
export function refererAllows(rule: RefererRule | null, referer: string | undefined): boolean {
  const result = evaluateReferer(rule, referer?.trim() ?? '');
  switch (result.outcome) {
    case 'off':
    case 'empty-allowed':
      return true;
    case 'empty-denied':
      return false;
    default:
      return result.allowed;
  }
}
