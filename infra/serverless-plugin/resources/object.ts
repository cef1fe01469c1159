import type { DeployCloud, Planner } from '../resource.js';

/** A private object below the state prefix with exactly this content. The content is never shown: it may hold secrets. */
export function planObject(cloud: DeployCloud, bucket: string, key: string, body: Buffer, what: string): Planner {
  return async () => {
    const current = (await cloud.cos.headBucket(bucket)) === 'exists' ? await cloud.cos.getObject(bucket, key) : null;
    if (current?.equals(body)) return [];
    return [
      {
        action: current === null ? 'create' : 'update',
        what,
        details: [`cos://${bucket}/${key}`],
        apply: () => cloud.cos.putObject(bucket, key, body),
      },
    ];
  };
}

/** Deletes every object below a prefix, but for `keep`. */
export function planPurge(cloud: DeployCloud, bucket: string, prefix: string, keep?: string): Planner {
  return async () => {
    if ((await cloud.cos.headBucket(bucket)) !== 'exists') return [];
    for await (const key of cloud.cos.listKeys(bucket, prefix)) {
      if (key === keep) continue;
      return [
        {
          action: 'delete',
          what: `objects cos://${bucket}/${prefix}`,
          details: ['all of them'],
          apply: async () => {
            for await (const one of cloud.cos.listKeys(bucket, prefix)) {
              if (one !== keep) await cloud.cos.deleteObject(bucket, one);
            }
          },
        },
      ];
    }
    return [];
  };
}

/** Deletes a bucket that deploy created, with `last`, the record of that. A bucket in which somebody else keeps objects stays. */
export function planBucketRemoval(
  cloud: DeployCloud,
  bucket: string,
  purged: readonly string[],
  last?: string,
): Planner {
  return async () => {
    if ((await cloud.cos.headBucket(bucket)) !== 'exists') return [];
    for await (const key of cloud.cos.listKeys(bucket, '')) {
      if (!purged.some((prefix) => key.startsWith(prefix))) return [];
    }
    return [
      {
        action: 'delete',
        what: `bucket ${bucket}`,
        details: [],
        apply: async () => {
          // Only an empty bucket can be deleted; when that fails the record is written back, so that the next removal knows.
          const record = last === undefined ? null : await cloud.cos.getObject(bucket, last);
          if (last !== undefined) await cloud.cos.deleteObject(bucket, last);
          try {
            await cloud.cos.deleteBucket(bucket);
          } catch (error) {
            if (last !== undefined && record !== null) await cloud.cos.putObject(bucket, last, record);
            throw error;
          }
        },
      },
    ];
  };
}
