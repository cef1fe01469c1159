import { type ConditionTest, parseConditions } from './condition.js';
import type { PolicyKind, Principal, Statement, UnknownElement } from './document.js';
import { parseAction } from './match-action.js';
import { parsePrincipals } from './match-principal.js';
import { parseResource } from './match-resource.js';
import { pointer } from './pointer.js';

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
  const texts = (name: string): string[] | null => {
    const element = found.get(name);
    return element ? readTexts(element, unknown) : null;
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
    actions: texts('action')?.map(parseAction) ?? null,
    resources: texts('resource')?.map(parseResource) ?? null,
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

function readTexts(element: Element, unknown: UnknownElement[]): string[] {
  const list = Array.isArray(element.value) ? element.value : [element.value];
  return list.flatMap((value, i) => {
    if (typeof value === 'string') return [value];
    const at = Array.isArray(element.value) ? `${element.at}/${i}` : element.at;
    unknown.push({ pointer: at, reason: 'value-unknown' });
    return [];
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
