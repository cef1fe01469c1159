import { visible } from '../text/visible.js';

/** One line of harmless text: white space becomes a blank, what acts on a screen is shown as `\u{…}`. `maxChars` counts UTF-16 units. */
export function cleanLine(text: string, maxChars = Number.POSITIVE_INFINITY): string {
  const line = visible(text.replace(/[\t\r\n\u2028\u2029]+/g, ' '));
  if (line.length <= maxChars) return line;
  const end = maxChars - 1;
  return `${line.slice(0, /[\ud800-\udbff]/.test(line.charAt(end - 1)) ? end - 1 : end)}…`;
}

/** Data for a program with every text in it made harmless to look at: receivers pass such values on to people. Line ends stay. */
export function cleanData(data: unknown): unknown {
  if (typeof data === 'string') return data.split('\n').map(visible).join('\n');
  if (Array.isArray(data)) return data.map(cleanData);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [visible(name), cleanData(value)]));
}

/** What another service answered, fit for our log: short, one line, without URLs, tokens or any of `secrets`. */
export function safeReason(text: string, secrets: readonly string[] = []): string {
  let safe = text.slice(0, 4096);
  for (const secret of secrets) if (secret.length >= 4) safe = safe.split(secret).join('***');
  safe = safe.replace(/https?:\/\/\S+/gi, '(URL)').replace(/[A-Za-z0-9_\-+/=]{24,}/g, '***');
  return cleanLine(safe.trim(), 120);
}
