/** A name for address ranges, from the configuration. */
export interface NamedNetwork {
  readonly name: string;
  /** `203.0.113.0/24`, `2001:db8::/32`, or a single address. */
  readonly cidrs: readonly string[];
}

/** The name of the narrowest network that holds the address; null when none does or it is no address. */
export function networkOf(address: string, networks: readonly NamedNetwork[]): string | null {
  const bits = addressBits(address);
  if (bits === null) return null;
  let best: { readonly name: string; readonly length: number } | null = null;
  for (const { name, cidrs } of networks) {
    for (const cidr of cidrs) {
      const [base = '', prefix] = cidr.split('/');
      const range = addressBits(base);
      if (range === null || range.length !== bits.length) continue;
      const length = prefix === undefined ? bits.length : Number(prefix);
      if (!Number.isInteger(length) || length < 0 || length > bits.length) continue;
      if (range.slice(0, length) === bits.slice(0, length) && (best === null || length > best.length)) {
        best = { name, length };
      }
    }
  }
  return best?.name ?? null;
}

const cache = new Map<string, string | null>();

/** An address as a text of 32 or 128 binary digits; IPv4 inside IPv6 (`::ffff:1.2.3.4`) counts as IPv4. */
function addressBits(address: string): string | null {
  const known = cache.get(address);
  if (known !== undefined) return known;
  if (cache.size > 20_000) cache.clear();
  const bits = parse(address);
  cache.set(address, bits);
  return bits;
}

function parse(address: string): string | null {
  const v4 = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/i.exec(address);
  if (v4) {
    const octets = v4.slice(1).map(Number);
    return octets.some((octet) => octet > 255) ? null : octets.map((octet) => binary(octet, 8)).join('');
  }
  if (!/^[0-9a-f:]+$/i.test(address) || !address.includes(':')) return null;
  const halves = address.split('::');
  if (halves.length > 2) return null;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const words = [...head, ...Array<string>(halves.length === 1 ? 0 : missing).fill('0'), ...tail];
  if (words.some((word) => !/^[0-9a-f]{1,4}$/i.test(word))) return null;
  return words.map((word) => binary(Number.parseInt(word, 16), 16)).join('');
}

function binary(value: number, digits: number): string {
  return value.toString(2).padStart(digits, '0');
}
