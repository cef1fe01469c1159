import { decodeTolerant, parseQuery } from '../accesslog/percent.js';
import type { AccessRecord } from '../accesslog/record.js';
import type { KeyForm, SignedBy, Validity } from '../aggregate/model.js';
import type { Kind } from './kinds.js';
import { keyForm } from './requester.js';

/** Longest referer that tells shapes apart. Characters. */
const MAX_REFERER = 200;
const HALF_HOUR_MS = 1_800_000;
const NEAR_MS = 120_000;
/** Up to here a clock passes for right (7730). */
const TOLERATED_SKEW_MS = 900_000;

/** How the request was signed and how the URL's validity window lies to the start of the request. */
export interface Signing {
  readonly signedBy: SignedBy;
  readonly keyForm: KeyForm;
  readonly securityToken: boolean;
  readonly validity: Validity;
  /** Ms; null unless expired or not yet valid. */
  readonly offByMs: number | null;
  /** Start of window minus start of request, ms; null without a window. */
  readonly signSkewMs: number | null;
}

type Signed = Pick<AccessRecord, 'urlSignature' | 'accessKeyId' | 'startTimeMs'>;

/** Reads the signing of one record from its log line alone (7778: a window from `q-sign-time`, inclusive at both ends, in seconds). */
export function signingOf(record: Signed): Signing {
  const url = record.urlSignature;
  const form = keyForm(record.accessKeyId === '-' ? (url?.accessKeyId ?? '-') : record.accessKeyId);
  if (url === null) {
    const signedBy = record.accessKeyId === '-' ? 'none' : 'header';
    return { signedBy, keyForm: form, securityToken: false, validity: 'none', offByMs: null, signSkewMs: null };
  }
  const signedBy = url.form === 'cos' ? 'url-cos' : url.form === 'cos-legacy' ? 'url-cos-legacy' : 'url-aws';
  const signSkewMs = url.startMs === null ? null : url.startMs - record.startTimeMs;
  let validity: Validity = 'none';
  let offByMs: number | null = null;
  if (url.endMs !== null) {
    if (url.startMs !== null && url.endMs <= url.startMs) validity = 'zero';
    else if (record.startTimeMs > url.endMs) {
      validity = 'expired';
      offByMs = record.startTimeMs - url.endMs;
    } else if (signSkewMs !== null && signSkewMs > 0) {
      validity = 'not-yet-valid';
      offByMs = signSkewMs;
    } else validity = 'valid';
  }
  return { signedBy, keyForm: form, securityToken: url.securityToken, validity, offByMs, signSkewMs };
}

/**
 * Skew in whole half hours when it is within 2 minutes of one and over 15 minutes: the mark of a wrong time zone; else null.
 * Part of a shape's identity wherever time decides, so that one client's zone does not blur with another's drift.
 */
export function halfHours(signing: Signing, kind: Kind): number | null {
  const skew = signing.signSkewMs;
  const timeDecides = signing.validity === 'expired' || signing.validity === 'not-yet-valid' || kind === 'time-skewed';
  if (skew === null || !timeDecides || Math.abs(skew) <= TOLERATED_SKEW_MS) return null;
  const n = Math.round(skew / HALF_HOUR_MS);
  return n !== 0 && Math.abs(n) <= 28 && Math.abs(skew - n * HALF_HOUR_MS) <= NEAR_MS ? n : null;
}

/** Referer without query and fragment, bounded: what tells shapes apart. */
export function refererForm(referer: string): string {
  const cut = referer.search(/[?#]/);
  const text = cut < 0 ? referer : referer.slice(0, cut);
  return text.length > MAX_REFERER ? text.slice(0, MAX_REFERER) : text === '' ? '-' : text;
}

/** Query parameters that condition keys look at (46206), lower case → name as the condition pages write it. */
const CONDITION_PARAMS: Readonly<Record<string, string>> = {
  prefix: 'prefix',
  versionid: 'versionId',
  'response-content-type': 'response-content-type',
};

/** The condition-relevant parameters of a query, null when there are none. */
export function conditionParams(query: string): Record<string, string> | null {
  // A name may be encoded, too; what is encoded in a value does not matter.
  if (!/prefix|versionid|response-content-type|(?:^|&)[^=&]*%/i.test(query)) return null;
  let found: Record<string, string> | null = null;
  for (const [name, value] of parseQuery(query)) {
    const known = CONDITION_PARAMS[name.toLowerCase()];
    if (known === undefined || found?.[known] !== undefined) continue;
    found ??= {};
    found[known] = value.slice(0, 1024);
  }
  if (found === null) return null;
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The key as COS sees it, decoded, with a leading slash; `/` for operations on the bucket. */
export function decodedKey(path: string): string {
  return decodeTolerant(path);
}

/** Where a success lies: the first folder of the path, decoded; `/` for keys without one. */
export function prefixOf(path: string): string {
  const slash = path.indexOf('/', 1);
  return slash < 0 ? '/' : decodeTolerant(path.slice(0, slash + 1));
}
