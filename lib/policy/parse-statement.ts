import { type ConditionTest, parseConditions } from './condition.js';
import type { PolicyKind, Principal, Statement, UnknownElement } from './document.js';
import { parseAction } from './match-action.js';
import { parsePrincipals } from './match-principal.js';
import { parseResource } from './match-resource.js';
import { pointer } from './pointer.js';
import { wildcard } from './wildcard.js';

/** Elements of a statement; `version` occurs where a document is itself the statement. */
const KNOWN = new Set(['sid', 'id', 'effect', 'principal', 'action', 'resource', 'condition', 'version']);

/** A value with the JSON Pointer of its place. */
export interface Element {
  readonly value: unknown;
  readonly at: string;
}

/** `shared`: a principal at the top of the document, which applies to statements without their own. */
export function parseStatement(
  item: unknown,
  number: number,
  at: string,
  kind: PolicyKind,
  shared: Element | undefined,
): Statement {
  const unknown: UnknownElement[] = [];
  const found = new Map<string, Element>();
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    unknown.push({ pointer: at, reason: 'statement-unknown' });
  } else {
    for (const [key, value] of Object.entries(item)) {
      const name = key.trim().toLowerCase();
      const element = { value, at: at + pointer(key) };
      if (found.has(name)) unknown.push({ pointer: element.at, reason: 'element-duplicate' });
      else if (KNOWN.has(name)) found.set(name, element);
      else unknown.push({ pointer: element.at, reason: 'element-unknown' });
    }
  }
  const list = <T>(name: string, parse: (text: string) => T, unreadable: (at: string) => T): T[] | null => {
    const element = found.get(name);
    return element ? readList(element, unknown, parse, unreadable) : null;
  };
  const sid = found.get('sid')?.value;
  const principal = found.get('principal') ?? shared;
  const condition = found.get('condition');
  const conditions: ConditionTest[] = condition ? parseConditions(condition.value, condition.at) : [];
  for (const test of conditions) {
    if (test.unknown) unknown.push({ pointer: test.pointer, reason: test.unknown });
  }
  return {
    number,
    ...(typeof sid === 'string' ? { sid } : {}),
    effect: readEffect(found.get('effect'), at, unknown),
    principals: principal ? readPrincipals(principal, kind, unknown) : null,
    actions: list('action', parseAction, (text) => ({ text, form: 'unknown', pattern: wildcard('') })),
    resources: list('resource', parseResource, (text) => ({ text, form: 'unknown' })),
    conditions,
    unknown,
  };
}

function readEffect(element: Element | undefined, at: string, unknown: UnknownElement[]): Statement['effect'] {
  const effect = typeof element?.value === 'string' ? element.value.trim().toLowerCase() : '';
  if (effect === 'allow' || effect === 'deny') return effect;
  unknown.push({ pointer: element?.at ?? `${at}/effect`, reason: 'effect-unknown' });
  return 'unknown';
}

/** A text or a list of them; what is no text may mean anything. */
function readList<T>(
  element: Element,
  unknown: UnknownElement[],
  parse: (text: string) => T,
  unreadable: (at: string) => T,
): T[] {
  const values: unknown[] = Array.isArray(element.value) ? element.value : [element.value];
  return values.map((value, i) => {
    if (typeof value === 'string') return parse(value);
    const at = Array.isArray(element.value) ? `${element.at}/${i}` : element.at;
    unknown.push({ pointer: at, reason: 'value-unknown' });
    return unreadable(at);
  });
}

function readPrincipals(element: Element, kind: PolicyKind, unknown: UnknownElement[]): Principal[] {
  const principals = parsePrincipals(element.value, element.at);
  // Session policies tolerate `{"qcs":["*"]}` (14048); anything narrower contradicts the place of the policy.
  if (kind !== 'bucket' && principals.some((principal) => principal.type !== 'everyone')) {
    unknown.push({ pointer: element.at, reason: 'principal-forbidden' });
  }
  return principals;
}
