import type { Kind } from './kinds.js';

interface KindRule {
  readonly kind: Kind;
  /** Error codes that mean this kind; the help page prints them as messages too (54303). */
  readonly codes: readonly string[];
  /** Parts of messages. */
  readonly sentences: readonly string[];
  /** What a message begins with. */
  readonly opening?: string;
}

/** Codes and sentences of the kinds (7730, 40105 and real bodies), in the order in which they are tried. The single source of both. */
export const KIND_RULES: readonly KindRule[] = [
  { kind: 'cors-forbidden', codes: ['AccessForbidden', 'OptionsForbidden'], sentences: ['CORSResponse:'] },
  { kind: 'referer-denied', codes: [], sentences: ['You are denied by bucket referer rule'] },
  {
    kind: 'invalid-access-key',
    codes: ['InvalidAccessKeyId'],
    sentences: ['Access Key Id you provided does not exist', 'access key Id format you provided is invalid'],
  },
  {
    kind: 'invalid-object-state',
    codes: ['InvalidObjectState'],
    sentences: ['not valid for the object storage class'],
  },
  {
    kind: 'time-skewed',
    codes: ['RequestTimeTooSkewed'],
    sentences: ["difference between the request time and the server's time"],
  },
  {
    kind: 'request-expired',
    codes: ['Request has expired'],
    sentences: ['Request has expired', 'request has been expired'],
  },
  { kind: 'signature-mismatch', codes: ['SignatureDoesNotMatch'], sentences: ['Signature you specified is invalid'] },
  { kind: 'strict-signature', codes: [], sentences: ['Strict signature missing'] },
  { kind: 'signature-missing', codes: [], sentences: ['signature empty', 'signture empty'] },
  { kind: 'post-policy-mismatch', codes: [], sentences: [], opening: 'Condition key ' },
  {
    kind: 'path-style-forbidden',
    codes: ['PathStyleDomainForbidden'],
    sentences: ['must be addressed using COS virtual-styled domain'],
  },
  {
    kind: 'download-forbidden',
    codes: ['DownloadForbidden'],
    sentences: ['not allowed to be distributed in a public network'],
  },
  { kind: 'not-source-owner', codes: ['UserNotSourceBucketOwner'], sentences: [] },
  { kind: 'not-target-owner', codes: ['UserNotTargetBucketOwner'], sentences: [] },
  { kind: 'no-process-authority', codes: ['NoProcessAuthority'], sentences: [] },
  { kind: 'token-expired', codes: ['ExpiredToken', 'InvalidToken'], sentences: [] },
];
