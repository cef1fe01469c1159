import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { CosError } from './errors.js';

/** One element, its text or its children. */
export interface XmlNode {
  readonly tag: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly content: string | readonly XmlNode[];
}

/** `node('A', 'text')`, `node('A', [node('B', 'c')])`; numbers and booleans become text, `undefined` children are left out. */
export function node(
  tag: string,
  content: string | number | boolean | readonly (XmlNode | undefined)[] = [],
  attributes?: Readonly<Record<string, string>>,
): XmlNode {
  const children = Array.isArray(content)
    ? content.filter((child): child is XmlNode => child !== undefined)
    : String(content);
  return attributes ? { tag, attributes, content: children } : { tag, content: children };
}

export function renderXml(root: XmlNode): string {
  return `<?xml version='1.0' encoding='utf-8' ?>\n${render(root)}`;
}

function render({ tag, attributes, content }: XmlNode): string {
  const attrs = Object.entries(attributes ?? {})
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join('');
  const inner = typeof content === 'string' ? escapeXml(content) : content.map(render).join('');
  return inner === '' ? `<${tag}${attrs}/>` : `<${tag}${attrs}>${inner}</${tag}>`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeXml(text: string): string {
  return text.replace(
    /[&<>"]|[\u0000-\u0008\u000b-\u001f]/g,
    (c) => ENTITIES[c] ?? `&#x${c.charCodeAt(0).toString(16).toUpperCase()};`,
  );
}

/** A parsed element: text under `#text`, children by name, always as arrays. */
export interface Parsed {
  readonly text: string;
  all(tag: string): Parsed[];
  first(tag: string): Parsed | undefined;
  /** Text of a child; `undefined` when there is none. */
  value(tag: string): string | undefined;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  trimValues: false,
  alwaysCreateTextNode: true,
  htmlEntities: true,
  isArray: () => true,
  removeNSPrefix: true,
});

/** Parses a request body whose root must be `root`; anything else is MalformedXML. Names are compared without case. */
export function parseXml(body: Buffer, root: string): Parsed {
  const text = body.toString('utf8').replace(/^\ufeff/, '');
  // A document type could define entities; no COS document has one.
  if (/<!DOCTYPE/i.test(text) || XMLValidator.validate(text) !== true) throw new CosError('MalformedXML');
  let tree: unknown;
  try {
    tree = parser.parse(text);
  } catch {
    throw new CosError('MalformedXML');
  }
  const found = wrap(tree).first(root);
  if (!found) throw new CosError('MalformedXML');
  return found;
}

function wrap(raw: unknown): Parsed {
  const object = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
  const all = (tag: string) => {
    const name = Object.keys(object).find((key) => key.toLowerCase() === tag.toLowerCase());
    const children = name === undefined ? [] : object[name];
    return (Array.isArray(children) ? children : [children]).map(wrap);
  };
  const own = object['#text'];
  return {
    text: typeof raw === 'string' ? raw : Array.isArray(own) ? own.join('') : typeof own === 'string' ? own : '',
    all,
    first: (tag) => all(tag)[0],
    value: (tag) => all(tag)[0]?.text.trim(),
  };
}
