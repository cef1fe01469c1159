import type { PolicyDocument } from '../../../lib/facts/snapshot.js';
import type { Signature } from '../../../lib/signature/read.js';
import type { WireRequest } from '../../../lib/signature/request.js';
import { refusedForTime } from '../../../lib/signature/time.js';
import { sameText, type Verification, verifySignature } from '../../../lib/signature/verify.js';
import type { LocalState } from '../state.js';
import type { Address } from './address.js';
import type { Caller } from './context.js';
import { CosError, MESSAGES } from './errors.js';

/** A key as the state knows it, permanent or temporary. */
export interface KnownKey {
  readonly secretId: string;
  readonly secretKey: string;
  readonly requester: string;
  readonly active: boolean;
  readonly temporary: {
    readonly token: string;
    readonly expiresMs: number;
    readonly sessionPolicy: PolicyDocument | null;
  } | null;
}

/** Looks a SecretId up, letter by letter. Deleted keys are not known any more. */
export function findKey(state: LocalState, secretId: string): KnownKey | null {
  const temporary = state.temporaryKeys.get(secretId);
  if (temporary) return { ...temporary, active: true, temporary };
  for (const user of state.users.values()) {
    const key = user.accessKeys.find((k) => k.id === secretId && k.status !== 'Deleted');
    if (!key) continue;
    return {
      secretId,
      secretKey: key.secretKey,
      requester: `${state.ownerUin}:${user.uin}`,
      active: key.status === 'Active',
      temporary: null,
    };
  }
  return null;
}

/** Permanent ids have 36 characters, temporary ones more (7.1); anything that does not begin like one is malformed (M6). */
export function requireKey(state: LocalState, secretId: string): KnownKey {
  const key = findKey(state, secretId);
  if (key) return key;
  if (!/^[A-Z]KID[A-Za-z0-9_-]{10,}$/.test(secretId))
    throw new CosError('InvalidAccessKeyId', MESSAGES.keyFormatInvalid);
  throw new CosError('InvalidAccessKeyId');
}

/**
 * Proves who signed a request, or throws the refusal: key known, signature right, key active, token, time
 * (contract 6 "Time at COS"). `nowMs` is the server's time.
 */
export function authenticate(
  state: LocalState,
  wire: WireRequest,
  address: Address,
  signature: Signature,
  token: string | undefined,
  nowMs: number,
): Caller {
  const key = requireKey(state, signature.secretId);
  const checked = verifyEitherPath(wire, address, signature, key.secretKey);
  if (!checked.valid) throw signatureMismatch(checked);
  requireUsable(key, token, nowMs);
  checkTime(wire, signature, nowMs);
  return {
    kind: 'identity',
    requester: key.requester,
    secretId: key.secretId,
    sessionPolicy: key.temporary?.sessionPolicy ?? null,
  };
}

/** Key status, then token (and its end): what a form upload is checked for as well. */
export function requireUsable(key: KnownKey, token: string | undefined, nowMs: number): void {
  if (!key.active) throw new CosError('InvalidAccessKeyId');
  if (!key.temporary) return;
  // An expired temporary key is refused like one that does not exist (7.3); a forgotten token like a missing permission.
  if (key.temporary.expiresMs <= nowMs) throw new CosError('InvalidAccessKeyId');
  if (token === undefined || token === '') throw new CosError('AccessDenied');
  if (!sameText(token, key.temporary.token)) throw new CosError('InvalidToken');
}

/** Path-style: the vendor's SDK signs the path without the bucket, S3 clients sign it as sent; both are right. */
function verifyEitherPath(wire: WireRequest, address: Address, signature: Signature, secretKey: string): Verification {
  const bucket = address.style === 'virtual' ? address.bucket : null;
  const asSent = verifySignature(wire, signature, secretKey, bucket);
  if (asSent.valid || address.style !== 'path') return asSent;
  const withoutBucket = verifySignature({ ...wire, path: address.keyPath }, signature, secretKey, address.bucket);
  return withoutBucket.valid ? withoutBucket : asSent;
}

export function signatureMismatch(checked: Verification): CosError {
  return new CosError('SignatureDoesNotMatch', undefined, {
    elements: { StringToSign: checked.stringToSign, FormatString: checked.httpString },
  });
}

function checkTime(wire: WireRequest, signature: Signature, nowMs: number): void {
  const late = refusedForTime(wire, signature, nowMs);
  if (late === 'skewed') throw new CosError('RequestTimeTooSkewed');
  if (late !== null) throw new CosError('AccessDenied', MESSAGES.requestExpired);
}
