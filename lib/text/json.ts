import { isAscii } from 'node:buffer';

/** Characters that JSON may hold as they are but that act on a terminal or reorder what a reader sees. */
const UNSAFE = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** The same JSON with those characters written as `\uXXXX`: no program sees a difference, no terminal obeys them. */
export function safeJson(json: string): string {
  return json.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** {@link safeJson} over a text that comes in pieces, as UTF-8. Plain ASCII, the usual case, is found so without looking for each character. */
export function* safeJsonChunks(pieces: Iterable<string>): Generator<Buffer> {
  for (const piece of pieces) {
    const bytes = Buffer.from(piece, 'utf8');
    yield isAscii(bytes) && !bytes.includes(0x7f) ? bytes : Buffer.from(safeJson(piece), 'utf8');
  }
}
