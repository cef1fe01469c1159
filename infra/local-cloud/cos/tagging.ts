import type { BucketContext, CosResponse, ObjectContext } from './context.js';
import { XML } from './context.js';
import { CosError } from './errors.js';
import { findVersion } from './object-read.js';
import { node, parseXml, renderXml } from './xml.js';

type Tags = [string, string][];

const MAX_OBJECT_TAGS = 10;
const MAX_BUCKET_TAGS = 50;

function checked(tags: Tags, limit: number): Tags {
  const names = new Set(tags.map(([name]) => name));
  if (tags.length > limit || names.size < tags.length) throw new CosError('InvalidTag');
  if (tags.some(([name, value]) => name === '' || name.length > 127 || value.length > 255))
    throw new CosError('InvalidTag');
  return tags;
}

/** `x-cos-tagging: a=b&c=d`, both sides percent-encoded. */
export function tagsFromHeader(header: string | undefined): Tags | null {
  if (header === undefined || header === '') return null;
  return checked([...new URLSearchParams(header)], MAX_OBJECT_TAGS);
}

function tagsFromXml(body: Buffer, limit: number): Tags {
  const set = parseXml(body, 'Tagging').first('TagSet');
  if (!set) throw new CosError('MalformedXML');
  const tags = set.all('Tag').map((tag): [string, string] => {
    const name = tag.value('Key');
    if (name === undefined) throw new CosError('MalformedXML');
    return [name, tag.value('Value') ?? ''];
  });
  return checked(tags, limit);
}

function answer(tags: Tags): CosResponse {
  const set = tags.map(([name, value]) => node('Tag', [node('Key', name), node('Value', value)]));
  return { status: 200, headers: XML, body: renderXml(node('Tagging', [node('TagSet', set)])) };
}

export function getBucketTagging({ bucket }: BucketContext): CosResponse {
  if (bucket.tags === null) throw new CosError('NoSuchTagSet');
  return answer(bucket.tags);
}

export function putBucketTagging({ bucket, body }: BucketContext): CosResponse {
  bucket.tags = tagsFromXml(body, MAX_BUCKET_TAGS);
  return { status: 204 };
}

export function deleteBucketTagging({ bucket }: BucketContext): CosResponse {
  bucket.tags = null;
  return { status: 204 };
}

export function getObjectTagging(context: ObjectContext): CosResponse {
  return answer(findVersion(context).tags ?? []);
}

export function putObjectTagging(context: ObjectContext): CosResponse {
  findVersion(context).tags = tagsFromXml(context.body, MAX_OBJECT_TAGS);
  return { status: 200 };
}

export function deleteObjectTagging(context: ObjectContext): CosResponse {
  findVersion(context).tags = null;
  return { status: 204 };
}
