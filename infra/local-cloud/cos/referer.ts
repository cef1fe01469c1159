import type { RefererRule } from '../../../lib/facts/snapshot.js';

/**
 * May an unsigned request with this Referer pass (13319)? Entries match as prefixes of host, port and path, scheme ignored,
 * without case; `*.example.com` covers every depth and the bare domain.
 */
export function refererAllows(rule: RefererRule | null, referer: string | undefined): boolean {
  if (rule?.status.toLowerCase() !== 'enabled') return true;
  if (referer === undefined || referer.trim() === '') return (rule.emptyReferer ?? 'Deny').toLowerCase() === 'allow';
  const listed = (rule.domains ?? []).some((entry) => refererMatches(entry, referer));
  return (rule.type ?? 'White-List').toLowerCase().startsWith('black') ? !listed : listed;
}

export function refererMatches(entry: string, referer: string): boolean {
  const bare = (text: string) =>
    text
      .trim()
      .toLowerCase()
      .replace(/^[a-z][a-z0-9+.-]*:\/\//, '');
  const pattern = bare(entry);
  const value = bare(referer);
  if (pattern === '') return false;
  if (!pattern.includes('*')) return value.startsWith(pattern);
  if (pattern.startsWith('*.') && value.startsWith(pattern.slice(2))) return true;
  // A star in front of the domain stays within the host.
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('[^/]*');
  return new RegExp(`^${source}`).test(value);
}
