import { timingSafeEqual } from 'node:crypto';
import { expectAwsV2 } from './aws-v2.js';
import { expectAwsV4 } from './aws-v4.js';
import { expectCos } from './cos.js';
import type { Signature } from './read.js';
import type { WireRequest } from './request.js';

/** The two signatures and the texts behind the expected one; none of them exposes the secret. */
export interface Verification {
  readonly valid: boolean;
  readonly given: string;
  readonly expected: string;
  readonly stringToSign: string;
  /** HttpString of COS, canonical request of AWS v4; empty for v2. */
  readonly httpString: string;
}

/**
 * Compares the signature of a request with the one that `secretKey` gives. Time, key status and token are not looked at.
 * `bucket` is needed for AWS v2 only: the bucket that the host names.
 */
export function verifySignature(
  request: WireRequest,
  signature: Signature,
  secretKey: string,
  bucket: string | null = null,
): Verification {
  const expected =
    signature.form === 'cos'
      ? expectCos(request, signature, secretKey)
      : signature.form === 'aws-v4'
        ? expectAwsV4(request, signature, secretKey)
        : expectAwsV2(request, signature, secretKey, bucket);
  return {
    valid: sameText(signature.signature, expected.signature),
    given: signature.signature,
    expected: expected.signature,
    stringToSign: expected.stringToSign,
    httpString: expected.httpString,
  };
}

/** Compares in a time that does not depend on where the texts differ. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8')];
  return left.length === right.length && timingSafeEqual(left, right);
}
