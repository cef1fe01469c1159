import { createHmac } from 'node:crypto';

/**
 * Signature v1 of API 3.0 (HmacSHA1, HmacSHA256): base64 over `METHOD host path ? sorted parameters`, values as sent before encoding.
 * `Signature` itself is left out.
 */
export function v1Signature(
  request: { readonly method: string; readonly host: string; readonly path: string },
  parameters: readonly (readonly [string, string])[],
  secretKey: string,
): string {
  const method = new Map(parameters).get('SignatureMethod') ?? 'HmacSHA1';
  const text = parameters
    .filter(([name]) => name !== 'Signature')
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return createHmac(method === 'HmacSHA256' ? 'sha256' : 'sha1', secretKey)
    .update(`${request.method}${request.host}${request.path}?${text}`)
    .digest('base64');
}
