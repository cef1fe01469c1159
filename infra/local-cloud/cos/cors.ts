import { matchPreflight } from '../../../lib/diagnose/cors.js';
import type { CorsRule } from '../../../lib/facts/snapshot.js';
import { CosError } from './errors.js';

/** The first rule for this origin and method; `headers` are those that a preflight asks for. */
export function matchingCorsRule(
  rules: readonly CorsRule[] | null,
  origin: string,
  method: string,
  headers: readonly string[],
): CorsRule | null {
  const index = matchPreflight(rules ?? [], { origin, method, headers });
  return index === null ? null : rules![index]!;
}

/** The response headers that let a browser read the answer. */
export function corsHeaders(rule: CorsRule, origin: string): Record<string, string> {
  const any = rule.allowedOrigins.includes('*');
  return {
    'Access-Control-Allow-Origin': any ? '*' : origin,
    'Access-Control-Allow-Methods': rule.allowedMethods.join(','),
    ...(any ? {} : { 'Access-Control-Allow-Credentials': 'true', Vary: 'Origin' }),
    ...(rule.exposeHeaders?.length ? { 'Access-Control-Expose-Headers': rule.exposeHeaders.join(',') } : {}),
    ...(rule.maxAgeSeconds === undefined ? {} : { 'Access-Control-Max-Age': String(rule.maxAgeSeconds) }),
  };
}

/** OPTIONS Object (8288): needs no signature and asks no permission. */
export function preflight(
  rules: readonly CorsRule[] | null,
  headers: Readonly<Record<string, string>>,
): Record<string, string> {
  const origin = headers['origin'];
  const method = headers['access-control-request-method'];
  if (!origin || !method) throw new CosError('InvalidRequest', 'Origin and Access-Control-Request-Method are needed.');
  const asked = (headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const rule = matchingCorsRule(rules, origin, method.toUpperCase(), asked);
  if (!rule) throw new CosError('AccessForbidden');
  return {
    ...corsHeaders(rule, origin),
    ...(asked.length > 0 ? { 'Access-Control-Allow-Headers': asked.join(',') } : {}),
  };
}
