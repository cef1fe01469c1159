/**
 * Patterns where `*` stands for any characters, `/` too, and every other character for itself (18023).
 * Matching walks the text once and never backtracks, so a hostile pattern costs no more than a plain one.
 */
export interface Wildcard {
  readonly text: string;
  /** Literal pieces between the stars; one piece: no star. */
  readonly pieces: readonly string[];
}

export function wildcard(text: string): Wildcard {
  return { text, pieces: text.split('*') };
}

export function matches(pattern: Wildcard, text: string): boolean {
  const { pieces } = pattern;
  const last = pieces.length - 1;
  if (last === 0) return pattern.text === text;
  const head = pieces[0]!;
  const tail = pieces[last]!;
  if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
  // The leftmost place of every piece leaves the most room for the next one.
  let at = head.length;
  const end = text.length - tail.length;
  for (let i = 1; i < last; i++) {
    const piece = pieces[i]!;
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}

/** Whether the pattern matches every text that begins with `prefix`. */
export function coversPrefix(pattern: Wildcard, prefix: string): boolean {
  return pattern.pieces.length > 1 && pattern.pieces.at(-1) === '' && matches(pattern, prefix);
}

/** Whether the pattern matches at least one text that begins with `prefix`. */
export function touchesPrefix(pattern: Wildcard, prefix: string): boolean {
  const { pieces } = pattern;
  const head = pieces[0]!;
  if (pieces.length === 1) return head.startsWith(prefix);
  // From the first star on, the text is free to be whatever the rest of the pattern wants.
  return head.startsWith(prefix) || prefix.startsWith(head);
}
