import { maskAddress, maskKey } from '../text/mask.js';

/** The same value with whole SecretIds and addresses masked wherever a text holds one: summaries, evidence, policies. */
export function maskDiagnosis<T>(value: T, what: { readonly keys: boolean; readonly addresses: boolean }): T {
  return walk(value, (text) => {
    const keys = what.keys ? text.replace(/\b[AI]KID[A-Za-z0-9_-]{8,}/g, maskKey) : text;
    return what.addresses ? keys.replace(ADDRESS, maskAddress) : keys;
  }) as T;
}

/** IPv4; IPv6 in full or with `::`. What follows may end the sentence, but not go on like a version or a longer name. */
const ADDRESS =
  /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d)|(?<![\w:])(?=[0-9a-f:]*::|(?:[0-9a-f]{1,4}:){4})[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?!\w|:\w)/gi;

function walk(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((entry) => walk(entry, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [change(name), walk(entry, change)]));
}
