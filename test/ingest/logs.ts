import { gzipSync } from 'node:zlib';

/** One access log line (16920): a refusal unless `status` says otherwise. */
export function logLine(
  over: { status?: number; path?: string; time?: string; id?: string; requester?: string } = {},
): string {
  const {
    status = 403,
    path = '/a.txt',
    time = '2026-11-23T07:00:05Z',
    id = 'NjE=',
    requester = '100000000001:100000000002',
  } = over;
  const refused = status === 403;
  return [
    '1.0',
    'examplebucket-1250000000',
    'ap-guangzhou',
    time,
    'examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com',
    'GetObject',
    '203.0.113.7',
    'AKIDexample0000000000000000000000000',
    '-',
    '10',
    '0',
    path,
    'GET',
    'curl/8',
    String(status),
    refused ? 'AccessDenied' : '-',
    refused ? '"Access Denied."' : '-',
    '200',
    '15',
    'USER',
    'STANDARD',
    '100000000001',
    '10',
    requester,
    id,
    '0',
    '-',
    '-',
    '-',
    `"GET ${path} HTTP/1.1"`,
    '0',
  ].join(' ');
}

export const logFile = (...lines: string[]): Buffer => gzipSync(`${lines.join('\n')}\n`);
