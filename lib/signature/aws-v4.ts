import { createHash, createHmac } from 'node:crypto';
import { decodePercent, encodeStrict } from './encode.js';
import { parseQuery, type WireRequest } from './request.js';

/** An AWS signature version 4, which COS accepts for S3 clients (37421). */
export interface AwsV4Signature {
  readonly form: 'aws-v4';
  readonly place: 'header' | 'query';
  readonly secretId: string;
  /** `<date>/<region>/<service>/aws4_request`; COS does not check the region in it. */
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  /** `YYYYMMDDTHHMMSSZ` */
  readonly date: string;
  /** Seconds of validity; null for a header signature. */
  readonly expires: number | null;
  readonly signature: string;
}

const sha256 = (data: string) => createHash('sha256').update(data, 'utf8').digest('hex');
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data, 'utf8').digest();

/** The chain of keys of a scope: secret → date → region → service → `aws4_request`. */
export function awsV4Key(secretKey: string, scope: string): Buffer {
  return scope.split('/').reduce<string | Buffer>((key, part) => hmac(key, part), `AWS4${secretKey}`) as Buffer;
}

/** What is hashed. The S3 rule: the path is encoded once and never normalised. */
export function awsV4CanonicalRequest(request: WireRequest, signature: AwsV4Signature): string {
  const query = parseQuery(request.query)
    .filter(([name]) => name.toLowerCase() !== 'x-amz-signature')
    .map(([name, value]) => `${encodeStrict(name)}=${encodeStrict(value)}`)
    .sort()
    .join('&');
  const headers = signature.signedHeaders.map(
    (name) => `${name}:${(request.headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`,
  );
  return [
    request.method.toUpperCase(),
    encodeStrict(decodePercent(request.path)).replace(/%2F/g, '/'),
    query,
    headers.join(''),
    signature.signedHeaders.join(';'),
    request.headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD',
  ].join('\n');
}

/** What the server computes for a request that carries `signature`, with the caller's secret. */
export function expectAwsV4(request: WireRequest, signature: AwsV4Signature, secretKey: string) {
  const httpString = awsV4CanonicalRequest(request, signature);
  const stringToSign = `AWS4-HMAC-SHA256\n${signature.date}\n${signature.scope}\n${sha256(httpString)}`;
  return {
    httpString,
    stringToSign,
    signature: hmac(awsV4Key(secretKey, signature.scope), stringToSign).toString('hex'),
  };
}

/** `YYYYMMDDTHHMMSSZ` to ms since the epoch, or null. */
export function awsDateMs(text: string): number | null {
  const m = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  return m ? Date.UTC(+m[1]!, +m[2]! - 1, +m[3]!, +m[4]!, +m[5]!, +m[6]!) : null;
}
