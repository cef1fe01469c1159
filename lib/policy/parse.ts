import type { Policy, PolicyKind, Statement, UnknownElement } from './document.js';
import { type Element, parseStatement } from './parse-statement.js';
import { pointer } from './pointer.js';

/** Elements at the top of a document. */
const KNOWN = new Set(['version', 'statement', 'principal', 'id']);

const cache: Record<PolicyKind, WeakMap<object, Policy>> = {
  bucket: new WeakMap(),
  identity: new WeakMap(),
};

/**
 * Reads a policy document of any capitalisation and form (18023, 46205). Never throws: what is not understood is kept as an
 * unknown element with its JSON Pointer. JSON text, also URL-encoded as AssumeRole takes it, is read too. Documents are
 * taken as immutable: the same object is read once.
 */
export function parsePolicy(document: unknown, kind: PolicyKind): Policy {
  if (typeof document === 'string') return read(fromText(document), kind);
  if (typeof document !== 'object' || document === null) return read(document, kind);
  let policy = cache[kind].get(document);
  if (policy === undefined) cache[kind].set(document, (policy = read(document, kind)));
  return policy;
}

function fromText(text: string): unknown {
  for (const decode of [(t: string) => t, decodeURIComponent]) {
    try {
      return JSON.parse(decode(text));
    } catch {
      // Tried the other way, then kept as an unknown document.
    }
  }
  return text;
}

function read(document: unknown, kind: PolicyKind): Policy {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return collect(kind, [parseStatement(document, 1, '', kind, undefined)], []);
  }
  const unknown: UnknownElement[] = [];
  const extra: Statement[] = [];
  const found = new Map<string, Element>();
  for (const [key, value] of Object.entries(document)) {
    const name = key.trim().toLowerCase();
    const at = pointer(key);
    if (!found.has(name)) found.set(name, { value, at });
    else unknown.push({ pointer: at, reason: 'element-duplicate' });
  }
  const list = found.get('statement');
  // Without `statement` the document itself may be one: older pages print a single statement that way.
  if (!list && ['effect', 'action', 'resource'].some((name) => found.has(name))) {
    return collect(kind, [parseStatement(document, 1, '', kind, undefined)], []);
  }
  for (const [name, element] of found) {
    if (!KNOWN.has(name)) unknown.push({ pointer: element.at, reason: 'element-unknown' });
  }
  const statements = list ? readList(list.value, list.at, kind, found.get('principal')) : [];
  // Two lists of statements in different spelling: which one holds is open, so the second stays as an undecidable one.
  if (unknown.some((element) => element.reason === 'element-duplicate')) {
    extra.push(parseStatement(undefined, statements.length + 1, '', kind, undefined));
  }
  return collect(kind, [...statements, ...extra], unknown);
}

function readList(value: unknown, at: string, kind: PolicyKind, principal: Element | undefined): Statement[] {
  if (!Array.isArray(value)) return [parseStatement(value, 1, at, kind, principal)];
  return value.map((item, i) => parseStatement(item, i + 1, `${at}/${i}`, kind, principal));
}

function collect(kind: PolicyKind, statements: readonly Statement[], unknown: readonly UnknownElement[]): Policy {
  return { kind, statements, unknown: [...unknown, ...statements.flatMap((statement) => statement.unknown)] };
}
