import { CosError } from './errors.js';

export interface FormPart {
  readonly name: string;
  readonly filename: string | null;
  readonly contentType: string | null;
  readonly body: Buffer;
}

/** Reads `multipart/form-data` (RFC 7578). Throws MalformedPOSTRequest for anything that is none. */
export function parseFormData(body: Buffer, contentType: string | undefined): FormPart[] {
  const match = /^multipart\/form-data\s*;.*?boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType ?? '');
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) throw new CosError('MalformedPOSTRequest');
  const delimiter = Buffer.from(`--${boundary}`, 'latin1');
  const parts: FormPart[] = [];
  let at = body.indexOf(delimiter);
  if (at < 0) throw new CosError('MalformedPOSTRequest');
  at += delimiter.length;
  while (body.toString('latin1', at, at + 2) !== '--') {
    if (body.toString('latin1', at, at + 2) !== '\r\n') throw new CosError('MalformedPOSTRequest');
    const headEnd = body.indexOf('\r\n\r\n', at);
    const end = body.indexOf(Buffer.concat([Buffer.from('\r\n'), delimiter]), at);
    if (headEnd < 0 || end < 0 || headEnd > end) throw new CosError('MalformedPOSTRequest');
    parts.push(
      readPart(body.toString('utf8', at + 2, headEnd), body.subarray(headEnd + 4, Math.max(end, headEnd + 4))),
    );
    at = end + 2 + delimiter.length;
  }
  return parts;
}

function readPart(head: string, body: Buffer): FormPart {
  const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? '';
  const name =
    /(?:^|[;\s])name="([^"]*)"/i.exec(disposition)?.[1] ?? /(?:^|[;\s])name=([^;\s]+)/i.exec(disposition)?.[1];
  if (name === undefined) throw new CosError('MalformedPOSTRequest');
  return {
    name,
    filename: /filename="([^"]*)"/i.exec(disposition)?.[1] ?? null,
    contentType: /^content-type:\s*(.+?)\s*$/im.exec(head)?.[1] ?? null,
    body,
  };
}
