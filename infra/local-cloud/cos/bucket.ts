import { emptyBucket, rootGrantee } from '../build-state.js';
import { grantsFromHeaders } from './acl.js';
import type { BucketContext, CosContext, CosResponse } from './context.js';
import { XML } from './context.js';
import { CosError } from './errors.js';
import { tagsFromHeader } from './tagging.js';
import { node, parseXml, renderXml } from './xml.js';

/** GET Service (8291). */
export function getService({ cloud, query, address }: CosContext): CosResponse {
  const { state } = cloud;
  const region = address.region ?? query.get('region');
  const buckets = [...state.buckets.values()]
    .filter(
      (bucket) =>
        bucket.ownerUin === state.ownerUin && (region === undefined || region === null || bucket.region === region),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const document = node('ListAllMyBucketsResult', [
    node('Owner', [node('ID', rootGrantee(state.ownerUin)), node('DisplayName', state.ownerUin)]),
    node(
      'Buckets',
      buckets.map((bucket) =>
        node('Bucket', [
          node('Name', bucket.name),
          node('Location', bucket.region),
          node('CreationDate', bucket.createdAt),
          node('BucketType', 'cos'),
        ]),
      ),
    ),
    node('IsTruncated', false),
  ]);
  return { status: 200, headers: XML, body: renderXml(document) };
}

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?-\d{5,12}$/;

/** PUT Bucket: the name must end in the account's AppId; host names have at most 60 characters (14518). */
export function putBucket(context: CosContext): CosResponse {
  const { cloud, address, headers, body } = context;
  const { state } = cloud;
  const name = address.bucket!;
  if (!NAME.test(name) || name.length > 60 || !name.endsWith(`-${state.appId}`))
    throw new CosError('InvalidBucketName');
  const existing = state.buckets.get(name);
  if (existing)
    throw new CosError(existing.ownerUin === state.ownerUin ? 'BucketAlreadyOwnedByYou' : 'BucketAlreadyExists');
  if (state.buckets.size >= 200) throw new CosError('TooManyBuckets');
  // S3 clients repeat the region in a body, multi-AZ buckets say so in one; neither changes anything here.
  if (body.length > 0) parseXml(body, 'CreateBucketConfiguration');
  const grants = grantsFromHeaders(headers, state.ownerUin, 'bucket');
  const tags = tagsFromHeader(headers['x-cos-tagging']);
  const bucket = emptyBucket(name, address.region ?? state.region, state.ownerUin, context.nowMs);
  if (grants) bucket.grants = grants;
  bucket.tags = tags;
  state.buckets.set(name, bucket);
  return { status: 200, headers: { Location: `/${name}` } };
}

export function headBucket({ bucket }: BucketContext): CosResponse {
  return { status: 200, headers: { 'x-cos-bucket-region': bucket.region } };
}

export function deleteBucket({ cloud, bucket }: BucketContext): CosResponse {
  if (bucket.objects.size > 0 || bucket.uploads.size > 0) throw new CosError('BucketNotEmpty');
  cloud.state.buckets.delete(bucket.name);
  return { status: 204 };
}

export function getBucketLocation({ bucket }: BucketContext): CosResponse {
  return { status: 200, headers: XML, body: renderXml(node('LocationConstraint', bucket.region)) };
}
