import type { AwsV2Signature } from './aws-v2.js';
import { type AwsV4Signature, awsDateMs } from './aws-v4.js';
import { COS_SIGNATURE_FIELDS, type CosSignature } from './cos.js';
import { type Parameter, parseQuery, type WireRequest } from './request.js';

export type Signature = CosSignature | AwsV4Signature | AwsV2Signature;

/** What a request carries. `malformed`: it means to be signed, but a part is missing or wrong. */
export type ReadSignature =
  | { readonly form: 'none' }
  | { readonly form: 'malformed'; readonly reason: string; readonly secretId: string | null }
  | Signature;

/** Finds the signature of a request, whichever of the forms it has; the header wins over the URL. */
export function readSignature(request: WireRequest): ReadSignature {
  const header = request.headers['authorization'];
  if (header !== undefined && header.trim() !== '') return readHeader(header.trim(), request);
  const query = parseQuery(request.query);
  const get = (name: string) => query.find(([n]) => n.toLowerCase() === name)?.[1];
  if (get('q-signature') !== undefined || get('q-ak') !== undefined) return readCos(query, 'query');
  const legacy = get('sign');
  if (legacy?.includes('q-signature=')) return readCos(pairsOf(legacy), 'legacy');
  if (get('x-amz-algorithm') !== undefined || get('x-amz-signature') !== undefined) return readAwsV4Query(get);
  const awsV2Id = get('awsaccesskeyid');
  if (awsV2Id !== undefined) {
    const expires = Number(get('expires'));
    const signature = get('signature');
    if (!Number.isSafeInteger(expires) || !signature) return malformed('Expires or Signature is missing', awsV2Id);
    return { form: 'aws-v2', place: 'query', secretId: awsV2Id, expires, signature };
  }
  return { form: 'none' };
}

function readHeader(header: string, request: WireRequest): ReadSignature {
  if (/^AWS4-HMAC-SHA256\s/i.test(header)) return readAwsV4Header(header, request);
  const v2 = /^AWS ([^:]*):(\S+)$/.exec(header);
  if (v2) return { form: 'aws-v2', place: 'header', secretId: v2[1]!, expires: null, signature: v2[2]! };
  if (!header.includes('q-sign')) return malformed('the Authorization header has no form that COS knows', null);
  return readCos(pairsOf(header), 'header');
}

/** `k=v&k=v` without decoding: in the header the values stand as they are. */
function pairsOf(text: string): Parameter[] {
  return text.split('&').map((part) => {
    const equals = part.indexOf('=');
    // Values are kept to the letter: a SecretId with a space behind it is another SecretId.
    return equals < 0 ? [part.trim(), ''] : [part.slice(0, equals).trim(), part.slice(equals + 1)];
  });
}

const WINDOW = /^\d{1,12};\d{1,12}$/;

function readCos(fields: readonly Parameter[], place: CosSignature['place']): ReadSignature {
  const get = (name: string) => fields.find(([n]) => n.toLowerCase() === name)?.[1];
  const secretId = get('q-ak') ?? '';
  for (const name of COS_SIGNATURE_FIELDS) {
    if (get(name) === undefined) return malformed(`${name} is missing`, secretId);
  }
  if (get('q-sign-algorithm') !== 'sha1') return malformed('q-sign-algorithm is not sha1', secretId);
  for (const name of ['q-sign-time', 'q-key-time'] as const) {
    if (!WINDOW.test(get(name)!)) return malformed(`${name} is not <start>;<end>`, secretId);
  }
  const list = (text: string) =>
    text
      .split(';')
      .filter((name) => name !== '')
      .map((name) => name.toLowerCase());
  return {
    form: 'cos',
    place,
    secretId,
    signTime: get('q-sign-time')!,
    keyTime: get('q-key-time')!,
    headerList: list(get('q-header-list')!),
    paramList: list(get('q-url-param-list')!),
    signature: get('q-signature')!.toLowerCase(),
  };
}

function readAwsV4Header(header: string, request: WireRequest): ReadSignature {
  const field = (name: string) => new RegExp(`${name}=([^,\\s]*)`).exec(header)?.[1] ?? '';
  return buildAwsV4(
    'header',
    field('Credential'),
    field('SignedHeaders'),
    request.headers['x-amz-date'] ?? '',
    null,
    field('Signature'),
  );
}

function readAwsV4Query(get: (name: string) => string | undefined): ReadSignature {
  const expires = Number(get('x-amz-expires'));
  return buildAwsV4(
    'query',
    get('x-amz-credential') ?? '',
    get('x-amz-signedheaders') ?? '',
    get('x-amz-date') ?? '',
    Number.isSafeInteger(expires) ? expires : Number.NaN,
    get('x-amz-signature') ?? '',
  );
}

function buildAwsV4(
  place: AwsV4Signature['place'],
  credential: string,
  headers: string,
  date: string,
  expires: number | null,
  signature: string,
): ReadSignature {
  const slash = credential.indexOf('/');
  const secretId = slash < 0 ? credential : credential.slice(0, slash);
  const scope = slash < 0 ? '' : credential.slice(slash + 1);
  if (scope.split('/').length !== 4)
    return malformed('the credential scope is not <date>/<region>/<service>/aws4_request', secretId);
  if (awsDateMs(date) === null) return malformed('x-amz-date is missing or malformed', secretId);
  if (Number.isNaN(expires)) return malformed('X-Amz-Expires is missing or no number', secretId);
  if (headers === '' || signature === '') return malformed('SignedHeaders or Signature is missing', secretId);
  return {
    form: 'aws-v4',
    place,
    secretId,
    scope,
    signedHeaders: headers.toLowerCase().split(';'),
    date,
    expires,
    signature,
  };
}

function malformed(reason: string, secretId: string | null): ReadSignature {
  return { form: 'malformed', reason, secretId };
}

/** The time in which the signature is good, ms since the epoch. `end` is null where it has none (v4 and v2 headers). */
export function validityOf(signature: Signature): { readonly startMs: number | null; readonly endMs: number | null } {
  switch (signature.form) {
    case 'cos': {
      const [signStart, signEnd] = signature.signTime.split(';').map(Number) as [number, number];
      const [keyStart, keyEnd] = signature.keyTime.split(';').map(Number) as [number, number];
      return { startMs: Math.max(signStart, keyStart) * 1000, endMs: Math.min(signEnd, keyEnd) * 1000 };
    }
    case 'aws-v4': {
      // A header signature has no window of its own: its date is compared like a Date header.
      if (signature.expires === null) return { startMs: null, endMs: null };
      const startMs = awsDateMs(signature.date)!;
      return { startMs, endMs: startMs + signature.expires * 1000 };
    }
    case 'aws-v2':
      return { startMs: null, endMs: signature.expires === null ? null : signature.expires * 1000 };
  }
}
