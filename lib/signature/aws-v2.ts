import { createHmac } from 'node:crypto';
import { parseQuery, type WireRequest } from './request.js';

/** An AWS signature version 2: old S3 clients still send it. */
export interface AwsV2Signature {
  readonly form: 'aws-v2';
  readonly place: 'header' | 'query';
  readonly secretId: string;
  /** Unix seconds at which a presigned URL ends; null for a header signature. */
  readonly expires: number | null;
  readonly signature: string;
}

/** Sub-resources and response overrides that version 2 covers, besides the path. */
const COVERED = new Set(
  (
    'accelerate acl cors delete lifecycle location logging notification partNumber policy requestPayment restore tagging torrent uploadId ' +
    'uploads versionId versioning versions website response-cache-control response-content-disposition response-content-encoding ' +
    'response-content-language response-content-type response-expires'
  ).split(' '),
);

/** What the server computes. `bucket` is the one named by the host; null for path style, where the path has it. */
export function expectAwsV2(request: WireRequest, signature: AwsV2Signature, secretKey: string, bucket: string | null) {
  const amz = Object.entries(request.headers)
    .filter(([name]) => name.startsWith('x-amz-'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value.trim()}\n`);
  const covered = parseQuery(request.query)
    .filter(([name]) => COVERED.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`));
  const date =
    signature.expires ?? (request.headers['x-amz-date'] === undefined ? (request.headers['date'] ?? '') : '');
  const stringToSign =
    [request.method, request.headers['content-md5'] ?? '', request.headers['content-type'] ?? '', date, ''].join('\n') +
    amz.join('') +
    (bucket === null ? '' : `/${bucket}`) +
    request.path +
    (covered.length === 0 ? '' : `?${covered.join('&')}`);
  return {
    httpString: '',
    stringToSign,
    signature: createHmac('sha1', secretKey).update(stringToSign, 'utf8').digest('base64'),
  };
}
