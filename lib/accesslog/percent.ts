const HEX = new Int8Array(128).fill(-1);
for (let i = 0; i < 10; i++) HEX[48 + i] = i;
for (let i = 0; i < 6; i++) {
  HEX[65 + i] = 10 + i;
  HEX[97 + i] = 10 + i;
}

/** Value of a hexadecimal digit given as a char code, -1 for anything else. */
export function hexValue(code: number): number {
  return code < 128 ? HEX[code]! : -1;
}

/**
 * Percent-decodes once; sequences that are invalid stay as they are (16920 files are written by many clients).
 * Bytes that are no UTF-8 become U+FFFD.
 */
export function decodeTolerant(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    const bytes: number[] = [];
    const raw = Buffer.from(text, 'utf8');
    for (let i = 0; i < raw.length; i++) {
      const high = raw[i] === 37 ? hexValue(raw[i + 1] ?? 0) : -1;
      const low = high < 0 ? -1 : hexValue(raw[i + 2] ?? 0);
      if (low < 0) bytes.push(raw[i]!);
      else {
        bytes.push(high * 16 + low);
        i += 2;
      }
    }
    return Buffer.from(bytes).toString('utf8');
  }
}

/** Parameters of a query without its `?`, in order, names and values decoded (`+` stays `+`, as COS signs it). */
export function parseQuery(query: string): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  if (query === '') return pairs;
  for (const part of query.split('&', 1000)) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    pairs.push(
      equals < 0
        ? [decodeTolerant(part), '']
        : [decodeTolerant(part.slice(0, equals)), decodeTolerant(part.slice(equals + 1))],
    );
  }
  return pairs;
}
