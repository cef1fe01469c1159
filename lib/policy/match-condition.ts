import { type ConditionTest, conditionKey, type KnownTest } from './condition.js';
import type { MismatchReason } from './mismatches.js';
import type { ValueTest } from './operators.js';
import { and, MAYBE, NO, not, or, type Tri, YES } from './tri.js';
import type { ContextValue } from './types.js';

/** The condition keys of a request, normalised. The key `*` stands for every key that is not listed. */
export type Context = ReadonlyMap<string, ContextValue>;

export function readContext(context: Readonly<Record<string, ContextValue>> | undefined): Context {
  return new Map(Object.entries(context ?? {}).map(([key, value]) => [conditionKey(key), value]));
}

export interface ConditionMatch {
  readonly tri: Tri;
  readonly reason?: MismatchReason;
  readonly expected?: string;
  readonly found?: string;
}

const HOLDS: ConditionMatch = { tri: YES };

/** Whether one test of a condition block holds (CAM 10608, 46205). */
export function matchCondition(test: ConditionTest, context: Context): ConditionMatch {
  if (test.unknown) return { tri: MAYBE, reason: test.unknown, expected: test.text };
  const values = valuesOf(context, test.key);
  if (values === 'unknown') {
    return { tri: MAYBE, reason: 'condition-value-unknown', expected: test.text, found: test.key };
  }
  const found = values.length === 0 ? test.key : values.join(', ');
  if (values.length === 0 && test.ifExist) return HOLDS;
  if (test.operator === null) return matchPresence(test, values.length > 0);
  if (values.length === 0) return { tri: NO, reason: 'condition-key-absent', expected: test.text, found };
  const tri = quantify(test, test.operator.negated, values);
  if (tri === YES) return HOLDS;
  const reason = tri === NO ? 'condition-not-met' : 'condition-value-invalid';
  return { tri, reason, expected: test.text, found: tri === NO ? found : unreadable(test, found) };
}

/** `null_equal` "true": the key must be absent; "false": present. */
function matchPresence(test: KnownTest, present: boolean): ConditionMatch {
  const wanted = test.values.map((value) => value.trim().toLowerCase());
  if (wanted.some((value) => value !== 'true' && value !== 'false')) {
    return { tri: MAYBE, reason: 'condition-value-invalid', expected: test.text, found: test.values.join(', ') };
  }
  if (wanted.includes(present ? 'false' : 'true')) return HOLDS;
  return { tri: NO, reason: 'condition-not-met', expected: test.text, found: present ? 'present' : 'absent' };
}

function quantify(test: KnownTest, negated: boolean, values: readonly string[]): Tri {
  // Without a prefix a negated operator means "none of them", a plain one "one of them" (contract 6).
  const every = test.qualifier === null ? negated : test.qualifier === 'all';
  let tri: Tri = every ? YES : NO;
  for (const value of values) {
    const any = anyOf(test.tests, value);
    const holds = negated ? not(any) : any;
    tri = every ? and(tri, holds) : or(tri, holds);
  }
  return tri;
}

function anyOf(tests: readonly (ValueTest | null)[], value: string): Tri {
  let tri: Tri = NO;
  for (const test of tests) tri = or(tri, test ? test(value) : MAYBE);
  return tri;
}

function unreadable(test: KnownTest, found: string): string {
  const bad = test.values.filter((_, i) => test.tests[i] === null);
  return bad.length > 0 ? bad.join(', ') : found;
}

function valuesOf(context: Context, key: string): readonly string[] | 'unknown' {
  const value = context.get(key) ?? context.get('*');
  if (value === undefined) return [];
  const list = typeof value === 'object' ? value.map(String) : [String(value)];
  if (list.includes('?')) return 'unknown';
  return key === 'cos:response-content-type' ? list.map(encoded) : list;
}

/** Policies hold this value URL-encoded (46206); a request's value may come either way. */
function encoded(value: string): string {
  return value.includes('%') ? value : encodeURIComponent(value);
}
