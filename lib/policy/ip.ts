/** Addresses and blocks of `ip_equal` (46205): IPv4 and IPv6, host bits of a block may be set. */

/** 4 or 16 bytes; null: no address. An IPv4 address written as IPv6 (`::ffff:1.2.3.4`) is the IPv4 address. */
export function parseAddress(text: string): readonly number[] | null {
  if (!text.includes(':')) return parseV4(text);
  const bytes = parseV6(text);
  return bytes && isMapped(bytes) ? bytes.slice(12) : bytes;
}

function isMapped(bytes: readonly number[]): boolean {
  return bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
}

function parseV4(text: string): readonly number[] | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return null;
  return parts.map(Number);
}

function parseV6(text: string): readonly number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  // An IPv4 address may only stand at the end.
  const [head, tail] = [words(halves[0]!, halves.length === 1), words(halves[1] ?? '', true)];
  if (!head || !tail) return null;
  const gap = 16 - head.length - tail.length;
  // `::` stands for at least one group; without it all eight are written.
  if (halves.length === 2 ? gap < 2 : gap !== 0) return null;
  return [...head, ...new Array<number>(gap).fill(0), ...tail];
}

function words(text: string, atEnd: boolean): number[] | null {
  if (text === '') return [];
  const groups = text.split(':');
  const bytes: number[] = [];
  for (const [i, group] of groups.entries()) {
    const v4 = atEnd && i === groups.length - 1 ? parseV4(group) : null;
    if (v4) bytes.push(...v4);
    else if (/^[0-9a-f]{1,4}$/i.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255);
    else return null;
  }
  return bytes;
}

/** A test for one address or CIDR block; null: the text is neither. */
export function addressTest(text: string): ((address: readonly number[]) => boolean) | null {
  const slash = text.indexOf('/');
  const bytes = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (!bytes) return null;
  let length = bytes.length * 8;
  if (slash >= 0) {
    const digits = text.slice(slash + 1);
    if (!/^\d{1,3}$/.test(digits)) return null;
    // A mapped block counts its length from the IPv6 beginning.
    length = Number(digits) - (bytes.length === 4 && text.includes(':') ? 96 : 0);
    if (length < 0 || length > bytes.length * 8) return null;
  }
  return (address) => address.length === bytes.length && sameBits(bytes, address, length);
}

function sameBits(a: readonly number[], b: readonly number[], length: number): boolean {
  const whole = length >> 3;
  for (let i = 0; i < whole; i++) if (a[i] !== b[i]) return false;
  const rest = 8 - (length & 7);
  return a[whole]! >> rest === b[whole]! >> rest;
}
