/** Fields of a delivered line that tests vary; the rest is plausible. */
export interface LineParts {
  bucket?: string;
  time?: string;
  host?: string;
  event?: string;
  ip?: string;
  key?: string;
  path?: string;
  method?: string;
  agent?: string;
  status?: number | string;
  code?: string;
  message?: string;
  source?: string;
  storageClass?: string;
  account?: string;
  requester?: string;
  requestId?: string;
  referer?: string;
  query?: string;
  vpc?: string | null;
  totalTime?: number | string;
}

/** A request id whose time is the given one. */
export function requestIdAt(time: string, n = 1): string {
  const seconds = Math.floor(Date.parse(time) / 1000);
  return Buffer.from(`${seconds.toString(16)}_18206364_cc34_${n.toString(16)}`).toString('base64');
}

/** A delivered line (31 fields) in the quoted layout, or the unquoted one. */
export function logLine(parts: LineParts = {}, layout: 'quoted' | 'plain' = 'quoted'): string {
  const p = {
    bucket: 'examplebucket-1250000000',
    time: '2026-11-22T10:00:00Z',
    event: 'GETObject',
    ip: '203.0.113.7',
    key: '-',
    path: '/a/b.txt',
    method: 'GET',
    agent: 'Mozilla/5.0 (X11; Linux x86_64)',
    status: 403,
    code: 'AccessDenied',
    message: 'Access Denied.',
    source: 'USER',
    storageClass: '-',
    account: '100000000001',
    requester: '-',
    referer: '-',
    query: '',
    vpc: '0' as string | null,
    totalTime: 12,
    ...parts,
  };
  const host = p.host ?? `${p.bucket}.cos.ap-guangzhou.myqcloud.com`;
  const id = p.requestId ?? requestIdAt(p.time);
  const q = (text: string) => (layout === 'quoted' && text.includes(' ') ? `"${text}"` : text);
  const request = `${p.method} ${p.path}${p.query === '' ? '' : `?${p.query}`} HTTP/1.1`;
  const fields = [
    '1.0',
    p.bucket,
    'ap-guangzhou',
    p.time,
    host,
    p.event,
    p.ip,
    p.key,
    '-',
    '0',
    '0',
    p.path,
    p.method,
    q(p.agent),
    p.status,
    p.code,
    q(p.message),
    '480',
    p.totalTime,
    p.source,
    p.storageClass,
    p.account,
    '10',
    p.requester,
    id,
    '-',
    '-',
    '-',
    q(p.referer),
    layout === 'quoted' ? `"${request}"` : request,
  ];
  if (p.vpc !== null) fields.push(layout === 'quoted' ? `"${p.vpc}"` : p.vpc);
  return fields.join(' ');
}
