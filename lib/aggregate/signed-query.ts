import type { UrlSignature } from '../accesslog/record.js';
import { splitRequestLine } from '../accesslog/request-line.js';
import { redactSecrets } from '../accesslog/secrets.js';
import { readUrlSignature } from '../accesslog/url-signature.js';
import { conditionParams } from '../denial/shape.js';

/** What a denial needs of the query of its request line. */
export interface SignedQuery {
  readonly signature: UrlSignature | null;
  /** The parameters that condition keys look at as JSON, empty without any. */
  readonly params: string;
}

const NOTHING: SignedQuery = { signature: null, params: '' };
const SPACE = 32;

/**
 * Reads the query of a request line (all ASCII) from its bytes. The usual form of a signed URL (each of the seven `q-` parameters once, as
 * the SDKs write them) takes no string but the key's; everything else goes the way of the exact parser.
 */
export function signedQuery(bytes: Buffer, from: number, to: number): SignedQuery {
  let at = from;
  while (at < to && bytes[at] !== SPACE) at++;
  if (at === from || at === to || bytes[at + 1] !== 47 || !endsWithVersion(bytes, to)) return fromText(bytes, from, to);
  const end = to - 9;
  while (at < end && bytes[at] !== 63) at++;
  if (at >= end) return NOTHING;
  return usualQuery(bytes, at + 1, end) ?? fromText(bytes, from, to);
}

/** ` HTTP/1.1` */
function endsWithVersion(bytes: Buffer, to: number): boolean {
  return (
    bytes[to - 9] === SPACE &&
    bytes[to - 8] === 72 &&
    bytes[to - 7] === 84 &&
    bytes[to - 6] === 84 &&
    bytes[to - 5] === 80 &&
    bytes[to - 4] === 47 &&
    bytes[to - 2] === 46
  );
}

function fromText(bytes: Buffer, from: number, to: number): SignedQuery {
  const { query } = splitRequestLine(bytes.toString('latin1', from, to), '-', '-');
  if (query === '') return NOTHING;
  const params = conditionParams(redactSecrets(query));
  return { signature: readUrlSignature(query), params: params === null ? '' : JSON.stringify(params) };
}

/** Names by length and first letter after `q-`: no two are alike in both. */
const ALGORITHM = Buffer.from('q-sign-algorithm');
const KEY = Buffer.from('q-ak');
const SIGN_TIME = Buffer.from('q-sign-time');
const KEY_TIME = Buffer.from('q-key-time');
const HEADERS = Buffer.from('q-header-list');
const PARAMS = Buffer.from('q-url-param-list');
const SIGNATURE = Buffer.from('q-signature');
const NAMES = [ALGORITHM, KEY, SIGN_TIME, KEY_TIME, HEADERS, PARAMS, SIGNATURE];

function usualQuery(bytes: Buffer, from: number, to: number): SignedQuery | null {
  let seen = 0;
  let accessKeyId: string | null = null;
  let startMs = Number.NaN;
  let endMs = Number.NaN;
  for (let at = from; at < to; ) {
    let equals = at;
    while (equals < to && bytes[equals] !== 61) equals++;
    let next = equals + 1;
    while (next < to && bytes[next] !== 38) next++;
    const which = nameAt(bytes, at, equals);
    if (which < 0 || equals >= to || (seen & (1 << which)) !== 0) return null;
    seen |= 1 << which;
    if (which === 1) {
      if (!isWord(bytes, equals + 1, next) || next - equals > 200) return null;
      accessKeyId = bytes.toString('latin1', equals + 1, next);
    } else if (which === 2) {
      const middle = digitsEnd(bytes, equals + 1, next);
      const second = separatorEnd(bytes, middle);
      if (middle === equals + 1 || second < 0 || middle - equals > 13) return null;
      const last = digitsEnd(bytes, second, next);
      if (last !== next || second === next || next - second > 12) return null;
      startMs = numberAt(bytes, equals + 1, middle) * 1000;
      endMs = numberAt(bytes, second, next) * 1000;
    }
    at = next + 1;
  }
  // The window and the key are what a shape is told by: without them the exact way decides.
  if (accessKeyId === null || Number.isNaN(startMs)) return null;
  const signature: UrlSignature = {
    form: 'cos',
    accessKeyId,
    startMs,
    endMs,
    securityToken: false,
    signedHeaders: [],
  };
  return { signature, params: '' };
}

function nameAt(bytes: Buffer, from: number, to: number): number {
  for (let i = 0; i < NAMES.length; i++) {
    const name = NAMES[i]!;
    if (name.length !== to - from) continue;
    let at = 0;
    while (at < name.length && bytes[from + at] === name[at]) at++;
    if (at === name.length) return i;
  }
  return -1;
}

function isWord(bytes: Buffer, from: number, to: number): boolean {
  if (from === to) return false;
  for (let i = from; i < to; i++) {
    const c = bytes[i]!;
    const letter = (c | 32) >= 97 && (c | 32) <= 122;
    if (!letter && (c < 48 || c > 57) && c !== 45 && c !== 95) return false;
  }
  return true;
}

function digitsEnd(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at]! >= 48 && bytes[at]! <= 57) at++;
  return at;
}

/** Behind `;` or `%3B`; -1 for anything else. */
function separatorEnd(bytes: Buffer, at: number): number {
  if (bytes[at] === 59) return at + 1;
  return bytes[at] === 37 && bytes[at + 1] === 51 && (bytes[at + 2]! | 32) === 98 ? at + 3 : -1;
}

function numberAt(bytes: Buffer, from: number, to: number): number {
  let n = 0;
  for (let i = from; i < to; i++) n = n * 10 + bytes[i]! - 48;
  return n;
}
