import type { Fields } from './fields.js';

/** Names of the 31 fields in order (16920); field 9 has three spellings in documents and exports (CLS 42749). */
const NAMES = [
  'eventVersion',
  'bucketName',
  'qcsRegion',
  'eventTime',
  'eventSource',
  'eventName',
  'remoteIp',
  'userSecretKeyId',
  'reservedFiled',
  'reqBytesSent',
  'deltaDataSize',
  'reqPath',
  'reqMethod',
  'userAgent',
  'resHttpCode',
  'resErrorCode',
  'resErrorMsg',
  'resBytesSent',
  'resTotalTime',
  'logSourceType',
  'storageClass',
  'accountId',
  'resTurnAroundTime',
  'requester',
  'requestId',
  'objectSize',
  'versionId',
  'targetStorageClass',
  'referer',
  'requestUri',
  'vpcId',
] as const;

/** A record that CLS exports as one JSON object per line, as the fields of a delivered line. Absent fields are `-`. */
export function jsonFields(line: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { ok: false, reason: 'bad-json' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ok: false, reason: 'not-a-record' };
  const record = contentOf(value as Record<string, unknown>);
  if (record['bucketName'] === undefined && record['resHttpCode'] === undefined)
    return { ok: false, reason: 'not-a-record' };
  const fields = NAMES.map((name) => text(record[name]));
  if (!/^[1-5]\d\d$/.test(fields[14]!)) return { ok: false, reason: 'bad-status' };
  if (record['vpcId'] === undefined) fields.pop();
  return { ok: true, fields };
}

/** Some CLS shipments wrap the record in `content` or `__CONTENT__`. */
function contentOf(value: Record<string, unknown>): Record<string, unknown> {
  if (value['bucketName'] !== undefined) return value;
  for (const key of ['content', '__CONTENT__']) {
    let inner = value[key];
    if (typeof inner === 'string' && inner.startsWith('{')) {
      try {
        inner = JSON.parse(inner);
      } catch {
        continue;
      }
    }
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) return inner as Record<string, unknown>;
  }
  return value;
}

function text(value: unknown): string {
  if (typeof value === 'string') return value === '' ? '-' : value.replace(/[\r\n]/g, ' ');
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return '-';
}
