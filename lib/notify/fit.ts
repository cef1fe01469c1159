import type { Lang } from '../lang.js';

/** Length in UTF-8 bytes: what every limit of the services counts. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** At most `maxBytes` bytes, cut between code points, with `…` when something was cut. */
export function cutBytes(text: string, maxBytes: number): string {
  if (byteLength(text) <= maxBytes) return text;
  let used = byteLength('…');
  let cut = '';
  for (const point of text) {
    used += byteLength(point);
    if (used > maxBytes) break;
    cut += point;
  }
  return used - byteLength('…') === 0 && maxBytes < 3 ? '' : `${cut}…`;
}

/** At most `maxChars` UTF-16 units (Slack, PagerDuty count characters), never half a surrogate pair. */
export function cutChars(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const end = maxChars - 1;
  const whole = /[\ud800-\udbff]/.test(text.charAt(end - 1)) ? end - 1 : end;
  return `${text.slice(0, whole)}…`;
}

/** The honest line under a shortened message. */
export function leftOut(lines: number, lang: Lang): string {
  return lang === 'zh' ? `……略去 ${lines} 行` : `… ${lines} ${lines === 1 ? 'line' : 'lines'} left out`;
}

/**
 * Builds the longest message that fits: lines are left out from the end, and the message says how many.
 * `build` gets the lines that stay (the note included); the result is measured as it will be sent.
 * When not even the note fits, `build([])` is returned: the caller cuts its head.
 */
export function fitLines(
  lines: readonly string[],
  limitBytes: number,
  lang: Lang,
  build: (kept: readonly string[]) => string,
): string {
  const whole = build(lines);
  if (byteLength(whole) <= limitBytes) return whole;
  let low = 0;
  let high = lines.length - 1;
  let best: string | null = null;
  while (low <= high) {
    const kept = (low + high) >> 1;
    const built = build([...lines.slice(0, kept), leftOut(lines.length - kept, lang)]);
    if (byteLength(built) <= limitBytes) {
      best = built;
      low = kept + 1;
    } else high = kept - 1;
  }
  return best ?? build([]);
}
