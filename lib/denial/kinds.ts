/** Kinds of refusal in the order of the contract (section 3). The table of codes and sentences is in `classify.ts`. */
export const KINDS = [
  'cors-forbidden',
  'referer-denied',
  'invalid-access-key',
  'invalid-object-state',
  'time-skewed',
  'request-expired',
  'signature-mismatch',
  'strict-signature',
  'signature-missing',
  'post-policy-mismatch',
  'path-style-forbidden',
  'download-forbidden',
  'not-source-owner',
  'not-target-owner',
  'no-process-authority',
  'token-expired',
  'unspecified',
  'access-denied',
  'other',
] as const;
export type Kind = (typeof KINDS)[number];
