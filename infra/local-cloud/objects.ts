import { createHash, randomBytes } from 'node:crypto';
import type { BucketState, ObjectVersion } from './state.js';

/** A fresh version with the quoted MD5 of its body as ETag. */
export function newVersion(body: Buffer, nowMs: number, headers: Record<string, string>): ObjectVersion {
  return {
    versionId: 'null',
    deleteMarker: false,
    body,
    etag: `"${createHash('md5').update(body).digest('hex')}"`,
    lastModifiedMs: nowMs,
    storageClass: 'STANDARD',
    restore: null,
    grants: null,
    headers,
    tags: null,
    appendable: false,
  };
}

/** Version ids are opaque; real ones start with `MTg0` and count down, so that a listing shows the newest first. */
export function newVersionId(): string {
  return `MTg0${randomBytes(24).toString('base64url')}`;
}

/** The newest version, `undefined` when there is none or it is a delete marker. */
export function currentVersion(bucket: BucketState, key: string): ObjectVersion | undefined {
  const newest = bucket.objects.get(key)?.[0];
  return newest?.deleteMarker ? undefined : newest;
}

/**
 * Makes `version` the newest one of `key`. Without versioning it replaces what is there; enabled, it gets an id and goes on top;
 * suspended, it replaces the `null` version only.
 */
export function storeVersion(bucket: BucketState, key: string, version: ObjectVersion): void {
  const versions = bucket.objects.get(key) ?? [];
  if (bucket.versioning === 'Enabled') {
    version.versionId = newVersionId();
    bucket.objects.set(key, [version, ...versions]);
    return;
  }
  version.versionId = 'null';
  const kept = bucket.versioning === 'Suspended' ? versions.filter((v) => v.versionId !== 'null') : [];
  bucket.objects.set(key, [version, ...kept]);
}

/** Deletes the newest version, or lays a delete marker on it. Answers the marker, if any. */
export function deleteCurrent(bucket: BucketState, key: string, nowMs: number): ObjectVersion | null {
  if (bucket.versioning === null) {
    bucket.objects.delete(key);
    return null;
  }
  const marker = { ...newVersion(Buffer.alloc(0), nowMs, {}), deleteMarker: true };
  storeVersion(bucket, key, marker);
  return marker;
}

/** Deletes one version for good; deleting what does not exist succeeds, as in COS. Answers what was deleted. */
export function deleteVersion(bucket: BucketState, key: string, versionId: string): ObjectVersion | null {
  const versions = bucket.objects.get(key) ?? [];
  const gone = versions.find((v) => v.versionId === versionId) ?? null;
  const rest = versions.filter((v) => v !== gone);
  if (rest.length === 0) bucket.objects.delete(key);
  else bucket.objects.set(key, rest);
  return gone;
}
