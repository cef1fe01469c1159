import type { ObjectVersion } from '../state.js';
import type { CosResponse, ObjectContext } from './context.js';
import { crc64Header } from './crc64.js';
import { CosError } from './errors.js';
import { forcedDownload } from './new-bucket-rules.js';
import { parseRange } from './range.js';

const OVERRIDES = {
  'response-cache-control': 'Cache-Control',
  'response-content-disposition': 'Content-Disposition',
  'response-content-encoding': 'Content-Encoding',
  'response-content-language': 'Content-Language',
  'response-content-type': 'Content-Type',
  'response-expires': 'Expires',
} as const;

/** The version that the request is about, or the documented 404; a delete marker says so in a header (7745). */
export function findVersion({ bucket, key, query, log }: ObjectContext): ObjectVersion {
  const versions = bucket.objects.get(key) ?? [];
  const wanted = query.get('versionId');
  const version = wanted === undefined ? versions[0] : versions.find((v) => v.versionId === wanted);
  if (!version) throw new CosError(wanted === undefined ? 'NoSuchKey' : 'NoSuchVersion');
  if (bucket.versioning !== null) log.versionId = version.versionId;
  if (version.deleteMarker) {
    const headers = { 'x-cos-delete-marker': 'true', 'x-cos-version-id': version.versionId };
    if (wanted === undefined) throw new CosError('NoSuchKey', undefined, { headers });
    throw new CosError('MethodNotAllowed', undefined, { headers });
  }
  return version;
}

/** ARCHIVE and DEEP_ARCHIVE can be read only while a restored copy exists (2.2). */
export function isReadable(version: ObjectVersion, nowMs: number): boolean {
  if (!/ARCHIVE$/.test(version.storageClass)) return true;
  const { restore } = version;
  return restore !== null && !restore.ongoing && (restore.expiryMs === null || restore.expiryMs > nowMs);
}

export function requireReadable(version: ObjectVersion, nowMs: number): void {
  if (isReadable(version, nowMs)) return;
  throw new CosError('InvalidObjectState', undefined, { headers: { 'x-cos-storage-class': version.storageClass } });
}

/** Query names by which Cloud Infinite is asked to process a picture or video. */
const PROCESSING = /^(imageMogr2|imageView2|imageInfo|imageAve|exif|watermark|ci-process)\b/;

/** GET and HEAD Object: headers are the same, HEAD works on archived objects and has no body. */
export function readObject(context: ObjectContext): CosResponse {
  const { bucket, headers, query, address, nowMs, log } = context;
  const version = findVersion(context);
  log.storageClass = version.storageClass;
  log.objectSize = version.body.length;
  const common = {
    ...objectHeaders(version, nowMs),
    ...(bucket.versioning === null ? {} : { 'x-cos-version-id': version.versionId }),
  };
  const condition = failedCondition(headers, version);
  if (condition === 304) return { status: 304, headers: common };
  if (condition === 412) throw new CosError('PreconditionFailed');
  const isHead = context.operation.name === 'HeadObject';
  // No bucket here is bound to Cloud Infinite, which is what the code stands for (7730).
  if (query.names().some((name) => PROCESSING.test(name))) throw new CosError('NoProcessAuthority');
  if (!isHead) requireReadable(version, nowMs);

  const answer: Record<string, string> = { ...common, ...forcedDownload(bucket, address), 'Accept-Ranges': 'bytes' };
  for (const [name, header] of Object.entries(OVERRIDES)) {
    const value = query.get(name);
    if (value === undefined) continue;
    // Anonymous readers could otherwise make a public object look like anything (7753).
    if (context.caller.kind === 'anonymous')
      throw new CosError('InvalidRequest', 'Request-specific response headers cannot be used for anonymous requests.');
    answer[header] = value;
  }
  const range = parseRange(headers['range'], version.body.length);
  if (range === 'unsatisfiable') {
    throw new CosError('InvalidRange', undefined, { headers: { 'Content-Range': `bytes */${version.body.length}` } });
  }
  const body = range ? version.body.subarray(range.start, range.end + 1) : version.body;
  if (range) answer['Content-Range'] = `bytes ${range.start}-${range.end}/${version.body.length}`;
  answer['Content-Length'] = String(body.length);
  return { status: range ? 206 : 200, headers: answer, ...(isHead ? {} : { body }) };
}

function objectHeaders(version: ObjectVersion, nowMs: number): Record<string, string> {
  const { restore } = version;
  const shown = restore !== null && (restore.ongoing || restore.expiryMs === null || restore.expiryMs > nowMs);
  return {
    'Content-Type': 'application/octet-stream',
    ...version.headers,
    ETag: version.etag,
    'Last-Modified': new Date(version.lastModifiedMs).toUTCString(),
    'x-cos-hash-crc64ecma': crc64Header(version.body),
    ...(version.storageClass === 'STANDARD' ? {} : { 'x-cos-storage-class': version.storageClass }),
    ...(version.appendable
      ? { 'x-cos-object-type': 'appendable', 'x-cos-next-append-position': String(version.body.length) }
      : { 'x-cos-object-type': 'normal' }),
    ...(version.tags ? { 'x-cos-tagging-count': String(version.tags.length) } : {}),
    ...(shown
      ? {
          'x-cos-restore':
            restore.ongoing || restore.expiryMs === null
              ? `ongoing-request="${restore.ongoing}"`
              : `ongoing-request="false", expiry-date="${new Date(restore.expiryMs).toUTCString()}"`,
        }
      : {}),
  };
}

/** Conditional headers (7753): 412 for a failed If-Match or If-Unmodified-Since, 304 for the other two. `prefix` serves copies. */
export function failedCondition(
  headers: Readonly<Record<string, string>>,
  version: ObjectVersion,
  prefix = '',
): 304 | 412 | null {
  const get = (name: string) => headers[`${prefix}${name}`];
  const bare = (etag: string) => etag.trim().replace(/^W\//, '').replace(/^"|"$/g, '');
  const names = (list: string) =>
    list.split(',').some((etag) => etag.trim() === '*' || bare(etag) === bare(version.etag));
  const since = (text: string) => Date.parse(text);
  const modifiedSeconds = Math.floor(version.lastModifiedMs / 1000) * 1000;
  const ifMatch = get('if-match');
  const ifUnmodified = get('if-unmodified-since');
  const ifNoneMatch = get('if-none-match');
  const ifModified = get('if-modified-since');
  if (ifMatch !== undefined) {
    if (!names(ifMatch)) return 412;
  } else if (ifUnmodified !== undefined && modifiedSeconds > since(ifUnmodified)) return 412;
  if (ifNoneMatch !== undefined) return names(ifNoneMatch) ? 304 : null;
  if (ifModified !== undefined && modifiedSeconds <= since(ifModified)) return 304;
  return null;
}
