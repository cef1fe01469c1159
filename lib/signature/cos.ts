import { createHash, createHmac } from 'node:crypto';
import { decodePercent, encodeStrict } from './encode.js';
import { parseQuery, type WireRequest } from './request.js';

/** What a COS signature says about itself (7778). */
export interface CosSignature {
  readonly form: 'cos';
  /** `header`: Authorization; `query`: q-* parameters; `legacy`: one `sign` parameter. */
  readonly place: 'header' | 'query' | 'legacy';
  readonly secretId: string;
  /** `<start>;<end>` as sent, Unix seconds. */
  readonly signTime: string;
  readonly keyTime: string;
  readonly headerList: readonly string[];
  readonly paramList: readonly string[];
  readonly signature: string;
}

export const COS_SIGNATURE_FIELDS = [
  'q-sign-algorithm',
  'q-ak',
  'q-sign-time',
  'q-key-time',
  'q-header-list',
  'q-url-param-list',
  'q-signature',
] as const;

const hmac = (key: string, data: string) => createHmac('sha1', key).update(data, 'utf8').digest('hex');

/** Step 2: the key that is valid for a time window; lower-case hex of 40 characters, used as text in step 7. */
export function cosSignKey(secretKey: string, keyTime: string): string {
  return hmac(secretKey, keyTime);
}

/** Steps 3 and 4: the listed pairs in `k=v&k=v` form. Names that the request does not have are left out. */
function pairs(available: readonly (readonly [string, string])[], wanted: readonly string[]): string {
  const listed = new Set(wanted.map((name) => name.toLowerCase()));
  return available
    .map(([name, value]) => [encodeStrict(name).toLowerCase(), encodeStrict(value)] as const)
    .filter(([name]) => listed.has(name))
    .sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** Step 5: what is hashed. The path is decoded (`UriPathname`), everything else is encoded. */
export function cosHttpString(
  request: WireRequest,
  headerList: readonly string[],
  paramList: readonly string[],
): string {
  const parameters = parseQuery(request.query).filter(([name]) => !isSignatureParameter(name));
  return `${[
    request.method.toLowerCase(),
    decodePercent(request.path),
    pairs(parameters, paramList),
    pairs(Object.entries(request.headers), headerList),
  ].join('\n')}\n`;
}

export function isSignatureParameter(name: string): boolean {
  const lower = name.toLowerCase();
  return lower === 'sign' || (COS_SIGNATURE_FIELDS as readonly string[]).includes(lower);
}

/** Step 6. */
export function cosStringToSign(signTime: string, httpString: string): string {
  return `sha1\n${signTime}\n${createHash('sha1').update(httpString, 'utf8').digest('hex')}\n`;
}

/** Step 7. */
export function signCosString(stringToSign: string, secretKey: string, keyTime: string): string {
  return hmac(cosSignKey(secretKey, keyTime), stringToSign);
}

/** What the server computes for a request that carries `signature`, with the caller's secret. */
export function expectCos(request: WireRequest, signature: CosSignature, secretKey: string) {
  const httpString = cosHttpString(request, signature.headerList, signature.paramList);
  const stringToSign = cosStringToSign(signature.signTime, httpString);
  return { httpString, stringToSign, signature: signCosString(stringToSign, secretKey, signature.keyTime) };
}

export interface CosSigner {
  readonly secretId: string;
  readonly secretKey: string;
  /** Unix seconds. */
  readonly start: number;
  readonly end: number;
  /** Which headers and parameters to cover; all that the request has when absent. */
  readonly headers?: readonly string[];
  readonly params?: readonly string[];
}

/** Computes the Authorization value of a request. The caller puts it into the header or, pair by pair, into the query. */
export function signCos(request: WireRequest, signer: CosSigner): string {
  const keyTime = `${signer.start};${signer.end}`;
  const names = (list: Iterable<string>) => [...new Set([...list].map((n) => encodeStrict(n).toLowerCase()))].sort();
  const headerList = signer.headers ? [...signer.headers].sort() : names(Object.keys(request.headers));
  const paramList = signer.params ? [...signer.params].sort() : names(parseQuery(request.query).map(([name]) => name));
  const { signature } = expectCos(
    request,
    {
      form: 'cos',
      place: 'header',
      secretId: signer.secretId,
      signTime: keyTime,
      keyTime,
      headerList,
      paramList,
      signature: '',
    },
    signer.secretKey,
  );
  return [
    'q-sign-algorithm=sha1',
    `q-ak=${signer.secretId}`,
    `q-sign-time=${keyTime}`,
    `q-key-time=${keyTime}`,
    `q-header-list=${headerList.join(';')}`,
    `q-url-param-list=${paramList.join(';')}`,
    `q-signature=${signature}`,
  ].join('&');
}
