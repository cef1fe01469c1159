import type { Readable } from 'node:stream';
import type { CorsRule, PolicyDocument, RefererRule, StrictSignatureRule } from '../facts/snapshot.js';
import { type ListedObject, type ListOptions, listObjects } from './cos-list.js';
import { orNull, settingCalls } from './cos-setting-calls.js';
import type { AclAnswer, LoggingSetting } from './cos-settings.js';
import type { CosAnswer, CosCall, CosTransport } from './cos-transport.js';
import { children, parseAnswer, textOf } from './cos-xml.js';
import { CloudError } from './error.js';

export interface ObjectHead {
  readonly size: number;
  readonly etag: string;
  readonly lastModifiedMs: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface PutObjectOptions {
  readonly contentType?: string;
  /** 409 `FileAlreadyExists` when the key exists. Without effect once the bucket was ever versioned (cos.md 9.3). */
  readonly forbidOverwrite?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

export type { ListedObject } from './cos-list.js';

/**
 * What cos403 asks of COS. Buckets are `name-appid`; their region is found out. Every failure is a CloudError.
 * Reads of a setting answer `null` for "not configured".
 */
export interface CosClient {
  /** The bytes of an object as they come. The body of an error never appears in them; a cut body ends in an error. */
  read(bucket: string, key: string, signal?: AbortSignal): Promise<Readable>;
  /** As `read`, with what the headers tell. */
  open(bucket: string, key: string, signal?: AbortSignal): Promise<ObjectHead & { readonly body: Readable }>;
  /** A whole object; `too-large` beyond `maxBytes` (default 64 MiB). */
  get(
    bucket: string,
    key: string,
    options?: { readonly maxBytes?: number; readonly signal?: AbortSignal | undefined },
  ): Promise<ObjectHead & { readonly body: Buffer }>;
  head(bucket: string, key: string, signal?: AbortSignal): Promise<ObjectHead>;
  put(
    bucket: string,
    key: string,
    body: Uint8Array | string,
    options?: PutObjectOptions,
  ): Promise<{ readonly etag: string; readonly attempts: number }>;
  /** Deleting what is not there is no error. */
  delete(bucket: string, key: string, signal?: AbortSignal): Promise<void>;
  /** Keys below a prefix in ascending order, page by page. May lag behind writes (7734). */
  list(bucket: string, prefix: string, options?: ListOptions): AsyncIterable<ListedObject>;

  bucketAcl(bucket: string, signal?: AbortSignal): Promise<AclAnswer>;
  bucketPolicy(bucket: string, signal?: AbortSignal): Promise<PolicyDocument | null>;
  bucketCors(bucket: string, signal?: AbortSignal): Promise<readonly CorsRule[] | null>;
  bucketReferer(bucket: string, signal?: AbortSignal): Promise<RefererRule | null>;
  bucketStrictSignature(bucket: string, signal?: AbortSignal): Promise<readonly StrictSignatureRule[] | null>;
  bucketLogging(bucket: string, signal?: AbortSignal): Promise<LoggingSetting | null>;
  bucketVersioning(bucket: string, signal?: AbortSignal): Promise<'Enabled' | 'Suspended' | null>;
  objectAcl(bucket: string, key: string, signal?: AbortSignal): Promise<AclAnswer>;
  putBucketLogging(bucket: string, setting: LoggingSetting | null): Promise<void>;
  /** Every bucket of the account, and its owner's id. */
  service(signal?: AbortSignal): Promise<ServiceAnswer>;
  /** Does it exist, and may we? Throws CloudError with status 403 or 404. */
  headBucket(bucket: string, signal?: AbortSignal): Promise<{ readonly region: string }>;
  regionOf(bucket: string, signal?: AbortSignal): Promise<string>;
  /** Any other call of a bucket, as it is. */
  raw(call: Omit<CosCall, 'region' | 'bucket'> & { readonly bucket: string }): Promise<CosAnswer>;
  presign(
    bucket: string,
    key: string,
    options: { readonly method: string; readonly expiresSeconds: number },
  ): Promise<string>;
}

export interface ServiceAnswer {
  /** `qcs::cam::uin/R:uin/R` */
  readonly ownerId: string;
  readonly buckets: readonly { readonly name: string; readonly region: string; readonly createdAt: string }[];
}

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

export function createCosClient(
  transport: CosTransport,
  regionOf: (bucket: string, signal?: AbortSignal) => Promise<string>,
): CosClient {
  const raw = async (call: Omit<CosCall, 'region'> & { bucket: string }): Promise<CosAnswer> =>
    transport.call({ ...call, region: await regionOf(call.bucket, call.signal) });

  const open: CosClient['open'] = async (bucket, key, signal) => {
    const region = await regionOf(bucket, signal);
    const { body, headers } = await transport.stream({
      action: 'cos:GetObject',
      method: 'GET',
      bucket,
      region,
      key,
      signal,
    });
    return { ...headOf(headers), body };
  };

  return {
    raw,
    regionOf,
    open,
    read: async (bucket, key, signal) => (await open(bucket, key, signal)).body,

    async get(bucket, key, options = {}) {
      const { body, ...head } = await open(bucket, key, options.signal);
      const limit = options.maxBytes ?? DEFAULT_MAX_BYTES;
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of body as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > limit) {
          throw new CloudError('too-large', `cos://${bucket}/${key} is larger than ${limit} bytes`, {
            action: 'cos:GetObject',
            retryable: false,
          });
        }
        chunks.push(chunk);
      }
      return { ...head, body: Buffer.concat(chunks) };
    },

    async head(bucket, key, signal) {
      return headOf((await raw({ bucket, key, action: 'cos:HeadObject', method: 'HEAD', signal })).headers);
    },

    async put(bucket, key, body, options = {}) {
      const answer = await raw({
        bucket,
        key,
        action: 'cos:PutObject',
        method: 'PUT',
        body,
        headers: {
          'Content-Type': options.contentType ?? 'application/octet-stream',
          ...(options.forbidOverwrite ? { 'x-cos-forbid-overwrite': 'true' } : {}),
          ...options.headers,
        },
        signal: options.signal,
      });
      return { etag: answer.headers['etag'] ?? '', attempts: answer.attempts };
    },

    async delete(bucket, key, signal) {
      await orNull(raw({ bucket, key, action: 'cos:DeleteObject', method: 'DELETE', signal }));
    },

    list: (bucket, prefix, options) => listObjects(raw, bucket, prefix, options),

    ...settingCalls(raw),

    async service(signal) {
      const action = 'cos:GetService';
      const answer = await transport.call({ action, method: 'GET', host: 'service.cos.myqcloud.com', signal });
      const root = await parseAnswer(answer.body, 'ListAllMyBucketsResult', action);
      return {
        ownerId: textOf(children(root, 'Owner')[0], 'ID'),
        buckets: children(children(root, 'Buckets')[0], 'Bucket').map((bucket) => ({
          name: textOf(bucket, 'Name'),
          region: textOf(bucket, 'Location') || textOf(bucket, 'Region'),
          createdAt: textOf(bucket, 'CreationDate') || textOf(bucket, 'CreateDate'),
        })),
      };
    },

    async headBucket(bucket, signal) {
      const region = await regionOf(bucket, signal);
      const answer = await transport.call({ action: 'cos:HeadBucket', method: 'HEAD', bucket, region, signal });
      return { region: answer.headers['x-cos-bucket-region'] ?? region };
    },

    async presign(bucket, key, options) {
      return transport.presign({ bucket, key, region: await regionOf(bucket), ...options });
    },
  };
}

function headOf(headers: Readonly<Record<string, string>>): ObjectHead {
  const modified = Date.parse(headers['last-modified'] ?? '');
  return {
    size: Number(headers['content-length'] ?? 0),
    etag: headers['etag'] ?? '',
    lastModifiedMs: Number.isNaN(modified) ? 0 : modified,
    headers,
  };
}
