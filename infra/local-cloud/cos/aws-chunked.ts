import { CosError } from './errors.js';

/** Does an S3 client send its body in signed or checksummed chunks? */
export function isAwsChunked(headers: Readonly<Record<string, string>>): boolean {
  return (
    /^STREAMING-/.test(headers['x-amz-content-sha256'] ?? '') ||
    /(^|,)\s*aws-chunked\b/.test(headers['content-encoding'] ?? '')
  );
}

/**
 * Takes the object out of `<hex length>[;chunk-signature=…]CRLF<bytes>CRLF … 0CRLF[trailers]CRLF`. The length that the client announced
 * must be what came.
 */
export function decodeAwsChunked(body: Buffer, headers: Readonly<Record<string, string>>): Buffer {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf('\r\n', at, 'latin1');
    const size = lineEnd < 0 ? null : /^([0-9a-f]{1,8})(?:;.*)?$/i.exec(body.toString('latin1', at, lineEnd))?.[1];
    if (!size) throw new CosError('IncompleteBody');
    const length = Number.parseInt(size, 16);
    if (length === 0) break;
    const start = lineEnd + 2;
    if (start + length + 2 > body.length || body.toString('latin1', start + length, start + length + 2) !== '\r\n') {
      throw new CosError('IncompleteBody');
    }
    chunks.push(body.subarray(start, start + length));
    at = start + length + 2;
  }
  const decoded = Buffer.concat(chunks);
  const announced = headers['x-amz-decoded-content-length'];
  if (announced !== undefined && Number(announced) !== decoded.length) throw new CosError('IncompleteBody');
  return decoded;
}
