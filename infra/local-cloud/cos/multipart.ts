import { createHash, randomBytes } from 'node:crypto';
import { rootGrantee } from '../build-state.js';
import type { UploadState } from '../state.js';
import type { BucketContext, CosResponse, ObjectContext } from './context.js';
import { XML } from './context.js';
import { copySource } from './copy.js';
import { crc64Header } from './crc64.js';
import { CosError } from './errors.js';
import { compareKeys, isoTime, keyWriter, maxOf, ownerNode, pageOf } from './list.js';
import { requireDigest, requireFree, writeMeta, writeObject, writtenHeaders } from './object-write.js';
import { parseRange } from './range.js';
import { node, parseXml, renderXml } from './xml.js';

/** Parts but the last have at least 1 MB at COS; S3 clients and tests cut smaller, so only an empty part is refused here. */
const MAX_PART_NUMBER = 10_000;

/** Initiate Multipart Upload (7746). */
export function initiateUpload(context: ObjectContext): CosResponse {
  const { bucket, key, nowMs } = context;
  const meta = writeMeta(context, key);
  const id = `${Math.floor(nowMs / 1000)}${randomBytes(28).toString('hex')}`;
  bucket.uploads.set(id, {
    id,
    key,
    initiatedMs: nowMs,
    headers: meta.headers,
    grants: meta.grants,
    storageClass: meta.storageClass,
    parts: new Map(),
  });
  const document = node('InitiateMultipartUploadResult', [
    node('Bucket', bucket.name),
    node('Key', key),
    node('UploadId', id),
  ]);
  return { status: 200, headers: XML, body: renderXml(document) };
}

function findUpload({ bucket, key, query }: ObjectContext): UploadState {
  const upload = bucket.uploads.get(query.get('uploadId') ?? '');
  if (!upload || upload.key !== key) throw new CosError('NoSuchUpload');
  return upload;
}

function partNumber({ query }: ObjectContext): number {
  const number = Number(query.get('partNumber') ?? Number.NaN);
  if (!Number.isInteger(number) || number < 1 || number > MAX_PART_NUMBER) {
    throw new CosError('InvalidArgument', 'partNumber must be an integer between 1 and 10000');
  }
  return number;
}

function keepPart(context: ObjectContext, body: Buffer): string {
  const { nowMs, log } = context;
  const upload = findUpload(context);
  const number = partNumber(context);
  const etag = `"${createHash('md5').update(body).digest('hex')}"`;
  log.deltaBytes = body.length - (upload.parts.get(number)?.body.length ?? 0);
  upload.parts.set(number, { body, etag, lastModifiedMs: nowMs });
  return etag;
}

/** Upload Part (7750). */
export function uploadPart(context: ObjectContext): CosResponse {
  requireDigest(context);
  const etag = keepPart(context, context.body);
  return { status: 200, headers: { ETag: etag, 'x-cos-hash-crc64ecma': crc64Header(context.body) } };
}

/** Upload Part - Copy (8287). */
export function uploadPartCopy(context: ObjectContext): CosResponse {
  findUpload(context);
  const source = copySource(context);
  const header = context.headers['x-cos-copy-source-range'];
  const range = parseRange(header, source.version.body.length);
  if (range === 'unsatisfiable' || (header !== undefined && range === null)) throw new CosError('InvalidRange');
  const etag = keepPart(
    context,
    range ? source.version.body.subarray(range.start, range.end + 1) : source.version.body,
  );
  const document = node('CopyPartResult', [node('ETag', etag), node('LastModified', isoTime(context.nowMs))]);
  return { status: 200, headers: XML, body: renderXml(document) };
}

