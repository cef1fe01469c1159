import type { Text } from '../../lang.js';
import type { CheckId } from '../ids.js';
import type { Check, CheckStatus, Evidence } from '../model.js';

/** Builds a check: `pass` speaks for the request, `fail` against it. */
export function check(
  id: CheckId,
  status: CheckStatus,
  detail: Text,
  evidence: readonly Evidence[] = [],
  permission?: string,
): Check {
  return { id, status, detail, evidence, ...(permission === undefined ? {} : { permission }) };
}

/** Evidence from the log: `log:<field>`. */
export function logged(field: string, value: unknown): Evidence {
  return { fact: `log:${field}`, value };
}
