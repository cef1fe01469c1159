import type { RejectReason } from './record.js';

/** Fields 1 to 30 (index 0 to 29) without quotes, then vpcId and whatever later versions append. */
export type Fields =
  | { readonly ok: true; readonly fields: string[] }
  | { readonly ok: false; readonly reason: RejectReason };

const STATUS = /^[1-5]\d\d$/;
const REQUEST_ID = /^N[A-Za-z0-9+/=_-]{7,}$/;
const REQUESTER = /^(?:-|\d+:\d+)$/;
const NUMBER = /^(?:-|\d+)$/;
const INTEGER = /^"?(?:-|-?\d+)"?$/;
const CODE = /^(?:-|[A-Z][A-Za-z0-9]+)$/;
/** Response bytes, total time and the owner (index). */
const SURELY_NUMBERS = [17, 18, 21];
const HTTP = /^HTTP\/\d(?:\.\d)?"?$/;

/**
 * Splits a delivered line into its fields (16920), quoted or not. Fields with spaces that are not quoted are found by anchors:
 * the log source, the owner, the requester and the request id to the right of them, the status before the error code.
 */
export function splitFields(line: string): Fields {
  const tokens = tokenise(line, true);
  const direct = joinRequestLine(tokens);
  if (isSound(direct) && (direct.length <= 31 || anchors(tokens).length <= 1)) return { ok: true, fields: direct };
  const anchored = byAnchors(line.split(' '));
  if (anchored !== null) return { ok: true, fields: anchored };
  // A backslash before a closing quote may be the client's own: nothing documents an escape.
  const plain = joinRequestLine(tokenise(line, false));
  if (isSound(plain)) return { ok: true, fields: plain };
  if (direct.length < 30) return { ok: false, reason: direct.length < 12 ? 'not-a-record' : 'too-few-fields' };
  if (!STATUS.test(direct[14]!)) return { ok: false, reason: 'bad-status' };
  // Values that later versions may bring (another log source, another form of id) do not make a line unreadable;
  // words where bytes, times and the owner stand do: a field is missing before them, or it is the layout of 2018.
  if (SURELY_NUMBERS.some((place) => !NUMBER.test(direct[place]!))) return { ok: false, reason: 'too-few-fields' };
  return { ok: true, fields: direct };
}

/** Tokens without their quotes. A quoted token ends at a quote that a space or the end follows; `\"` and `""` inside stand for a quote. */
function tokenise(line: string, escapes: boolean): string[] {
  const tokens: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (line.charCodeAt(at) === 34) {
      const end = closingQuote(line, at + 1, escapes);
      if (end >= 0) {
        tokens.push(unquote(line.slice(at + 1, end), escapes));
        at = end + 2;
        continue;
      }
    }
    const space = line.indexOf(' ', at);
    const end = space < 0 ? line.length : space;
    tokens.push(line.slice(at, end));
    at = end + 1;
  }
  return tokens;
}

function closingQuote(line: string, from: number, escapes: boolean): number {
  for (let at = line.indexOf('"', from); at >= 0; at = line.indexOf('"', at + 1)) {
    if (escapes && line.charCodeAt(at - 1) === 92 && at > from) continue;
    if (at + 1 === line.length || line.charCodeAt(at + 1) === 32) return at;
  }
  return -1;
}

function unquote(text: string, escapes: boolean): string {
  if (!text.includes('"')) return text;
  return (escapes ? text.replaceAll('\\"', '"') : text).replaceAll('""', '"');
}

/** Joins an unquoted request line (`GET /key HTTP/1.1`) to one field. */
function joinRequestLine(tokens: readonly string[]): string[] {
  if (tokens.length >= 32 && /^[A-Za-z]+$/.test(tokens[29]!) && HTTP.test(tokens[31]!)) {
    return [...tokens.slice(0, 29), `${tokens[29]} ${tokens[30]} ${tokens[31]}`, ...tokens.slice(32)];
  }
  return [...tokens];
}

