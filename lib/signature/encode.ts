const HEX_PAIR = /^[0-9a-f]{2}$/i;

/**
 * Decodes `%XX` and leaves everything else: an invalid escape stays as it is, bytes that are no UTF-8 become U+FFFD.
 * Never throws, because the text may be an attacker's.
 */
export function decodePercent(text: string): string {
  if (!text.includes('%')) return text;
  const bytes = Buffer.from(text, 'utf8');
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    const pair = byte === 0x25 ? bytes.toString('latin1', i + 1, i + 3) : '';
    if (HEX_PAIR.test(pair)) {
      out[length++] = Number.parseInt(pair, 16);
      i += 2;
    } else out[length++] = byte;
  }
  return out.toString('utf8', 0, length);
}

/** Everything but `A-Z a-z 0-9 - _ . ~` as `%XX` in upper case: the rule of COS (7778), AWS v4 and API 3.0 alike. */
export function encodeStrict(text: string): string {
  // A lone surrogate becomes U+FFFD instead of an exception.
  const wellFormed = Buffer.from(text, 'utf8').toString('utf8');
  return encodeURIComponent(wellFormed).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
