import { createHash } from 'node:crypto';
import type { Grant } from '../../../lib/facts/snapshot.js';
import type { ObjectCreated } from '../cloud.js';
import { currentVersion, deleteCurrent, deleteVersion, newVersion, storeVersion } from '../objects.js';
import type { BucketState, ObjectVersion } from '../state.js';
import { grantsFromHeaders } from './acl.js';
import type { BucketContext, CosContext, CosResponse, ObjectContext } from './context.js';
import { crc64Header } from './crc64.js';
import { CosError } from './errors.js';
import { tagsFromHeader } from './tagging.js';
import { typeOfKey } from './type-of-key.js';

const STORED_HEADERS = {
  'content-type': 'Content-Type',
  'cache-control': 'Cache-Control',
  'content-disposition': 'Content-Disposition',
  'content-encoding': 'Content-Encoding',
  'content-language': 'Content-Language',
  expires: 'Expires',
  'x-cos-server-side-encryption': 'x-cos-server-side-encryption',
} as const;

const STORAGE_CLASSES = /^(MAZ_)?(STANDARD|STANDARD_IA|INTELLIGENT_TIERING)$|^(ARCHIVE|DEEP_ARCHIVE|COLD_ARCHIVE)$/;

/** The headers that are kept with an object and given back on reading it. */
export function storedHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, spelling] of Object.entries(STORED_HEADERS)) {
    const value = headers[name];
    if (value !== undefined && value !== '') kept[spelling] = value;
  }
  // The transport's own coding is not part of the object.
  const encoding = kept['Content-Encoding']
    ?.split(',')
    .map((c) => c.trim())
    .filter((c) => c !== 'aws-chunked' && c !== '');
  if (encoding?.length) kept['Content-Encoding'] = encoding.join(',');
  else delete kept['Content-Encoding'];
  for (const [name, value] of Object.entries(headers)) if (name.startsWith('x-cos-meta-')) kept[name] = value;
  return kept;
}

export function storageClassOf(headers: Readonly<Record<string, string>>): string {
  const given = headers['x-cos-storage-class'];
  if (given === undefined || given === '') return 'STANDARD';
  if (!STORAGE_CLASSES.test(given)) throw new CosError('InvalidArgument', `storage class ${given} is not supported`);
  return given;
}

/** Content-MD5 must be base64 of 16 bytes and must be right. */
export function requireDigest({ headers, body }: CosContext): void {
  const given = headers['content-md5'];
  if (given === undefined) return;
  if (Buffer.from(given, 'base64').length !== 16) throw new CosError('InvalidDigest');
  if (createHash('md5').update(body).digest('base64') !== given.trim()) throw new CosError('BadDigest');
}

/** `x-cos-forbid-overwrite` holds as long as versioning was never switched on (9.3). */
export function requireFree({ bucket, headers }: BucketContext, key: string): void {
  if (headers['x-cos-forbid-overwrite']?.toLowerCase() !== 'true' || bucket.versioning !== null) return;
  if (currentVersion(bucket, key)) throw new CosError('FileAlreadyExists');
}

export interface WriteMeta {
  readonly headers: Record<string, string>;
  readonly storageClass: string;
  readonly grants: Grant[] | null;
  readonly tags?: [string, string][] | null;
  readonly appendable?: boolean;
}

/** What the headers of an upload say about the object to be; without a Content-Type the key's ending tells. */
export function writeMeta({ bucket, headers }: BucketContext, key: string): WriteMeta {
  return {
    headers: { 'Content-Type': typeOfKey(key), ...storedHeaders(headers) },
    storageClass: storageClassOf(headers),
    grants: grantsFromHeaders(headers, bucket.ownerUin, 'object') ?? null,
    tags: tagsFromHeader(headers['x-cos-tagging']),
  };
}

/** Stores a body under a key and tells the listeners: the only way an object comes into a bucket. */
export function writeObject(
  context: BucketContext,
  key: string,
  body: Buffer,
  meta: WriteMeta,
  eventName: ObjectCreated['eventName'],
  etag?: string,
): ObjectVersion {
  const { bucket, nowMs, log } = context;
  const before = currentVersion(bucket, key);
  const version = newVersion(body, nowMs, meta.headers);
  if (etag !== undefined) version.etag = etag;
  version.storageClass = meta.storageClass;
  version.grants = meta.grants;
  version.tags = meta.tags ?? null;
  version.appendable = meta.appendable ?? false;
  storeVersion(bucket, key, version);
  log.objectSize = body.length;
  log.storageClass = meta.storageClass;
  log.deltaBytes = body.length - (bucket.versioning === 'Enabled' ? 0 : (before?.body.length ?? 0));
  if (bucket.versioning !== null) log.versionId = version.versionId;
  context.cloud.objectCreated({
    bucket: bucket.name,
    key,
    version,
    eventName,
    requestId: context.requestId,
    sourceIp: context.remoteIp,
    authorization: context.wire.headers['authorization'] ?? '',
  });
  return version;
}

export function writtenHeaders(bucket: BucketState, version: ObjectVersion): Record<string, string> {
  return {
    ETag: version.etag,
    'x-cos-hash-crc64ecma': crc64Header(version.body),
    ...(bucket.versioning === 'Enabled' ? { 'x-cos-version-id': version.versionId } : {}),
    ...(version.storageClass === 'STANDARD' ? {} : { 'x-cos-storage-class': version.storageClass }),
  };
}

/** PUT Object (7749). */
export function putObject(context: ObjectContext): CosResponse {
  requireDigest(context);
  requireFree(context, context.key);
  const version = writeObject(
    context,
    context.key,
    context.body,
    writeMeta(context, context.key),
    'cos:ObjectCreated:Put',
  );
  return { status: 200, headers: writtenHeaders(context.bucket, version) };
}

/** DELETE Object (7743): 204 also when there was nothing. */
export function deleteObject(context: ObjectContext): CosResponse {
  return { status: 204, headers: removeObject(context, context.key, context.query.get('versionId')) };
}

/** Removes an object or one version of it; answers the headers that tell about it. */
export function removeObject(
  { bucket, nowMs, log }: BucketContext,
  key: string,
  versionId: string | undefined,
): Record<string, string> {
  if (versionId !== undefined && versionId !== '') {
    const gone = deleteVersion(bucket, key, versionId);
    log.deltaBytes = (log.deltaBytes ?? 0) - (gone?.body.length ?? 0);
    log.versionId = versionId;
    return { 'x-cos-version-id': versionId, ...(gone?.deleteMarker ? { 'x-cos-delete-marker': 'true' } : {}) };
  }
  const before = currentVersion(bucket, key);
  const marker = deleteCurrent(bucket, key, nowMs);
  if (marker === null) {
    log.deltaBytes = (log.deltaBytes ?? 0) - (before?.body.length ?? 0);
    return {};
  }
  return { 'x-cos-version-id': marker.versionId, 'x-cos-delete-marker': 'true' };
}
