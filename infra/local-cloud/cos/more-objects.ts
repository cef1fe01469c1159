import { currentVersion } from '../objects.js';
import { isAllowed } from './authorize.js';
import type { BucketContext, CosResponse, ObjectContext } from './context.js';
import { XML } from './context.js';
import { CosError } from './errors.js';
import { findVersion } from './object-read.js';
import { removeObject, requireDigest, writeMeta, writeObject, writtenHeaders } from './object-write.js';
import { node, parseXml, renderXml } from './xml.js';

/** APPEND Object (7741): the position must be the length that the object has. */
export function appendObject(context: ObjectContext): CosResponse {
  const { bucket, key, body, query } = context;
  const position = Number(query.get('position') ?? Number.NaN);
  if (!Number.isSafeInteger(position) || position < 0) throw new CosError('InvalidArgument', 'position is no number');
  requireDigest(context);
  const before = currentVersion(bucket, key);
  if (before && !before.appendable) throw new CosError('ObjectNotAppendable');
  const length = before?.body.length ?? 0;
  if (position !== length) {
    throw new CosError('PositionNotEqualToLength', undefined, {
      headers: { 'x-cos-next-append-position': String(length) },
    });
  }
  const meta = before
    ? {
        headers: before.headers,
        storageClass: before.storageClass,
        grants: before.grants,
        tags: before.tags,
        appendable: true,
      }
    : { ...writeMeta(context, key), appendable: true };
  const version = writeObject(
    context,
    key,
    before ? Buffer.concat([before.body, body]) : body,
    meta,
    'cos:ObjectCreated:Put',
  );
  return {
    status: 200,
    headers: { ...writtenHeaders(bucket, version), 'x-cos-next-append-position': String(version.body.length) },
  };
}

/** Waiting time of a restore by tier (12633): here it is over when the clock says so. */
const TIERS = ['Expedited', 'Standard', 'Bulk'];

/** POST Object restore (12633). The copy is there at once: nothing here would be learnt from hours of waiting, and scenario files can seed one in progress. */
export function restoreObject(context: ObjectContext): CosResponse {
  const version = findVersion(context);
  if (!/ARCHIVE$/.test(version.storageClass)) throw new CosError('RestoreNonArchiveObject');
  const request = parseXml(context.body, 'RestoreRequest');
  const days = Number(request.value('Days'));
  if (!Number.isInteger(days) || days < 1 || days > 365)
    throw new CosError('InvalidArgument', 'Days must be between 1 and 365');
  const tier = request.first('CASJobParameters')?.value('Tier') ?? 'Standard';
  if (!TIERS.includes(tier)) throw new CosError('InvalidArgument', `Tier must be one of ${TIERS.join(', ')}`);
  if (version.restore?.ongoing) throw new CosError('RestoreAlreadyInProgress');
  const again = version.restore !== null;
  version.restore = { ongoing: false, expiryMs: context.nowMs + days * 86_400_000 };
  return { status: again ? 200 : 202 };
}

/** DELETE Multiple Objects (8289): each key is asked for on its own; refusals stand in the 200 body. */
export function deleteObjects(context: BucketContext): CosResponse {
  const { bucket, body, headers } = context;
  // S3 clients that send a checksum of another kind instead are refused as well (37421).
  if (headers['content-md5'] === undefined) {
    throw new CosError('InvalidRequest', 'Missing required header for this request: Content-MD5');
  }
  requireDigest(context);
  const request = parseXml(body, 'Delete');
  const wanted = request.all('Object');
  if (wanted.length === 0 || wanted.length > 1000) throw new CosError('MalformedXML');
  const quiet = request.value('Quiet')?.toLowerCase() === 'true';
  const results = wanted.flatMap((object) => {
    const key = object.first('Key')?.text;
    if (!key) throw new CosError('MalformedXML');
    const versionId = object.value('VersionId') || undefined;
    if (!isAllowed(context, { action: 'name/cos:DeleteObject', bucket: bucket.name, key })) {
      return node('Error', [node('Key', key), node('Code', 'AccessDenied'), node('Message', 'Access Denied.')]);
    }
    const told = removeObject(context, key, versionId);
    if (quiet) return [];
    const marker = told['x-cos-delete-marker'];
    return node('Deleted', [
      node('Key', key),
      versionId === undefined ? undefined : node('VersionId', versionId),
      marker === undefined ? undefined : node('DeleteMarker', marker),
      marker === undefined ? undefined : node('DeleteMarkerVersionId', told['x-cos-version-id'] ?? ''),
    ]);
  });
  return { status: 200, headers: XML, body: renderXml(node('DeleteResult', results)) };
}
