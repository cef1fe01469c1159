import type { MismatchReason } from './mismatches.js';
import { OPERATORS, type ValueTest } from './operators.js';
import { pointer } from './pointer.js';

/** One operator applied to one key, as read from a policy. */
export interface ConditionTest {
  readonly pointer: string;
  /** As a person would write it: `ip_equal qcs:ip 10.0.0.0/8`. */
  readonly text: string;
  /** Normalised name of the context key. */
  readonly key: string;
  readonly kind: 'value' | 'null';
  readonly negated: boolean;
  readonly ifExist: boolean;
  readonly qualifier: 'any' | 'all' | null;
  /** `null`: the value makes no sense for the operator. */
  readonly tests: readonly (ValueTest | null)[];
  readonly values: readonly string[];
  /** Why nobody can evaluate it; then the rest is meaningless. */
  readonly unknown?: MismatchReason;
}

/** Two names of one key: 46205 against 46206; CAM's `mfa`. */
const ALIASES = new Map([
  ['qcs:vpc', 'vpc:requester_vpc'],
  ['mfa', 'qcs:mfa'],
]);

/** Condition keys are compared without case and stray spaces (contract 6). */
export function conditionKey(name: string): string {
  const key = name.replaceAll(/\s/g, '').toLowerCase();
  return ALIASES.get(key) ?? key;
}

/** Reads a condition block: operator → key → value or values. All of them must hold (CAM 10608). */
export function parseConditions(value: unknown, at: string): ConditionTest[] {
  if (value === null) return [];
  if (typeof value !== 'object' || Array.isArray(value)) return [undecidable(at, 'condition-form-unknown', at)];
  return Object.entries(value).flatMap(([operator, keys]) => {
    const place = at + pointer(operator);
    if (typeof keys !== 'object' || keys === null || Array.isArray(keys)) {
      return [undecidable(place, 'condition-form-unknown', place)];
    }
    return Object.entries(keys).map(([key, list]) => parseTest(operator, key, list, place + pointer(key)));
  });
}

function undecidable(at: string, unknown: MismatchReason, text: string): ConditionTest {
  return {
    pointer: at,
    text,
    key: '',
    kind: 'value',
    negated: false,
    ifExist: false,
    qualifier: null,
    tests: [],
    values: [],
    unknown,
  };
}

function parseTest(operator: string, key: string, list: unknown, at: string): ConditionTest {
  let name = operator.replaceAll(/\s/g, '').toLowerCase();
  const qualifier = name.startsWith('for_any_value:') ? 'any' : name.startsWith('for_all_value:') ? 'all' : null;
  if (qualifier) name = name.slice('for_any_value:'.length);
  const ifExist = name.endsWith('_if_exist');
  if (ifExist) name = name.slice(0, -'_if_exist'.length);
  const known = OPERATORS.get(name);
  if (!known && name !== 'null_equal') return undecidable(at, 'condition-operator-unknown', operator.trim());
  const values: string[] = [];
  for (const item of Array.isArray(list) ? list : [list]) {
    if (!['string', 'number', 'boolean'].includes(typeof item)) return undecidable(at, 'condition-form-unknown', at);
    values.push(String(item));
  }
  const shown = values.length > 3 ? `${values.slice(0, 3).join(', ')}, …` : values.join(', ');
  return {
    pointer: at,
    text: `${operator.trim()} ${key.trim()} ${shown}`,
    key: conditionKey(key),
    kind: known ? 'value' : 'null',
    negated: known?.negated ?? false,
    ifExist,
    qualifier,
    tests: known ? values.map(known.prepare) : [],
    values,
  };
}