function isSound(fields: readonly string[]): boolean {
  return (
    fields.length >= 30 &&
    STATUS.test(fields[14]!) &&
    (fields[19] === 'USER' || fields[19] === 'CDN') &&
    (fields[24] === '-' || fields[24]!.startsWith('N'))
  );
}

/** Positions that can only be field 20: USER or CDN with owner, requester and request id in their places after it. */
function anchors(tokens: readonly string[]): number[] {
  const found: number[] = [];
  for (let k = 18; k + 5 < tokens.length; k++) {
    if (tokens[k] !== 'USER' && tokens[k] !== 'CDN') continue;
    if (!NUMBER.test(tokens[k + 2]!) || !REQUESTER.test(tokens[k + 4]!)) continue;
    if (tokens[k + 5] !== '-' && !REQUEST_ID.test(tokens[k + 5]!)) continue;
    found.push(k);
  }
  return found;
}

function byAnchors(tokens: readonly string[]): string[] | null {
  // What a client sent stands before the server's own fields, so the last match is the server's.
  const k = anchors(tokens).at(-1);
  if (k === undefined) return null;
  // Tokens 10 and 11 are integers unless a field is missing before them.
  if (!INTEGER.test(tokens[9]!) || !INTEGER.test(tokens[10]!)) return null;
  const p = statusPosition(tokens, k);
  if (p < 0) return null;
  const tail = requestLine(tokens, k);
  if (tail === null) return null;
  const { code, message } = errorFields(tokens, p, k);
  return [
    ...tokens.slice(0, 13),
    strip(tokens.slice(13, p).join(' ')),
    tokens[p]!,
    code,
    message,
    ...tokens.slice(k - 2, k + 9),
    strip(tokens.slice(k + 9, tail.start).join(' ')),
    tail.text,
    ...tail.rest,
  ];
}

/** The last status that an error code or `-` follows: a user agent may hold text that looks like one. */
function statusPosition(tokens: readonly string[], k: number): number {
  for (let p = k - 4; p >= 14; p--) if (STATUS.test(tokens[p]!) && CODE.test(strip(tokens[p + 1]!))) return p;
  for (let p = k - 4; p >= 14; p--) if (STATUS.test(tokens[p]!)) return p;
  return -1;
}

function errorFields(tokens: readonly string[], p: number, k: number): { code: string; message: string } {
  const rest = tokens.slice(p + 1, k - 2);
  const text = rest.join(' ');
  // The code list holds one "code" with spaces (7730): then everything is the message.
  const expired = /^"?(request has expired)"?(?: (.+))?$/i.exec(text);
  if (expired)
    return { code: '-', message: strip(expired[2] === undefined || expired[2] === '-' ? expired[1]! : expired[2]) };
  return { code: strip(rest[0]!), message: rest.length > 1 ? strip(rest.slice(1).join(' ')) : '-' };
}

/** Where field 30 begins, its text, and what follows it. */
function requestLine(tokens: readonly string[], k: number): { start: number; text: string; rest: string[] } | null {
  let http = -1;
  for (let i = tokens.length - 1; i > k + 9 && http < 0; i--) if (HTTP.test(tokens[i]!)) http = i;
  if (http < 0) {
    // No request line at all: `-` at its place.
    const at = k + 10;
    if (at >= tokens.length) return null;
    return { start: at, text: strip(tokens[at]!), rest: tokens.slice(at + 1).map(strip) };
  }
  const method = tokens[12]!.toUpperCase();
  for (let i = http - 1; i >= k + 10; i--) {
    const word = tokens[i]!.replace(/^"/, '');
    if (word.toUpperCase() !== method) continue;
    return { start: i, text: strip(tokens.slice(i, http + 1).join(' ')), rest: tokens.slice(http + 1).map(strip) };
  }
  const start = http - 2;
  if (start < k + 10) return null;
  return { start, text: strip(tokens.slice(start, http + 1).join(' ')), rest: tokens.slice(http + 1).map(strip) };
}

function strip(text: string): string {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? unquote(text.slice(1, -1), true) : text;
}
