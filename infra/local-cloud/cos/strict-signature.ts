import type { StrictSignatureRule } from '../../../lib/facts/snapshot.js';
import type { Signature } from '../../../lib/signature/read.js';
import type { WireRequest } from '../../../lib/signature/request.js';
import { parseQuery } from '../../../lib/signature/request.js';
import { CosError, MESSAGES } from './errors.js';

function matches(pattern: string, value: string): boolean {
  const [p, v] = [pattern.toLowerCase(), value.toLowerCase()];
  return p.endsWith('*') ? v.startsWith(p.slice(0, -1)) : p === v;
}

const OWN_PARAMETER = /^(q-|sign$|x-cos-security-token$|x-amz-|signature$|expires$|awsaccesskeyid$)/i;

/**
 * Strict signature mode (83234): what a rule lists and the request has must be signed; what the request does not have
 * is not asked for. Not for PostObject and GetService.
 */
export function requireStrictSignature(
  rules: readonly StrictSignatureRule[] | null,
  operationName: string,
  wire: WireRequest,
  signature: Signature,
): void {
  if (operationName === 'PostObject' || operationName === 'GetService') return;
  for (const rule of rules ?? []) {
    const applies = rule.actions.some((action) =>
      matches(action.replace(/^name\//, '').replace(/^cos:\s*/, ''), operationName),
    );
    if (!applies) continue;
    const signed =
      signature.form === 'aws-v4' ? signature.signedHeaders : signature.form === 'cos' ? signature.headerList : [];
    for (const name of Object.keys(wire.headers)) {
      if (rule.headers.some((header) => matches(header, name)) && !signed.includes(name)) {
        throw new CosError('AccessDenied', MESSAGES.strictHeader);
      }
    }
    // AWS signatures cover every parameter.
    if (signature.form !== 'cos') continue;
    for (const [name] of parseQuery(wire.query)) {
      if (OWN_PARAMETER.test(name)) continue;
      const listed = rule.params.some((param) => param.toLowerCase() === 'all' || matches(param, name));
      if (listed && !signature.paramList.includes(name.toLowerCase()))
        throw new CosError('AccessDenied', MESSAGES.strictParam);
    }
  }
}
