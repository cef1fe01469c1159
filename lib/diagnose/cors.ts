import type { CorsRule } from '../facts/snapshot.js';

/** Methods a CORS rule can allow (8279); OPTIONS is none of them. */
export const CORS_METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'] as const;

/** A preflight request (8288). */
export interface Preflight {
  readonly origin: string;
  readonly method: string;
  readonly headers: readonly string[];
}

/** Index of the first rule that lets the preflight pass, or null: rules are tried from top to bottom (6.2). */
export function matchPreflight(rules: readonly CorsRule[], preflight: Preflight): number | null {
  const index = rules.findIndex(
    (rule) =>
      allowsOrigin(rule, preflight.origin) &&
      allowsMethod(rule, preflight.method) &&
      preflight.headers.every((header) => allowsHeader(rule, header)),
  );
  return index === -1 ? null : index;
}

export function allowsOrigin(rule: CorsRule, origin: string): boolean {
  return rule.allowedOrigins.some((allowed) => matchesOrigin(allowed, origin));
}

export function allowsMethod(rule: CorsRule, method: string): boolean {
  return rule.allowedMethods.some((allowed) => allowed.trim().toUpperCase() === method.toUpperCase());
}

export function allowsHeader(rule: CorsRule, header: string): boolean {
  const name = header.trim().toLowerCase();
  return (rule.allowedHeaders ?? []).some((allowed) => matchesStar(allowed.trim().toLowerCase(), name));
}

export function allowsEveryHeader(rule: CorsRule): boolean {
  return (rule.allowedHeaders ?? []).some((allowed) => allowed.trim() === '*');
}

/** Exact string with scheme and non-default port; at most one `*` anywhere. */
export function matchesOrigin(allowed: string, origin: string): boolean {
  const pattern = normalizeOrigin(allowed.trim());
  const value = normalizeOrigin(origin.trim());
  return matchesStar(pattern, value);
}

function matchesStar(pattern: string, value: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === value;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return value.length >= head.length + tail.length && value.startsWith(head) && value.endsWith(tail);
}

/** Scheme and host have no case; the default port says nothing; some people write a trailing slash. */
function normalizeOrigin(origin: string): string {
  const text = origin.toLowerCase().replace(/\/+$/, '');
  return text.replace(/^(https:\/\/[^/]*):443$/, '$1').replace(/^(http:\/\/[^/]*):80$/, '$1');
}

/** The origin of a page from the referer that its requests carry; null when it tells none. */
export function originOfReferer(referer: string): string | null {
  const match = /^(https?):\/\/([^/?#\s]+)/i.exec(referer);
  if (!match) return null;
  const host = (match[2] ?? '').replace(/^[^@]*@/, '');
  return host === '' ? null : normalizeOrigin(`${match[1]}://${host}`);
}
