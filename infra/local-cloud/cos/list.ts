import { encodeStrict } from '../../../lib/signature/encode.js';
import { rootGrantee } from '../build-state.js';
import type { BucketState, ObjectVersion } from '../state.js';
import type { BucketContext, CosResponse, Query } from './context.js';
import { XML } from './context.js';
import { CosError } from './errors.js';
import { node, renderXml, type XmlNode } from './xml.js';

const LATE = /[\ud800-\uffff]/;

/** COS sorts by the bytes of the key, which is not the order of UTF-16 code units. */
export function compareKeys(a: string, b: string): number {
  // Below the surrogates both orders are the same; a listing of 10,000 keys is compared often.
  if (!LATE.test(a) && !LATE.test(b)) return a < b ? -1 : a > b ? 1 : 0;
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}

export function maxOf(query: Query, name: string): number {
  const text = query.get(name);
  if (text === undefined || text === '') return 1000;
  if (!/^\d{1,9}$/.test(text)) throw new CosError('InvalidArgument', `${name} is no number`);
  return Math.min(Number(text), 1000);
}

export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** How keys are written: percent-encoded when the client asks for it. */
export function keyWriter(query: Query): (key: string) => string {
  const encoding = query.get('encoding-type');
  if (encoding === undefined || encoding === '') return (key) => key;
  if (encoding !== 'url') throw new CosError('InvalidArgument', 'encoding-type is not url');
  return encodeStrict;
}

export interface Page<T> {
  readonly items: T[];
  readonly commonPrefixes: string[];
  /** The last key or common prefix of the page when more follows. */
  readonly next: string | null;
}

/** Cuts a sorted list into a page: prefix, delimiter, start after a marker, at most `max` items and common prefixes together. */
export function pageOf<T>(
  sorted: readonly T[],
  keyOf: (item: T) => string,
  page: { prefix: string; delimiter: string; after: string; max: number },
): Page<T> {
  const items: T[] = [];
  const commonPrefixes: string[] = [];
  let last = '';
  for (const item of sorted) {
    const key = keyOf(item);
    if (!key.startsWith(page.prefix)) continue;
    const cut = page.delimiter === '' ? -1 : key.indexOf(page.delimiter, page.prefix.length);
    const folded = cut < 0 ? null : key.slice(0, cut + page.delimiter.length);
    if (page.after !== '' && compareKeys(folded ?? key, page.after) <= 0) continue;
    if (folded !== null && commonPrefixes.at(-1) === folded) continue;
    if (items.length + commonPrefixes.length >= page.max) return { items, commonPrefixes, next: last };
    if (folded === null) items.push(item);
    else commonPrefixes.push(folded);
    last = folded ?? key;
  }
  return { items, commonPrefixes, next: null };
}

/** The objects that a listing shows: newest versions, without markers, and without what is too fresh for a lagging list (9.2). */
export function listedObjects(bucket: BucketState, hiddenSinceMs: number): [string, ObjectVersion][] {
  const found: [string, ObjectVersion][] = [];
  for (const [key, versions] of bucket.objects) {
    const newest = versions[0];
    if (newest && !newest.deleteMarker && newest.lastModifiedMs <= hiddenSinceMs) found.push([key, newest]);
  }
  return found.sort(([a], [b]) => compareKeys(a, b));
}

/** GET Bucket, version 1 (7734) and the S3 version 2. */
export function listObjects(context: BucketContext): CosResponse {
  const { bucket, query, nowMs, fault } = context;
  const write = keyWriter(query);
  const second = query.get('list-type') === '2';
  const token = query.get('continuation-token');
  const marker = second
    ? token === undefined
      ? (query.get('start-after') ?? '')
      : readToken(token)
    : (query.get('marker') ?? '');
  const max = maxOf(query, 'max-keys');
  const page = { prefix: query.get('prefix') ?? '', delimiter: query.get('delimiter') ?? '', after: marker, max };
  const { items, commonPrefixes, next } = pageOf(
    listedObjects(bucket, nowMs - (fault.listingLagMs ?? 0)),
    ([key]) => key,
    page,
  );
  const truncated = next !== null && max > 0;
  const showOwner = !second || query.get('fetch-owner') === 'true';
  const contents = items.map(([key, version]) =>
    node('Contents', [
      node('Key', write(key)),
      node('LastModified', isoTime(version.lastModifiedMs)),
      node('ETag', version.etag),
      node('Size', version.body.length),
      showOwner ? ownerNode(bucket) : undefined,
      node('StorageClass', version.storageClass),
    ]),
  );
  const document = node('ListBucketResult', [
    node('Name', bucket.name),
    query.has('encoding-type') ? node('EncodingType', 'url') : undefined,
    node('Prefix', write(page.prefix)),
    ...(second
      ? [
          node('KeyCount', items.length + commonPrefixes.length),
          token === undefined ? undefined : node('ContinuationToken', token),
          query.has('start-after') ? node('StartAfter', write(query.get('start-after')!)) : undefined,
          truncated ? node('NextContinuationToken', writeToken(next)) : undefined,
        ]
      : [node('Marker', write(marker)), truncated ? node('NextMarker', write(next)) : undefined]),
    node('MaxKeys', max),
    page.delimiter === '' ? undefined : node('Delimiter', write(page.delimiter)),
    node('IsTruncated', truncated),
    ...contents,
    ...commonPrefixes.map((prefix) => node('CommonPrefixes', [node('Prefix', write(prefix))])),
  ]);
  return { status: 200, headers: XML, body: renderXml(document) };
}

