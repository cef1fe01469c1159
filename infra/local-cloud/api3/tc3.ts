import { createHash, createHmac } from 'node:crypto';

export interface Tc3Request {
  readonly method: string;
  /** As sent, `/` normally. */
  readonly path: string;
  /** Without `?`, as sent. */
  readonly query: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Tc3Authorization {
  readonly secretId: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** Reads `TC3-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`; null when it has another form. */
export function parseTc3(authorization: string): Tc3Authorization | null {
  const match =
    /^TC3-HMAC-SHA256\s+Credential=([^/]*)\/(\d{4}-\d\d-\d\d)\/(.+)\/tc3_request,\s*SignedHeaders=([^,]*),\s*Signature=([0-9a-f]{64})\s*$/.exec(
      authorization,
    );
  if (!match) return null;
  const [, secretId, date, service, signedHeaders, signature] = match;
  return {
    secretId: secretId!,
    date: date!,
    service: service!,
    signedHeaders: signedHeaders!.split(';'),
    signature: signature!,
  };
}

/**
 * The signature of a request, hex. `timestamp` is the text of X-TC-Timestamp. Clients of the official SDK sign the host without its
 * port although they send it with one (reference 5.2), so `host` is given apart.
 */
export function tc3Signature(
  request: Tc3Request,
  authorization: Pick<Tc3Authorization, 'date' | 'service' | 'signedHeaders'>,
  timestamp: string,
  host: string,
  secretKey: string,
): string {
  const { date, service, signedHeaders } = authorization;
  const headers = signedHeaders.map((name) => {
    const value = name === 'host' ? host : (request.headers[name] ?? '');
    // Lower case is the documented form of the signed values; the official SDK's are lower case anyway.
    return `${name}:${name === 'host' || name === 'content-type' ? value.trim() : value.trim().toLowerCase()}\n`;
  });
  const canonical = [
    request.method,
    request.path,
    request.query,
    headers.join(''),
    signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
  const scope = `${date}/${service}/tc3_request`;
  const text = ['TC3-HMAC-SHA256', timestamp, scope, sha256(canonical)].join('\n');
  const key = [date, service, 'tc3_request'].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `TC3${secretKey}`,
  );
  return hmac(key, text).toString('hex');
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
