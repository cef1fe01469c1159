import { CloudError } from './error.js';

export type XmlNode = string | { readonly [name: string]: XmlNode | readonly XmlNode[] };

/** No answer that is read as a document comes near it: 1,000 keys of 1 KB each, encoded, are a few MB. Parsing takes many times the size in memory. */
export const MAX_DOCUMENT = 16 * 1024 * 1024;

/**
 * Parses an XML answer and returns what is inside `root`. Texts stay texts (a key `007` is no number) with their spaces.
 * An `Error` document inside a success is a failure like any other (7730).
 */
export async function parseAnswer(body: Buffer, root: string, action: string): Promise<XmlNode> {
  const { XMLParser } = await import('./sdk.js');
  const parser = new XMLParser({
    ignoreAttributes: true,
    ignoreDeclaration: true,
    parseTagValue: false,
    trimValues: false,
    // A listing quotes every ETag with entities.
    processEntities: {
      enabled: true,
      maxTotalExpansions: Number.POSITIVE_INFINITY,
      maxExpandedLength: Number.POSITIVE_INFINITY,
    },
    htmlEntities: true,
  });
  const bad = (why: string) => new CloudError('bad-answer', `${action}: ${why}`, { action, retryable: false });
  if (body.length > MAX_DOCUMENT) throw bad('the answer is larger than 16 MiB');
  let document: Record<string, XmlNode>;
  try {
    document = parser.parse(body.toString('utf8')) as Record<string, XmlNode>;
  } catch {
    throw bad('the answer is not XML');
  }
  const error = document['Error'];
  if (error !== undefined && root !== 'Error') {
    const code = textOf(error, 'Code') || 'Error';
    throw new CloudError(code, `${action}: ${textOf(error, 'Message') || code}`, {
      action,
      retryable: /^(InternalError|SlowDown|ServiceUnavailable)$/.test(code),
      status: 200,
      requestId: textOf(error, 'RequestId'),
    });
  }
  const name = Object.keys(document).find((key) => key.toLowerCase() === root.toLowerCase());
  if (name === undefined) throw bad(`the answer is no ${root}`);
  return document[name] ?? '';
}

/** Children with this name (compared without case): none, one or many, always a list. */
export function children(node: XmlNode | undefined, name: string): readonly XmlNode[] {
  if (typeof node !== 'object') return [];
  return Object.entries(node)
    .filter(([key]) => key.toLowerCase() === name.toLowerCase())
    .flatMap(([, value]) => (Array.isArray(value) ? (value as readonly XmlNode[]) : [value as XmlNode]));
}

/** The text of the first child with this name; empty when there is none. */
export function textOf(node: XmlNode | undefined, name: string): string {
  return plain(children(node, name)[0]);
}

/** The texts of all children with this name. */
export function textsOf(node: XmlNode | undefined, name: string): string[] {
  return children(node, name).map(plain);
}

function plain(node: XmlNode | undefined): string {
  if (typeof node === 'string') return node;
  const inner = node?.['#text'];
  return typeof inner === 'string' ? inner : '';
}

/** A text as XML character data. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
