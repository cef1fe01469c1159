import { hexValue } from './percent.js';

/** What stands where a secret was. */
export const REDACTED = 'REDACTED';

/** Names whose value is a secret wherever they stand (7778, 14048, 37421); lower case. */
const ANYWHERE = ['q-signature', 'x-cos-security-token', 'x-amz-signature', 'x-amz-security-token'] as const;
/** Short names that are secrets only as a whole word: the legacy `sign` parameter, `Signature` of AWS v2 and of v4 headers. */
const WHOLE_WORD = ['sign', 'signature'] as const;

const NAME = /q-signature|x-(?:cos|amz)-security-token|x-amz-signature|signature|sign|authorization|\baws /g;
const PLAIN_NAME = /sign|token|authorization|aws /i;
/** Cheap test: without one of these characters, raw or encoded, no name can be followed by a value. */
const MAY_HOLD = /[=:]|%(?:3[da]|25)/i;

/**
 * Removes signatures and security tokens from one field of a log line: `q-signature`, `sign`, `x-cos-security-token`, `X-Amz-Signature`,
 * `X-Amz-Security-Token`, `Signature`, the value of an `Authorization` header, in any letter case and percent-encoded any number of
 * times, names and separators too. `q-sign-time`, `q-ak` and the like stay readable.
 */
export function redactSecrets(text: string): string {
  if (!MAY_HOLD.test(text)) return text;
  // Nothing encoded: the names can be looked for as they are.
  if (!text.includes('%') && !PLAIN_NAME.test(text)) return text;
  const view = decodeFully(text);
  NAME.lastIndex = 0;
  let out = '';
  let kept = 0;
  for (let hit = NAME.exec(view.text); hit !== null; hit = NAME.exec(view.text)) {
    const value = valueRange(view, hit[0], hit.index);
    if (value === null || value.end <= value.start) continue;
    const from = view.starts[value.start]!;
    const to = value.end < view.text.length ? view.starts[value.end]! : text.length;
    if (from < kept) continue;
    out += text.slice(kept, from) + REDACTED;
    kept = to;
    NAME.lastIndex = Math.max(NAME.lastIndex, value.end);
  }
  return kept === 0 ? text : out + text.slice(kept);
}

/** `true` when no secret can be in these bytes: what the scanner asks before it takes bytes as they are. */
export function cannotHoldSecret(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const c = bytes[i]!;
    if (c === 61 || c === 58) return false;
    if (c === 37) {
      const high = bytes[i + 1]!;
      const low = bytes[i + 2]! | 32;
      if (high === 51 && (low === 100 || low === 97)) return false;
      if (high === 50 && bytes[i + 2] === 53) return false;
    }
  }
  return true;
}

interface View {
  /** Decoded until nothing is left to decode, lower case. */
  readonly text: string;
  /** Where each character begins in the original. */
  readonly starts: Int32Array;
  /** How many times each character was encoded. */
  readonly levels: Uint8Array;
}

/** Decodes nested percent-encodings in one pass: whatever a decoded character completes is decoded again. Linear, whatever the depth. */
function decodeFully(text: string): View {
  const codes = new Uint16Array(text.length);
  const starts = new Int32Array(text.length);
  const levels = new Uint8Array(text.length);
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    codes[n] = text.charCodeAt(i);
    starts[n] = i;
    levels[n] = 0;
    n++;
    while (n >= 3 && codes[n - 3] === 37) {
      const high = hexValue(codes[n - 2]!);
      const low = hexValue(codes[n - 1]!);
      if (high < 0 || low < 0) break;
      codes[n - 3] = high * 16 + low;
      levels[n - 3] = Math.min(255, Math.max(levels[n - 3]!, levels[n - 2]!, levels[n - 1]!) + 1);
      n -= 2;
    }
  }
  // Only ASCII letters: `toLowerCase` of a whole string can change its length.
  for (let i = 0; i < n; i++) if (codes[i]! >= 65 && codes[i]! <= 90) codes[i]! += 32;
  return { text: Buffer.from(codes.buffer, 0, n * 2).toString('utf16le'), starts, levels };
}

const BEFORE_WORD = /[a-z0-9_.-]/;
const OPENING = /["']?\s*[=:]\s*["']?/y;
const AWS_V2 = /[a-z0-9]{8,}:/y;

/** The value that follows a name, or null when this is no name. */
function valueRange(view: View, name: string, at: number): { start: number; end: number } | null {
  const after = at + name.length;
  const before = at === 0 ? '' : view.text[at - 1]!;
  if (name === 'aws ') {
    // `Authorization: AWS <id>:<signature>` whose first word was cut off.
    AWS_V2.lastIndex = after;
    const id = AWS_V2.exec(view.text);
    return id === null ? null : { start: AWS_V2.lastIndex, end: endOfValue(view, AWS_V2.lastIndex, 255) };
  }
  if ((WHOLE_WORD as readonly string[]).includes(name) && BEFORE_WORD.test(before)) return null;
  OPENING.lastIndex = after;
  const opening = OPENING.exec(view.text);
  if (opening === null) return null;
  const start = OPENING.lastIndex;
  if (name === 'authorization') return authorization(view, start);
  let level = 0;
  for (let i = after; i < start; i++) level = Math.max(level, view.levels[i]!);
  return { start, end: endOfValue(view, start, level) };
}

const COS_AUTHORIZATION = /q-[a-z]+/y;

/** Everything up to a quote or the end; the pairs of a COS authorization stay readable, their q-signature is found by name. */
function authorization(view: View, start: number): { start: number; end: number } | null {
  COS_AUTHORIZATION.lastIndex = start;
  if (COS_AUTHORIZATION.test(view.text)) return null;
  let end = start;
  while (end < view.text.length && view.text[end] !== '"') end++;
  return { start, end };
}

/** A value ends at a delimiter that is encoded at most as often as the name's own separator: deeper ones belong to the value. */
function endOfValue(view: View, start: number, level: number): number {
  let end = start;
  for (; end < view.text.length; end++) {
    if (view.levels[end]! > level) continue;
    const c = view.text.charCodeAt(end);
    if (c === 38 || c <= 32 || c === 34 || c === 60 || c === 62) break;
  }
  return end;
}

/** The names that are removed, for the documentation and the tests. */
export const SECRET_NAMES: readonly string[] = [...ANYWHERE, ...WHOLE_WORD, 'authorization'];
