import { addressTest, parseAddress } from './ip.js';
import { MAYBE, NO, type Tri, YES } from './tri.js';
import { matches, wildcard } from './wildcard.js';

/** Compares one value of the request; `MAYBE`: the request's value cannot be read. */
export type ValueTest = (found: string) => Tri;

export interface Operator {
  /** `..._not_...`: none of the values may match. */
  readonly negated: boolean;
  /** Reads one value of the policy; null: it makes no sense for the operator. */
  readonly prepare: (value: string) => ValueTest | null;
}

const truth = (value: boolean): Tri => (value ? YES : NO);

function exact(value: string): ValueTest {
  return (found) => truth(found === value);
}

function ignoreCase(value: string): ValueTest {
  const lower = value.toLowerCase();
  return (found) => truth(found.toLowerCase() === lower);
}

function like(value: string): ValueTest {
  const pattern = wildcard(value);
  return (found) => truth(matches(pattern, found));
}

function address(value: string): ValueTest | null {
  const test = addressTest(value.trim());
  if (!test) return null;
  return (found) => {
    const bytes = parseAddress(found.trim());
    return bytes ? truth(test(bytes)) : MAYBE;
  };
}

function bool(value: string): ValueTest | null {
  const wanted = readBool(value);
  if (wanted === null) return null;
  return (found) => {
    const given = readBool(found);
    return given === null ? MAYBE : truth(given === wanted);
  };
}

function readBool(text: string): boolean | null {
  const lower = text.trim().toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : null;
}

function readNumber(text: string): number | null {
  return /^[+-]?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : null;
}

/** ISO 8601, a day or a time; without a zone it is UTC (CAM 10608). */
function readDate(text: string): number | null {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/i.exec(text.trim());
  if (!match) return null;
  const [, day, time = '00:00', zone = 'Z'] = match;
  const ms = Date.parse(`${day}T${time}${zone}`);
  return Number.isNaN(ms) ? null : ms;
}

function ordered(read: (text: string) => number | null, holds: (found: number, value: number) => boolean) {
  return (value: string): ValueTest | null => {
    const wanted = read(value);
    if (wanted === null) return null;
    return (found) => {
      const given = read(found);
      return given === null ? MAYBE : truth(holds(given, wanted));
    };
  };
}

function comparisons(name: 'numeric' | 'date', read: (text: string) => number | null): [string, Operator][] {
  const is = (holds: (found: number, value: number) => boolean, negated = false): Operator => ({
    negated,
    prepare: ordered(read, holds),
  });
  return [
    [`${name}_equal`, is((a, b) => a === b)],
    [`${name}_not_equal`, is((a, b) => a === b, true)],
    [`${name}_greater_than`, is((a, b) => a > b)],
    [`${name}_greater_than_equal`, is((a, b) => a >= b)],
    [`${name}_less_than`, is((a, b) => a < b)],
    [`${name}_less_than_equal`, is((a, b) => a <= b)],
  ];
}

/**
 * The documented operators (46205, CAM 10608), without the `_if_exist` suffix and the `for_..._value:` prefix.
 * `null_equal` is not here: it asks for the presence of the key, not for its value.
 */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['string_equal', { negated: false, prepare: exact }],
  ['string_not_equal', { negated: true, prepare: exact }],
  ['string_equal_ignore_case', { negated: false, prepare: ignoreCase }],
  ['string_not_equal_ignore_case', { negated: true, prepare: ignoreCase }],
  ['string_like', { negated: false, prepare: like }],
  ['binary_equal', { negated: false, prepare: exact }],
  ['ip_equal', { negated: false, prepare: address }],
  ['ip_not_equal', { negated: true, prepare: address }],
  ['bool_equal', { negated: false, prepare: bool }],
  ...comparisons('numeric', readNumber),
  ...comparisons('date', readDate),
]);