export function ownerNode(bucket: BucketState): XmlNode {
  return node('Owner', [node('ID', rootGrantee(bucket.ownerUin)), node('DisplayName', bucket.ownerUin)]);
}

/** A continuation token says nothing to the client. */
function writeToken(key: string): string {
  return Buffer.from(key, 'utf8').toString('base64url');
}

function readToken(token: string): string {
  const key = Buffer.from(token, 'base64url').toString('utf8');
  if (writeToken(key) !== token) throw new CosError('InvalidArgument', 'The continuation token provided is incorrect.');
  return key;
}

/** GET Bucket Object versions. */
export function listVersions(context: BucketContext): CosResponse {
  const { bucket, query } = context;
  const write = keyWriter(query);
  const max = maxOf(query, 'max-keys');
  const keyMarker = query.get('key-marker') ?? '';
  const versionMarker = query.get('version-id-marker') ?? '';
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const all = [...bucket.objects]
    .sort(([a], [b]) => compareKeys(a, b))
    .flatMap(([key, versions]) => versions.map((version, index) => ({ key, version, latest: index === 0 })));
  // Within the marker's key the page goes on behind the marker's version.
  const seen =
    versionMarker === '' ? -1 : all.findIndex((v) => v.key === keyMarker && v.version.versionId === versionMarker);
  const rest =
    seen >= 0 ? all.slice(seen + 1) : all.filter((v) => keyMarker === '' || compareKeys(v.key, keyMarker) > 0);
  const nodes: XmlNode[] = [];
  const commonPrefixes: string[] = [];
  let last: (typeof rest)[number] | null = null;
  let truncated = false;
  for (const entry of rest) {
    if (!entry.key.startsWith(prefix)) continue;
    const cut = delimiter === '' ? -1 : entry.key.indexOf(delimiter, prefix.length);
    const folded = cut < 0 ? null : entry.key.slice(0, cut + delimiter.length);
    if (folded !== null && (commonPrefixes.at(-1) === folded || keyMarker.startsWith(folded))) continue;
    if (nodes.length + commonPrefixes.length >= max) {
      truncated = max > 0;
      break;
    }
    if (folded !== null) commonPrefixes.push(folded);
    else nodes.push(versionNode(bucket, write, entry.key, entry.version, entry.latest));
    last = entry;
  }
  const document = node('ListVersionsResult', [
    query.has('encoding-type') ? node('EncodingType', 'url') : undefined,
    node('Name', bucket.name),
    node('Prefix', write(prefix)),
    node('KeyMarker', write(keyMarker)),
    node('VersionIdMarker', versionMarker),
    node('MaxKeys', max),
    delimiter === '' ? undefined : node('Delimiter', write(delimiter)),
    node('IsTruncated', truncated),
    truncated && last ? node('NextKeyMarker', write(last.key)) : undefined,
    truncated && last ? node('NextVersionIdMarker', last.version.versionId) : undefined,
    ...nodes,
    ...commonPrefixes.map((p) => node('CommonPrefixes', [node('Prefix', write(p))])),
  ]);
  return { status: 200, headers: XML, body: renderXml(document) };
}

function versionNode(
  bucket: BucketState,
  write: (key: string) => string,
  key: string,
  version: ObjectVersion,
  latest: boolean,
): XmlNode {
  const common = [
    node('Key', write(key)),
    node('VersionId', version.versionId),
    node('IsLatest', latest),
    node('LastModified', isoTime(version.lastModifiedMs)),
  ];
  if (version.deleteMarker) return node('DeleteMarker', [...common, ownerNode(bucket)]);
  return node('Version', [
    ...common,
    node('ETag', version.etag),
    node('Size', version.body.length),
    node('StorageClass', version.storageClass),
    ownerNode(bucket),
  ]);
}
