import { decodePercent } from '../../../lib/signature/encode.js';
import type { BucketState, ObjectVersion } from '../state.js';
import { parseAddress } from './address.js';
import { requireAllowed } from './authorize.js';
import type { BucketContext, CosResponse, ObjectContext } from './context.js';
import { XML } from './context.js';
import { CosError } from './errors.js';
import { isoTime } from './list.js';
import { failedCondition, requireReadable } from './object-read.js';
import { requireFree, storageClassOf, writeMeta, writeObject, writtenHeaders } from './object-write.js';
import { node, renderXml } from './xml.js';

export interface CopySource {
  readonly bucket: BucketState;
  readonly key: string;
  readonly version: ObjectVersion;
}

/**
 * Reads `x-cos-copy-source` (`<host>/<key>[?versionId=]`, S3 style `/<bucket>/<key>`), asks for the right to read the source and
 * checks its conditions and archive state (10881).
 */
export function copySource(context: BucketContext): CopySource {
  const given = context.headers['x-cos-copy-source'] ?? '';
  const [location = '', search = ''] = given.split('?');
  const slash = location.replace(/^\//, '').indexOf('/');
  const bare = location.replace(/^\//, '');
  if (slash <= 0) throw new CosError('InvalidArgument', 'x-cos-copy-source is not <host>/<key>');
  const first = decodePercent(bare.slice(0, slash));
  const address = first.includes('.') ? parseAddress(first, bare.slice(slash)) : parseAddress('localhost', `/${bare}`);
  const { key } = address;
  const bucket = context.cloud.state.buckets.get(address.bucket ?? '');
  if (!bucket) throw new CosError('NoSuchBucket');
  if (key === null) throw new CosError('InvalidArgument', 'x-cos-copy-source names no object');
  requireAllowed(context, { action: 'name/cos:GetObject', bucket: bucket.name, key });

  const versionId = new URLSearchParams(search).get('versionId');
  const versions = bucket.objects.get(key) ?? [];
  const version = versionId === null ? versions[0] : versions.find((v) => v.versionId === versionId);
  if (!version || version.deleteMarker) throw new CosError(versionId === null ? 'NoSuchKey' : 'NoSuchVersion');
  if (failedCondition(context.headers, version, 'x-cos-copy-source-') !== null)
    throw new CosError('PreconditionFailed');
  requireReadable(version, context.nowMs);
  return { bucket, key, version };
}

/** PUT Object - Copy (10881). */
export function copyObject(context: ObjectContext): CosResponse {
  const { bucket, key, headers, log } = context;
  const source = copySource(context);
  requireFree(context, key);
  const directive = headers['x-cos-metadata-directive'] ?? 'Copy';
  if (!/^(copy|replaced?)$/i.test(directive))
    throw new CosError('InvalidArgument', 'x-cos-metadata-directive is neither Copy nor Replaced');
  const replace = /^replace/i.test(directive);
  const sameObject = source.bucket === bucket && source.key === key;
  if (sameObject && !replace && headers['x-cos-storage-class'] === undefined && !context.query.has('versionId')) {
    throw new CosError(
      'InvalidRequest',
      'This copy request is illegal because it is trying to copy an object to itself without changing anything.',
    );
  }
  const meta = writeMeta(context, key);
  const kept = replace ? meta.headers : source.version.headers;
  const storageClass =
    headers['x-cos-storage-class'] === undefined
      ? sameObject
        ? source.version.storageClass
        : 'STANDARD'
      : storageClassOf(headers);
  log.targetStorageClass = storageClass;
  const version = writeObject(
    context,
    key,
    source.version.body,
    { ...meta, headers: { ...kept }, storageClass, tags: meta.tags ?? source.version.tags },
    'cos:ObjectCreated:Copy',
    source.version.etag,
  );
  const document = node('CopyObjectResult', [
    node('ETag', version.etag),
    node('LastModified', isoTime(version.lastModifiedMs)),
    node('CRC64', writtenHeaders(bucket, version)['x-cos-hash-crc64ecma']!),
  ]);
  return { status: 200, headers: { ...XML, ...writtenHeaders(bucket, version) }, body: renderXml(document) };
}
