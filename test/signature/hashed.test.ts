import { createHash, createHmac } from 'node:crypto';
import { reportSignature } from '../../lib/signature/report.js';
import cases from '../cases/signature/hashed.json';

const HOST = 'examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com';
const TIME = '1700000000;1700000900';

/** A request as it arrived (`sent`), and what its client hashed instead of what the server hashes (`hashed`, and the steps after it). */
interface Case {
  readonly name: string;
  /** Every reason that must be found, and no other. */
  readonly ids: readonly string[];
  readonly sent?: {
    readonly method?: string;
    readonly path?: string;
    readonly query?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly headerList?: readonly string[];
    readonly paramList?: readonly string[];
    readonly signTime?: string;
    readonly keyTime?: string;
  };
  readonly hashed?: { method?: string; path?: string; params?: string; headers?: string; end?: string };
  readonly signTime?: string;
  readonly keyTime?: string;
  readonly stringEnd?: string;
  readonly secret?: string;
  readonly rightSecret?: string;
  readonly keyAsBytes?: boolean;
}

/** The seven steps (7778), each with what the client took for right. */
function clientSignature({ sent = {}, hashed = {}, ...steps }: Case): string {
  const path = decodeURIComponent(sent.path ?? '/a.txt');
  const headers = hashed.headers ?? `host=${sent.headers?.['host'] ?? HOST}`;
  const lines = [
    hashed.method ?? (sent.method ?? 'GET').toLowerCase(),
    hashed.path ?? path,
    hashed.params ?? '',
    headers,
  ];
  const httpString = lines.join('\n') + (hashed.end ?? '\n');
  const digest = createHash('sha1').update(httpString).digest('hex');
  const text = `sha1\n${steps.signTime ?? sent.signTime ?? TIME}\n${digest}${steps.stringEnd ?? '\n'}`;
  const key = createHmac('sha1', steps.secret ?? 'SKEXAMPLE').update(steps.keyTime ?? sent.keyTime ?? TIME);
  return createHmac('sha1', steps.keyAsBytes ? key.digest() : key.digest('hex'))
    .update(text)
    .digest('hex');
}

describe('a client that hashed something else', () => {
  test.each((cases as Case[]).map((one) => [one.name, one] as const))('%s: is told so', (_, given) => {
    const { sent = {}, rightSecret = 'SKEXAMPLE' } = given;
    const authorization = [
      'q-sign-algorithm=sha1&q-ak=AKIDEXAMPLE',
      `q-sign-time=${sent.signTime ?? TIME}&q-key-time=${sent.keyTime ?? TIME}`,
      `q-header-list=${(sent.headerList ?? ['host']).join(';')}&q-url-param-list=${(sent.paramList ?? []).join(';')}`,
      `q-signature=${clientSignature(given)}`,
    ].join('&');
    const request = {
      method: sent.method ?? 'GET',
      path: sent.path ?? '/a.txt',
      query: sent.query ?? '',
      headers: { host: HOST, ...sent.headers, authorization },
    };
    const { valid, reasons } = reportSignature(request, rightSecret, null);
    expect({ valid, ids: reasons.map(({ id }) => id) }).toEqual({ valid: false, ids: given.ids });
  });
});
