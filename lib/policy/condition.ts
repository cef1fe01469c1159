import type { MismatchReason } from './mismatches.js';
import { OPERATORS, type Operator, type ValueTest } from './operators.js';
import { pointer } from './pointer.js';

/** One operator applied to one key, as read from a policy. */
export type ConditionTest = KnownTest | UnknownTest;

export interface KnownTest extends Place {
  readonly unknown?: never;
  /** Normalised name of the context key. */
  readonly key: string;
  /** `null`: `null_equal`, which asks for the presence of the key. */
  readonly operator: Operator | null;
  readonly ifExist: boolean;
  readonly qualifier: 'any' | 'all' | null;
  readonly values: readonly string[];
  /** One of each value; `null`: the value makes no sense for the operator. */
  readonly tests: readonly (ValueTest | null)[];
}

/** Nobody can evaluate it. */
export interface UnknownTest extends Place {
  readonly unknown: MismatchReason;
}

interface Place {
  readonly pointer: string;
  /** As a person would write it: `ip_equal qcs:ip 10.0.0.0/8`. */
  readonly text: string;
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
  if (typeof value !== 'object' || Array.isArray(value)) return [{ pointer: at, text: at, unknown: FORM }];
  return Object.entries(value).flatMap(([operator, keys]) => {
    const place = at + pointer(operator);
    if (typeof keys !== 'object' || keys === null || Array.isArray(keys)) {
      return [{ pointer: place, text: place, unknown: FORM }];
    }
    return Object.entries(keys).map(([key, list]) => parseTest(operator, key, list, place + pointer(key)));
  });
}

const FORM = 'condition-form-unknown';

function parseTest(operator: string, key: string, list: unknown, at: string): ConditionTest {
  let name = operator.replaceAll(/\s/g, '').toLowerCase();
  const qualifier = name.startsWith('for_any_value:') ? 'any' : name.startsWith('for_all_value:') ? 'all' : null;
  if (qualifier) name = name.slice('for_any_value:'.length);
  const ifExist = name.endsWith('_if_exist');
  if (ifExist) name = name.slice(0, -'_if_exist'.length);
  const known = OPERATORS.get(name);
  if (!known && name !== 'null_equal') {
    return { pointer: at, text: operator.trim(), unknown: 'condition-operator-unknown' };
  }
  const values: string[] = [];
  for (const item of Array.isArray(list) ? list : [list]) {
    if (!['string', 'number', 'boolean'].includes(typeof item)) return { pointer: at, text: at, unknown: FORM };
    values.push(String(item));
  }
  const shown = values.length > 3 ? `${values.slice(0, 3).join(', ')}, …` : values.join(', ');
  return {
    pointer: at,
    text: `${operator.trim()} ${key.trim()} ${shown}`,
    key: conditionKey(key),
    operator: known ?? null,
    ifExist,
    qualifier,
    values,
    tests: values.map((value) => (known ? known.prepare(value) : null)),
  };
}
