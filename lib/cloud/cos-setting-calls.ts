import type { CosClient } from './cos.js';
import {
  readAcl,
  readCors,
  readLogging,
  readPolicy,
  readReferer,
  readStrictSignature,
  readVersioning,
} from './cos-settings.js';
import { escapeXml } from './cos-xml.js';
import { isNotFound } from './failure.js';

type SettingCalls = Pick<
  CosClient,
  | 'bucketAcl'
  | 'objectAcl'
  | 'bucketPolicy'
  | 'bucketCors'
  | 'bucketReferer'
  | 'bucketStrictSignature'
  | 'bucketLogging'
  | 'bucketVersioning'
  | 'putBucketLogging'
>;

/** Reads and writes of a bucket's settings and ACLs; `null` where nothing is configured. */
export function settingCalls(raw: CosClient['raw']): SettingCalls {
  const setting = (bucket: string, subresource: string, action: string, signal: AbortSignal | undefined) =>
    raw({ bucket, action, method: 'GET', subresource, signal });

  return {
    async bucketAcl(bucket, signal) {
      const answer = await setting(bucket, 'acl', 'cos:GetBucketACL', signal);
      return readAcl(answer.body, 'cos:GetBucketACL', answer.headers['x-cos-acl'] ?? '');
    },
    async objectAcl(bucket, key, signal) {
      const action = 'cos:GetObjectACL';
      const answer = await raw({ bucket, key, action, method: 'GET', subresource: 'acl', signal });
      return readAcl(answer.body, action, answer.headers['x-cos-acl'] ?? '');
    },
    async bucketPolicy(bucket, signal) {
      const answer = await orNull(setting(bucket, 'policy', 'cos:GetBucketPolicy', signal));
      return answer && readPolicy(answer.body, 'cos:GetBucketPolicy');
    },
    async bucketCors(bucket, signal) {
      const answer = await orNull(setting(bucket, 'cors', 'cos:GetBucketCORS', signal));
      return answer && readCors(answer.body, 'cos:GetBucketCORS');
    },
    async bucketReferer(bucket, signal) {
      const answer = await orNull(setting(bucket, 'referer', 'cos:GetBucketReferer', signal));
      return answer && readReferer(answer.body, 'cos:GetBucketReferer');
    },
    async bucketStrictSignature(bucket, signal) {
      const answer = await orNull(setting(bucket, 'strict-signature', 'cos:GetBucketStrictSignature', signal));
      if (!answer || answer.body.toString('utf8').trim() === '') return null;
      return readStrictSignature(answer.body, 'cos:GetBucketStrictSignature');
    },
    async bucketLogging(bucket, signal) {
      const answer = await setting(bucket, 'logging', 'cos:GetBucketLogging', signal);
      return readLogging(answer.body, 'cos:GetBucketLogging');
    },
    async bucketVersioning(bucket, signal) {
      const answer = await setting(bucket, 'versioning', 'cos:GetBucketVersioning', signal);
      return readVersioning(answer.body, 'cos:GetBucketVersioning');
    },

    async putBucketLogging(bucket, to) {
      const inner = to
        ? `<LoggingEnabled><TargetBucket>${escapeXml(to.targetBucket)}</TargetBucket><TargetPrefix>${escapeXml(to.targetPrefix)}</TargetPrefix></LoggingEnabled>`
        : '';
      await raw({
        bucket,
        action: 'cos:PutBucketLogging',
        method: 'PUT',
        subresource: 'logging',
        headers: { 'Content-Type': 'application/xml' },
        body: `<BucketLoggingStatus>${inner}</BucketLoggingStatus>`,
      });
    },
  };
}

/** "Not there" is an answer: not configured. A bucket that is not there stays an error. */
export async function orNull<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}