/** Complete Multipart Upload (7742): parts ascending, every one known by its ETag. */
export function completeUpload(context: ObjectContext): CosResponse {
  const { bucket, key, wire } = context;
  const upload = findUpload(context);
  const wanted = parseXml(context.body, 'CompleteMultipartUpload').all('Part');
  if (wanted.length === 0) throw new CosError('MalformedXML');
  let last = 0;
  const parts = wanted.map((part) => {
    const number = Number(part.value('PartNumber'));
    if (!Number.isInteger(number)) throw new CosError('MalformedXML');
    if (number <= last) throw new CosError('InvalidPartOrder');
    last = number;
    const known = upload.parts.get(number);
    const etag = (part.value('ETag') ?? '').replace(/"/g, '');
    if (!known || known.etag.replace(/"/g, '') !== etag) throw new CosError('InvalidPart');
    return known;
  });
  requireFree(context, key);
  const digests = Buffer.concat(parts.map((part) => Buffer.from(part.etag.replace(/"/g, ''), 'hex')));
  const etag = `"${createHash('md5').update(digests).digest('hex')}-${parts.length}"`;
  const version = writeObject(
    context,
    key,
    Buffer.concat(parts.map((part) => part.body)),
    { headers: upload.headers, storageClass: upload.storageClass, grants: upload.grants },
    'cos:ObjectCreated:CompleteMultipartUpload',
    etag,
  );
  bucket.uploads.delete(upload.id);
  const document = node('CompleteMultipartUploadResult', [
    node('Location', `http://${wire.headers['host'] ?? ''}${wire.path}`),
    node('Bucket', bucket.name),
    node('Key', key),
    node('ETag', etag),
  ]);
  return { status: 200, headers: { ...XML, ...writtenHeaders(bucket, version) }, body: renderXml(document) };
}

/** Abort Multipart Upload (7740). */
export function abortUpload(context: ObjectContext): CosResponse {
  context.bucket.uploads.delete(findUpload(context).id);
  return { status: 204 };
}

/** List Parts (7747). */
export function listParts(context: ObjectContext): CosResponse {
  const { bucket, query } = context;
  const write = keyWriter(query);
  const upload = findUpload(context);
  const max = maxOf(query, 'max-parts');
  const marker = Number(query.get('part-number-marker') ?? 0) || 0;
  const later = [...upload.parts].filter(([number]) => number > marker).sort(([a], [b]) => a - b);
  const shown = later.slice(0, max);
  const truncated = later.length > shown.length;
  const owner = rootGrantee(bucket.ownerUin);
  const document = node('ListPartsResult', [
    node('Bucket', bucket.name),
    query.has('encoding-type') ? node('EncodingType', 'url') : undefined,
    node('Key', write(upload.key)),
    node('UploadId', upload.id),
    node('Owner', [node('ID', owner), node('DisplayName', bucket.ownerUin)]),
    node('Initiator', [node('ID', owner), node('DisplayName', bucket.ownerUin)]),
    node('StorageClass', upload.storageClass),
    node('PartNumberMarker', marker),
    truncated ? node('NextPartNumberMarker', shown.at(-1)?.[0] ?? 0) : undefined,
    node('MaxParts', max),
    node('IsTruncated', truncated),
    ...shown.map(([number, part]) =>
      node('Part', [
        node('PartNumber', number),
        node('LastModified', isoTime(part.lastModifiedMs)),
        node('ETag', part.etag),
        node('Size', part.body.length),
      ]),
    ),
  ]);
  return { status: 200, headers: XML, body: renderXml(document) };
}

/** List Multipart Uploads (7736). */
export function listUploads(context: BucketContext): CosResponse {
  const { bucket, query } = context;
  const write = keyWriter(query);
  const max = maxOf(query, 'max-uploads');
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const keyMarker = query.get('key-marker') ?? '';
  const idMarker = query.get('upload-id-marker') ?? '';
  const sorted = [...bucket.uploads.values()]
    .sort((a, b) => compareKeys(a.key, b.key) || (a.id < b.id ? -1 : 1))
    .filter(
      (u) =>
        keyMarker === '' ||
        compareKeys(u.key, keyMarker) > 0 ||
        (u.key === keyMarker && idMarker !== '' && u.id > idMarker),
    );
  const { items, commonPrefixes, next } = pageOf(sorted, (upload) => upload.key, { prefix, delimiter, after: '', max });
  const truncated = next !== null && max > 0;
  const document = node('ListMultipartUploadsResult', [
    node('Bucket', bucket.name),
    query.has('encoding-type') ? node('EncodingType', 'url') : undefined,
    node('KeyMarker', write(keyMarker)),
    node('UploadIdMarker', idMarker),
    truncated ? node('NextKeyMarker', write(next)) : undefined,
    truncated ? node('NextUploadIdMarker', items.at(-1)?.id ?? '') : undefined,
    node('MaxUploads', max),
    node('IsTruncated', truncated),
    node('Prefix', write(prefix)),
    delimiter === '' ? undefined : node('Delimiter', write(delimiter)),
    ...items.map((upload) =>
      node('Upload', [
        node('Key', write(upload.key)),
        node('UploadId', upload.id),
        node('StorageClass', upload.storageClass),
        ownerNode(bucket),
        node('Initiated', isoTime(upload.initiatedMs)),
      ]),
    ),
    ...commonPrefixes.map((p) => node('CommonPrefixes', [node('Prefix', write(p))])),
  ]);
  return { status: 200, headers: XML, body: renderXml(document) };
}
