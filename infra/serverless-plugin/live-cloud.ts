import { setTimeout as delay } from 'node:timers/promises';
import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import { CloudError } from '../../lib/cloud/error.js';
import type { Cloud } from '../../lib/cloud/open.js';
import type { DeployCloud, DeployCos, LifecycleRule } from './resource.js';

const LISTS = new Set(['Rule', 'Transition', 'NoncurrentVersionTransition', 'Tag']);
const parser = new XMLParser({ isArray: (name) => LISTS.has(name), parseTagValue: false });
const builder = new XMLBuilder();

/** The deployer's calls on the clients of lib/cloud. */
export function liveCloud(cloud: Cloud): DeployCloud {
  return {
    api: (service, action, params) => cloud.api(service, action, params, { timeoutMs: 60_000 }),
    cos: liveCos(cloud),
    sleep: (ms) => delay(ms),
  };
}

const status = (error: unknown) => (error instanceof CloudError ? error.details.status : undefined);

function liveCos({ cos }: Cloud): DeployCos {
  const send = (bucket: string, method: 'PUT' | 'DELETE', action: string, subresource?: string, body?: string) =>
    cos.raw({
      bucket,
      method,
      action,
      ...(subresource ? { subresource } : {}),
      ...(body === undefined ? {} : { body, headers: { 'Content-Type': 'application/xml' } }),
    });
  return {
    async headBucket(bucket) {
      try {
        await cos.headBucket(bucket);
        return 'exists';
      } catch (error) {
        if (status(error) === 404) return 'missing';
        if (status(error) === 403) return 'forbidden';
        throw error;
      }
    },
    createBucket: async (bucket) => void (await send(bucket, 'PUT', 'cos:PutBucket')),
    deleteBucket: async (bucket) => void (await send(bucket, 'DELETE', 'cos:DeleteBucket')),
    async getLifecycle(bucket) {
      try {
        const answer = await cos.raw({
          bucket,
          method: 'GET',
          action: 'cos:GetBucketLifecycle',
          subresource: 'lifecycle',
        });
        const root = parser.parse(answer.body.toString('utf8')) as {
          LifecycleConfiguration?: { Rule?: LifecycleRule[] };
        };
        return root.LifecycleConfiguration?.Rule ?? [];
      } catch (error) {
        if (status(error) === 404) return [];
        throw error;
      }
    },
    async putLifecycle(bucket, rules) {
      if (rules.length === 0) return void (await send(bucket, 'DELETE', 'cos:DeleteBucketLifecycle', 'lifecycle'));
      const body = builder.build({ LifecycleConfiguration: { Rule: rules } }) as string;
      await send(bucket, 'PUT', 'cos:PutBucketLifecycle', 'lifecycle', body);
    },
    getVersioning: (bucket) => cos.bucketVersioning(bucket),
    getLogging: (bucket) => cos.bucketLogging(bucket),
    putLogging: (bucket, logging) => cos.putBucketLogging(bucket, logging),
    async getObject(bucket, key) {
      try {
        return (await cos.get(bucket, key)).body;
      } catch (error) {
        if (status(error) === 404) return null;
        throw error;
      }
    },
    putObject: async (bucket, key, body) => void (await cos.put(bucket, key, body)),
    deleteObject: (bucket, key) => cos.delete(bucket, key),
    async *listKeys(bucket, prefix) {
      for await (const object of cos.list(bucket, prefix)) yield object.key;
    },
  };
}
