import stringWidth from 'string-width';
import { visible } from '../../lib/text/visible.js';

/** Breaks a text into lines of at most `width` columns; Chinese breaks anywhere, words only when they are too long. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const piece of visible(text).match(
    /[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]|[^\s\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]+|\s+/g,
  ) ?? []) {
    const size = stringWidth(piece);
    if (used + size <= width) {
      line += piece;
      used += size;
      continue;
    }
    if (line.trim() !== '') lines.push(line.trimEnd());
    line = '';
    used = 0;
    if (/^\s/.test(piece)) continue;
    for (const character of piece) {
      const next = stringWidth(character);
      if (used + next > width) {
        lines.push(line);
        line = '';
        used = 0;
      }
      line += character;
      used += next;
    }
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  return lines;
}
