import type { Text } from '../lang.js';
import { findMistakes } from './find-mistakes.js';
import { MISTAKES, type MistakeId } from './mistakes.js';
import { readSignature, type Signature } from './read.js';
import type { WireRequest } from './request.js';
import { refusedForTime } from './time.js';
import { verifySignature } from './verify.js';

/** What is known about one request's signature; the JSON of `cos403.signature/1` is made of it. */
export interface SignatureReport {
  readonly valid: boolean;
  readonly given: string;
  readonly expected: string;
  readonly stringToSign: string;
  readonly httpString: string;
  readonly reasons: readonly SignatureReason[];
}

export interface SignatureReason {
  readonly id: MistakeId;
  readonly text: Text;
}

/** A reason from the table, with what is special about this request behind it. */
export function reason(id: MistakeId, detail = ''): SignatureReason {
  const { en, zh } = MISTAKES[id];
  return { id, text: { en: `${en}${detail}`, zh: `${zh}${detail}` } };
}

const EMPTY = { valid: false, given: '', expected: '', stringToSign: '', httpString: '' } as const;

/** Verifies a request's signature with the secret key and says why it does not hold. `atMs`: the server's time, `null` leaves time out. */
export function reportSignature(request: WireRequest, secretKey: string, atMs: number | null): SignatureReport {
  const signature = readSignature(request);
  if (signature.form === 'none') return { ...EMPTY, reasons: [reason('no-signature')] };
  if (signature.form === 'malformed') return { ...EMPTY, reasons: [reason('malformed', `: ${signature.reason}.`)] };
  const checked = verifySignature(request, signature, secretKey, bucketOf(request));
  const reasons: SignatureReason[] = [];
  if (!checked.valid) reasons.push(...mismatchReasons(request, signature, secretKey));
  const late = atMs === null ? null : refusedForTime(request, signature, atMs);
  if (late !== null) reasons.push(reason(late));
  return { ...checked, valid: reasons.length === 0, reasons };
}

function bucketOf(request: WireRequest): string | null {
  return /^(.+)\.cos(?:-[a-z]+)?\./.exec(request.headers['host'] ?? '')?.[1] ?? null;
}

function mismatchReasons(request: WireRequest, signature: Signature, secretKey: string): SignatureReason[] {
  if (signature.form === 'aws-v2') return [reason('secret-other')];
  const proven = signature.form === 'cos' ? findMistakes(request, signature, secretKey).map((id) => reason(id)) : [];
  const listed = signature.form === 'cos' ? signature.headerList : signature.signedHeaders;
  const missing = listed.filter((name) => request.headers[name] === undefined);
  const unproven = missing.length > 0 && !proven.some(({ id }) => id === 'header-missing');
  if (unproven && proven.length === 0) return [reason('header-missing', ` (${missing.join(', ')})`)];
  return proven.length > 0 ? proven : [reason('secret-other')];
}
