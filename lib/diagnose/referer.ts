import type { RefererRule } from '../facts/snapshot.js';

/** What the hotlink rule (13319) does with one request. Signed requests are never checked by COS. */
export type RefererOutcome =
  | { readonly outcome: 'off' }
  | { readonly outcome: 'empty-allowed' | 'empty-denied' }
  | {
      readonly outcome: 'listed' | 'not-listed';
      readonly list: 'white' | 'black';
      /** The entry that matched. */
      readonly entry: string | null;
      /** `true` when only the practice page says that `*.example.com` matches plain `example.com`. */
      readonly unsure: boolean;
      readonly allowed: boolean;
    };

/** `referer` as logged: `-` or empty means that there was none. `null`: never configured. */
export function evaluateReferer(rule: RefererRule | null, referer: string): RefererOutcome {
  if (rule === null || rule.status.toLowerCase() !== 'enabled') return { outcome: 'off' };
  if (isEmptyReferer(referer)) {
    // EmptyReferConfiguration: default Deny (31423).
    return { outcome: rule.emptyReferer?.toLowerCase() === 'allow' ? 'empty-allowed' : 'empty-denied' };
  }
  const list = /^black/i.test(rule.type ?? '') ? 'black' : 'white';
  const match = findEntry(rule.domains ?? [], referer);
  const listed = match !== null;
  return {
    outcome: listed ? 'listed' : 'not-listed',
    list,
    entry: match?.entry ?? null,
    unsure: match?.unsure ?? false,
    allowed: listed === (list === 'white'),
  };
}

export function isEmptyReferer(referer: string): boolean {
  return referer === '' || referer === '-';
}

function findEntry(entries: readonly string[], referer: string): { entry: string; unsure: boolean } | null {
  let unsure: string | null = null;
  for (const entry of entries) {
    const match = matchesEntry(entry, referer);
    if (match === true) return { entry, unsure: false };
    if (match === 'unsure') unsure ??= entry;
  }
  return unsure === null ? null : { entry: unsure, unsure: true };
}

/**
 * One entry against one referer: prefix match after the scheme is removed from both, host without case.
 * `*` stands for any characters of the host. `unsure`: `*.example.com` against plain `example.com`.
 */
export function matchesEntry(entry: string, referer: string): boolean | 'unsure' {
  const pattern = lowerHost(withoutScheme(entry.trim()));
  const value = lowerHost(withoutScheme(referer.trim()));
  if (pattern === '') return false;
  if (!pattern.includes('*')) return value.startsWith(pattern);
  if (wildcardPrefix(pattern).test(value)) return true;
  return pattern.startsWith('*.') && wildcardPrefix(pattern.slice(2)).test(value) ? 'unsure' : false;
}

/** A star stays within the host: otherwise `*.example.com` would match `evil.cn/?x=.example.com`. */
function wildcardPrefix(pattern: string): RegExp {
  const slash = pattern.indexOf('/');
  const host = slash === -1 ? pattern : pattern.slice(0, slash);
  const path = slash === -1 ? '' : pattern.slice(slash);
  return new RegExp(
    `^${host.split('*').map(escapePattern).join('[^/?#]*')}${path.split('*').map(escapePattern).join('.*')}`,
    's',
  );
}

function escapePattern(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}

function withoutScheme(url: string): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
}

function lowerHost(url: string): string {
  const end = url.search(/[/?#]/);
  return end === -1 ? url.toLowerCase() : url.slice(0, end).toLowerCase() + url.slice(end);
}
