import { jsonFields } from './cls-json.js';
import { eventTimeMs } from './event-time.js';
import { splitFields } from './fields.js';
import type { AccessRecord, ParsedLine } from './record.js';
import { requestStartMs } from './request-id.js';
import { splitRequestLine } from './request-line.js';
import { redactSecrets } from './secrets.js';
import { readUrlSignature } from './url-signature.js';

/** Lines beyond this are rejected unread, so that no line can fill the memory. Bytes. */
export const MAX_LINE_BYTES = 1 << 20;
/** A request id whose time is further off than this from the line's own is taken for an id of another form. */
const ID_TRUST_MS = 600_000;
/** Identities are kept whole up to this many characters; nothing that COS writes is longer. */
const MAX_NAME = 256;

/**
 * Reads one line (without its line end; a trailing `\r` is dropped): a delivered line or a CLS JSON record, told by its first character.
 * The exact parser that every faster path is measured against. Never throws; secrets are removed from every field.
 */
export function parseLine(line: Buffer | string): ParsedLine {
  if (line.length > MAX_LINE_BYTES) return { ok: false, reason: 'too-long' };
  let text = typeof line === 'string' ? line : line.toString('utf8');
  if (text.endsWith('\r')) text = text.slice(0, -1);
  // A byte order mark may open a file that went through an editor.
  if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
  const split = text.trimStart().startsWith('{') ? jsonFields(text) : splitFields(text);
  if (!split.ok) return split;
  const eventTime = eventTimeMs(split.fields[3]!);
  if (Number.isNaN(eventTime)) return { ok: false, reason: 'bad-time' };
  return { ok: true, record: recordOf(split.fields, eventTime) };
}

/** The record of fields that were split already; `eventTime` in ms UTC. */
export function recordOf(fields: readonly string[], eventTime: number): AccessRecord {
  const field = (n: number) => dash(fields[n - 1]!);
  const host = name(field(5).toLowerCase());
  const bucket = name(field(2));
  const request = splitRequestLine(field(30), host, bucket);
  const requestId = name(field(25));
  return {
    bucket,
    region: name(field(3)),
    eventTimeMs: eventTime,
    startTimeMs: startTimeMs(eventTime, field(19), requestId),
    host,
    eventName: name(field(6)),
    remoteIp: name(field(7)),
    accessKeyId: name(field(8)),
    path: redactSecrets(requestPath(field(12), request.path, request.rawPath)),
    method: name(field(13).toUpperCase()),
    userAgent: redactSecrets(field(14)),
    status: Number(field(15)),
    errorCode: name(field(16)),
    errorMessage: redactSecrets(field(17)),
    requestBytes: integer(field(10)) ?? 0,
    logSource: name(field(20)),
    storageClass: name(field(21)),
    accountId: name(field(22)),
    requester: name(field(24)),
    requestId,
    versionId: name(field(27)),
    referer: redactSecrets(field(29)),
    query: redactSecrets(request.query),
    urlSignature: readUrlSignature(request.query),
    fromVpc: fields.length > 30 ? !/^(?:-|0*)$/.test(fields[30]!) : null,
  };
}

/** When the request began, ms UTC: by its id where that is near the time of the line less what the request took. */
export function startTimeMs(eventTime: number, totalTime: string, requestId: string): number {
  const byClock = eventTime - (integer(totalTime) ?? 0);
  const byId = requestStartMs(requestId);
  return byId !== null && Math.abs(byId - byClock) <= ID_TRUST_MS ? byId : byClock;
}

/** Field 12, unless it says less than the request line does (the FAQ's own sample logs `/` for a key). */
function requestPath(logged: string, requested: string, raw: string): string {
  if (logged === '-' || logged === '/') return requested === '' ? '/' : requested;
  // Field 12 comes without the bucket of a path-style request; where it does not, the request line says how much to drop.
  if (logged === raw && requested !== raw) return requested;
  return logged.startsWith('/') ? logged : `/${logged}`;
}

/** A field that names something, as a record holds it: bounded, without secrets. */
export function name(text: string): string {
  return redactSecrets(text.length > MAX_NAME ? text.slice(0, MAX_NAME) : text);
}

/** An empty field stands for nothing, as `-` does. */
export function dash(text: string): string {
  return text === '' ? '-' : text;
}

function integer(text: string): number | null {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}
