import { decodeTolerant, parseQuery } from './percent.js';
import type { UrlSignature } from './record.js';
import { redactSecrets } from './secrets.js';

/** No SecretId is longer, temporary ones included. */
const MAX_KEY_ID = 256;

/** Reads the signature in a query (7778, 37421) before secrets are removed; null when there is none. Never returns a signature or token. */
export function readUrlSignature(query: string): UrlSignature | null {
  if (query === '') return null;
  const params = new Map<string, string>();
  for (const [name, value] of parseQuery(query)) {
    const lower = name.toLowerCase();
    if (!params.has(lower)) params.set(lower, value);
  }
  const token = Boolean(params.get('x-cos-security-token') || params.get('x-amz-security-token'));
  if (params.has('q-signature') || params.has('q-ak') || params.has('q-sign-algorithm'))
    return cos('cos', params, token);
  if (params.has('x-amz-signature') || params.has('x-amz-credential')) return awsV4(params, token);
  const sign = params.get('sign');
  if (sign !== undefined) {
    // The legacy parameter holds the whole authorization, encoded once more.
    const inner = new Map<string, string>();
    for (const part of decodeTolerant(sign).split('&')) {
      const equals = part.indexOf('=');
      if (equals > 0) inner.set(part.slice(0, equals).toLowerCase(), part.slice(equals + 1));
    }
    for (const [name, value] of params) if (name.startsWith('q-') && !inner.has(name)) inner.set(name, value);
    if (inner.has('q-ak') || inner.has('q-sign-algorithm') || inner.has('q-signature')) {
      return cos('cos-legacy', inner, token);
    }
  }
  if (params.has('signature') && params.has('awsaccesskeyid')) return awsV2(params, token);
  return null;
}

function cos(form: 'cos' | 'cos-legacy', params: ReadonlyMap<string, string>, securityToken: boolean): UrlSignature {
  const window = /^(\d{1,12});(\d{1,12})$/.exec(
    decodeTolerant(params.get('q-sign-time') ?? params.get('q-key-time') ?? ''),
  );
  return {
    form,
    accessKeyId: keyId(params.get('q-ak')),
    startMs: window === null ? null : Number(window[1]) * 1000,
    endMs: window === null ? null : Number(window[2]) * 1000,
    securityToken,
    signedHeaders: names(decodeTolerant(params.get('q-header-list') ?? '')),
  };
}

function awsV4(params: ReadonlyMap<string, string>, securityToken: boolean): UrlSignature {
  const at = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/i.exec(params.get('x-amz-date') ?? '');
  const startMs = at === null ? Number.NaN : Date.UTC(+at[1]!, +at[2]! - 1, +at[3]!, +at[4]!, +at[5]!, +at[6]!);
  const expires = params.get('x-amz-expires') ?? '';
  const known = Number.isFinite(startMs);
  return {
    form: 'aws-v4',
    accessKeyId: keyId(params.get('x-amz-credential')?.split('/', 1)[0]),
    startMs: known ? startMs : null,
    endMs: known && /^\d{1,10}$/.test(expires) ? startMs + Number(expires) * 1000 : null,
    securityToken,
    signedHeaders: names(params.get('x-amz-signedheaders') ?? ''),
  };
}

function awsV2(params: ReadonlyMap<string, string>, securityToken: boolean): UrlSignature {
  const expires = params.get('expires') ?? '';
  return {
    form: 'aws-v2',
    accessKeyId: keyId(params.get('awsaccesskeyid')),
    startMs: null,
    endMs: /^\d{1,12}$/.test(expires) ? Number(expires) * 1000 : null,
    securityToken,
    signedHeaders: [],
  };
}

/** A name of a header holds no `=`, `:` or `%`: what does is no name, and may be a signature behind a broken link. */
const HEADER_NAME = /^[a-z0-9!#$&'*+.^_`|~-]{1,256}$/;

function names(list: string): string[] {
  const all = list.toLowerCase().split(';');
  return all.filter((name) => HEADER_NAME.test(name)).slice(0, 100);
}

/** A link that was encoded twice or cut has more than the id in its place: what follows may be the signature. */
function keyId(text: string | undefined): string | null {
  return text ? redactSecrets(text.slice(0, MAX_KEY_ID)) : null;
}
