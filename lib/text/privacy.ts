import { maskAddress, maskKey, maskRequester } from './mask.js';

/** What messages and reports show of key ids and addresses (configuration, `privacy`). */
export interface Privacy {
  readonly maskKeys: boolean;
  readonly maskAddresses: boolean;
}

const KEY_ID = /\bAKID[A-Za-z0-9_-]{9,}/g;
const IPV4 = /\b\d{1,3}(?:\.\d{1,3}){3}\b/g;
// An address has `::` or eight groups: clock times and `qcs::cam::…` have neither on their own.
const IPV6 = /(?<![\w:.])(?=[0-9a-f:]*::|(?:[0-9a-f]{1,4}:){7})[0-9a-f:]{3,}(?![\w:])/gi;

/**
 * A function over texts that masks what `privacy` asks for, wherever it stands in the text: key ids are also in titles, evidence and
 * policies. `keys`: the ids that were logged, because a malformed one does not look like an id.
 */
export function masker(privacy: Privacy, keys: Iterable<string> = []): (text: string) => string {
  const malformed = [...new Set(keys)].filter((key) => key.length > 12 && !/^AKID[A-Za-z0-9_-]{9,}$/.test(key));
  malformed.sort((a, b) => b.length - a.length);
  return (text) => {
    let result = text;
    if (privacy.maskKeys) {
      // A requester without an identity is named by whatever key it sent.
      if (result.startsWith('key:')) result = maskRequester(result);
      if (result.includes('AKID')) result = result.replace(KEY_ID, maskKey);
      for (const key of malformed) if (result.includes(key)) result = result.split(key).join(maskKey(key));
    }
    if (privacy.maskAddresses) result = result.replace(IPV4, maskAddress).replace(IPV6, maskAddress);
    return result;
  };
}

/**
 * Applies `mask` to every string inside a plain value, keys of objects included; counted values that became equal add up. What
 * nothing changes in is not copied: most of 100,000 groups hold no key.
 */
export function maskDeep<T>(value: T, mask: (text: string) => string): T {
  return masked(value, mask) as T;
}

function masked(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    let copy: unknown[] | null = null;
    for (const [index, item] of value.entries()) {
      const next = masked(item, mask);
      if (next !== item) (copy ??= [...value])[index] = next;
    }
    return copy ? merged(copy) : value;
  }
  let changed = false;
  const entries = Object.entries(value).map(([key, item]) => {
    const next = [mask(key), masked(item, mask)] as const;
    changed ||= next[0] !== key || next[1] !== item;
    return next;
  });
  return changed ? Object.fromEntries(entries) : value;
}

function merged(list: unknown[]): unknown[] {
  const first = list[0];
  if (typeof first !== 'object' || first === null || !('value' in first) || !('count' in first)) return list;
  const byValue = new Map<string, { value: string; count: number }>();
  for (const item of list as { value: string; count: number }[]) {
    const known = byValue.get(item.value);
    if (known) known.count += item.count;
    else byValue.set(item.value, { ...item });
  }
  if (byValue.size === list.length) return list;
  return [...byValue.values()].sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
