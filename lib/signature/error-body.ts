import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** What the answer to a refused request tells (2.1, 3.6). */
export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly stringToSign: string | null;
  /** The server's own HttpString. */
  readonly formatString: string | null;
  readonly resource: string | null;
  readonly requestId: string | null;
}

const parser = new XMLParser({ parseTagValue: false, trimValues: false, htmlEntities: true });

/** Reads the `<Error>` document of COS; `null` for anything else. Never throws. */
export function parseErrorBody(xml: string): ErrorBody | null {
  // Programs print FormatString with its bare `&` into their logs: people paste that.
  const text = xml
    .replace(/^\ufeff/, '')
    .trimStart()
    .replace(/&(?!(?:[a-z]+|#\d+|#x[0-9a-f]+);)/gi, '&amp;');
  if (/<!DOCTYPE/i.test(text) || XMLValidator.validate(text) !== true) return null;
  const root = (parser.parse(text) as Record<string, unknown>)['Error'];
  if (typeof root !== 'object' || root === null) return null;
  const get = (name: string) => {
    const value = (root as Record<string, unknown>)[name];
    return typeof value === 'string' ? value.replace(/\r\n/g, '\n') : null;
  };
  return {
    code: get('Code')?.trim() ?? '',
    message: get('Message')?.trim() ?? '',
    stringToSign: get('StringToSign'),
    formatString: get('FormatString') ?? get('CanonicalRequest'),
    resource: get('Resource')?.trim() ?? null,
    requestId: get('RequestId')?.trim() ?? null,
  };
}
