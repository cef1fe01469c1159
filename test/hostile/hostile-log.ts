import { readFileSync } from 'node:fs';

/** One hostile record: fields that differ from a plain refused request. */
export interface HostileCase {
  readonly name: string;
  readonly bucket?: string;
  readonly eventName?: string;
  readonly keyId?: string;
  readonly path?: string;
  readonly method?: string;
  readonly query?: string;
  readonly userAgent?: string;
  readonly errorCode?: string;
  readonly message?: string;
  readonly requester?: string;
  readonly referer?: string;
}

/** What must never be seen again. */
export const SECRET = 'c0ffee11c0ffee22c0ffee33c0ffee44c0ffee55';

export const HOSTILE = JSON.parse(readFileSync('test/cases/hostile/lines.json', 'utf8')) as readonly HostileCase[];

const quoted = (text: string) => (text === '-' ? text : `"${text}"`);

/** The record as a delivered log line (16920). */
export function hostileLine(one: HostileCase, second: number): string {
  const bucket = one.bucket ?? 'b-1250000000';
  const path = one.path ?? '/a.txt';
  const time = new Date(Date.UTC(2026, 10, 22, 10, 0, second)).toISOString().replace('.000', '');
  const id = Buffer.from(
    `${(Date.UTC(2026, 10, 22, 10, 0, second) / 1000).toString(16)}_18206364_cc7f_${(second + 0x7000000).toString(16)}`,
  ).toString('base64');
  const target = (path + (one.query ? `?${one.query}` : '')).replaceAll(' ', '%20');
  return [
    '1.0',
    bucket,
    'ap-guangzhou',
    time,
    `${bucket}.cos.ap-guangzhou.myqcloud.com`,
    one.eventName ?? 'GETObject',
    '203.0.113.7',
    one.keyId ?? '-',
    '-',
    '0',
    '0',
    path.replaceAll(' ', '%20'),
    one.method ?? 'GET',
    quoted(one.userAgent ?? 'curl/8.0'),
    '403',
    one.errorCode ?? 'AccessDenied',
    quoted(one.message ?? 'Access Denied.'),
    '480',
    '12',
    'USER',
    '-',
    '100000000001',
    '10',
    one.requester ?? '-',
    id,
    '-',
    '-',
    '-',
    quoted(one.referer ?? '-'),
    `"${one.method ?? 'GET'} ${target} HTTP/1.1"`,
    '"0"',
  ]
    .join(' ')
    .replaceAll('SECRET', SECRET);
}

export const hostileLog = (): string => `${HOSTILE.map((one, index) => hostileLine(one, index)).join('\n')}\n`;
