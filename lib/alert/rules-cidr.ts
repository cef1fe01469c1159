/** The bits of an address as bytes: 4 for IPv4 (also inside IPv6 as `::ffff:…`), 16 for IPv6; null when it is none. */
export function addressBytes(address: string): readonly number[] | null {
  const mapped = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/i.exec(address);
  if (mapped) {
    const bytes = mapped.slice(1).map(Number);
    return bytes.every((byte) => byte <= 255) ? bytes : null;
  }
  if (!/^[0-9a-f:]{2,39}$/i.test(address)) return null;
  const halves = address.split('::');
  if (halves.length > 2) return null;
  const words = (half: string | undefined) => (half === undefined || half === '' ? [] : half.split(':'));
  const head = words(halves[0]);
  const tail = words(halves[1]);
  const gap = 8 - head.length - tail.length;
  if (halves.length === 1 ? gap !== 0 : gap < 1) return null;
  const all = [...head, ...Array<string>(gap).fill('0'), ...tail];
  if (!all.every((word) => /^[0-9a-f]{1,4}$/i.test(word))) return null;
  return all.flatMap((word) => {
    const value = Number.parseInt(word, 16);
    return [value >> 8, value & 255];
  });
}

/** `203.0.113.0/24` contains `203.0.113.7`; a lone address contains itself. Other families and broken input never match. */
export function cidrContains(cidr: string, address: string): boolean {
  const [base = '', bits] = cidr.split('/');
  const network = addressBytes(base);
  const bytes = addressBytes(address);
  if (network === null || bytes === null || network.length !== bytes.length) return false;
  const prefix = bits === undefined ? bytes.length * 8 : Number(bits);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > bytes.length * 8) return false;
  for (let i = 0; i < bytes.length; i++) {
    const take = Math.min(8, Math.max(0, prefix - i * 8));
    const mask = take === 0 ? 0 : (255 << (8 - take)) & 255;
    if (((network[i] ?? 0) & mask) !== ((bytes[i] ?? 0) & mask)) return false;
  }
  return true;
}
