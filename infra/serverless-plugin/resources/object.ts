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

/** Deletes every object below a prefix. */
export function planPurge(cloud: DeployCloud, bucket: string, prefix: string): Planner {
  return async () => {
    if ((await cloud.cos.headBucket(bucket)) !== 'exists') return [];
    for await (const _ of cloud.cos.listKeys(bucket, prefix)) {
      return [
        {
          action: 'delete',
          what: `objects cos://${bucket}/${prefix}`,
          details: ['all of them'],
          apply: async () => {
            for await (const key of cloud.cos.listKeys(bucket, prefix)) await cloud.cos.deleteObject(bucket, key);
          },
        },
      ];
    }
    return [];
  };
}

/** Deletes a bucket that deploy created; by then it must be empty. */
export function planBucketRemoval(cloud: DeployCloud, bucket: string): Planner {
  return async () =>
    (await cloud.cos.headBucket(bucket)) === 'exists'
      ? [{ action: 'delete', what: `bucket ${bucket}`, details: [], apply: () => cloud.cos.deleteBucket(bucket) }]
      : [];
}
