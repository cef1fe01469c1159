import { isAscii } from 'node:buffer';
import { ACTING_BEYOND_ASCII } from './visible.js';

/**
 * Characters that JSON may hold as they are but that act on a terminal, hide, or reorder what a reader sees: those of `visible` but
 * for the ASCII controls, which JSON escapes itself inside strings and which lay out the document outside of them.
 */
const UNSAFE = new RegExp(`[${ACTING_BEYOND_ASCII}]`, 'gu');

/** The same JSON with those characters written as `\uXXXX`: no program sees a difference, no terminal obeys them. */
export function safeJson(json: string): string {
  return json.replace(UNSAFE, (character) =>
    Array.from({ length: character.length }, (_, at) => unit(character, at)).join(''),
  );
}

/** One UTF-16 unit: a character beyond the first plane takes two of them. */
const unit = (text: string, at: number) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`;

/** {@link safeJson} over a text that comes in pieces, as UTF-8. Plain ASCII, the usual case, is found so without looking for each character. */
export function* safeJsonChunks(pieces: Iterable<string>): Generator<Buffer> {
  for (const piece of pieces) {
    const bytes = Buffer.from(piece, 'utf8');
    yield isAscii(bytes) && !bytes.includes(0x7f) ? bytes : Buffer.from(safeJson(piece), 'utf8');
  }
}
