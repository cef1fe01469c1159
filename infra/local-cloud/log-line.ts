import type { CosContext } from './cos/context.js';
import type { CosError } from './cos/errors.js';
import type { Operation } from './cos/operations.js';

/** What the log knows about one answered request. */
export interface LogEntry {
  readonly context: CosContext;
  readonly operation: Operation | null;
  readonly startMs: number;
  readonly status: number;
  readonly failure: CosError | null;
  readonly requestBytes: number;
  readonly responseBytes: number;
}

export interface LogBucket {
  readonly name: string;
  readonly region: string;
  readonly ownerUin: string;
}

/** The 31 fields in the order of 16920; the request line and the VPC id come last. */
export function logFields(entry: LogEntry, bucket: LogBucket, endMs: number): string[] {
  const { context, operation, failure } = entry;
  const { wire, address, signature, caller, log } = context;
  const signedWith =
    caller.kind === 'identity' ? caller.secretId : signature.form === 'none' ? log.accessKeyId : signature.secretId;
  const totalMs = Math.max(1, Math.round(endMs - entry.startMs));
  const target = `${wire.path}${wire.query === '' ? '' : `?${wire.query}`}`;
  return [
    '1.0',
    bucket.name,
    bucket.region,
    `${new Date(endMs).toISOString().slice(0, 19)}Z`,
    (wire.headers['host'] ?? '').toLowerCase().replace(/:\d+$/, ''),
    operation?.event ?? '-',
    context.remoteIp,
    signedWith || '-',
    '-',
    String(entry.requestBytes),
    String(log.deltaBytes ?? 0),
    // Spaces and controls that a careless client sent raw would break the line.
    address.keyPath.replace(/[\u0000-\u0020\u007f]/g, (c) => encodeURIComponent(c)),
    wire.method,
    wire.headers['user-agent'] ?? '-',
    String(entry.status),
    failure?.code ?? '-',
    failure?.message ?? '-',
    String(entry.responseBytes),
    String(totalMs),
    wire.headers['x-cos403-log-source'] === 'CDN' ? 'CDN' : 'USER',
    log.storageClass ?? '-',
    bucket.ownerUin,
    String(totalMs),
    caller.kind === 'identity' ? caller.requester : '-',
    context.requestId,
    log.objectSize === undefined ? '-' : String(log.objectSize),
    log.versionId ?? '-',
    log.targetStorageClass ?? '-',
    wire.headers['referer'] || '-',
    `${wire.method} ${target} HTTP/1.1`,
    '0',
  ];
}

/** Fields that the page's example column shows in quotes, whatever they hold (30, 31). */
const ALWAYS_QUOTED = new Set([29, 30]);

/** One line, without its end. Quoted: fields that hold spaces; unquoted: everything bare, as in the FAQ's sample. */
export function renderLogLine(fields: readonly string[], quoted: boolean): string {
  const flat = fields.map((field) => (field === '' ? '-' : field.replace(/[\r\n]/g, ' ')));
  if (!quoted) return flat.join(' ');
  return flat
    .map((field, index) => (ALWAYS_QUOTED.has(index) || /[ "]/.test(field) ? `"${field.replace(/"/g, '\\"')}"` : field))
    .join(' ');
}
