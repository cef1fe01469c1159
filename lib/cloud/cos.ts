import type { Readable } from 'node:stream';
import type { CorsRule, PolicyDocument, RefererRule, StrictSignatureRule } from '../facts/snapshot.js';
import {
  type AclAnswer,
  type LoggingSetting,
  readAcl,
  readCors,
  readLogging,
  readPolicy,
  readReferer,
  readStrictSignature,
  readVersioning,
} from './cos-settings.js';
import type { CosAnswer, CosCall, CosTransport } from './cos-transport.js';
import { children, escapeXml, parseAnswer, textOf } from './cos-xml.js';
import { CloudError } from './error.js';
import { isNotFound } from './failure.js';

export interface ListedObject {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly storageClass: string;
}

export interface ObjectHead {
  readonly size: number;
  readonly etag: string;
  readonly lastModifiedMs: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface ListOptions {
  /** Only keys after this one. */
  readonly startAfter?: string;
  /** Group keys that share what comes before this character after the prefix; the groups are given to `onPrefix`. */
  readonly delimiter?: string;
  readonly onPrefix?: (prefix: string) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface PutObjectOptions {
  readonly contentType?: string;
  /** 409 `FileAlreadyExists` when the key exists. Without effect once the bucket was ever versioned (cos.md 9.3). */
  readonly forbidOverwrite?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

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

  const setting = (bucket: string, subresource: string, action: string, signal: AbortSignal | undefined) =>
    raw({ bucket, action, method: 'GET', subresource, signal });

  /** "Not there" is an answer: not configured. A bucket that is not there stays an error. */
  const orNull = async <T>(read: Promise<T>): Promise<T | null> => {
    try {
      return await read;
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  };

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

    async *list(bucket, prefix, options = {}) {
      let marker = options.startAfter ?? '';
      for (;;) {
        const answer = await raw({
          bucket,
          action: 'cos:GetBucket',
          method: 'GET',
          query: {
            prefix,
            'max-keys': '1000',
            // Keys may hold characters that XML cannot.
            'encoding-type': 'url',
            ...(marker ? { marker } : {}),
            ...(options.delimiter ? { delimiter: options.delimiter } : {}),
          },
          signal: options.signal,
        });
        const page = await parseAnswer(answer.body, 'ListBucketResult', 'cos:GetBucket');
        const encoded = textOf(page, 'EncodingType') === 'url';
        const decode = (key: string) => (encoded ? decodeKey(key) : key);
        let last = '';
        for (const common of children(page, 'CommonPrefixes')) {
          const found = decode(textOf(common, 'Prefix'));
          if (found > last) last = found;
          options.onPrefix?.(found);
        }
        for (const entry of children(page, 'Contents')) {
          const key = decode(textOf(entry, 'Key'));
          if (key > last) last = key;
          yield {
            key,
            size: Number(textOf(entry, 'Size')),
            etag: textOf(entry, 'ETag'),
            lastModifiedMs: Date.parse(textOf(entry, 'LastModified')),
            storageClass: textOf(entry, 'StorageClass'),
          };
        }
        if (textOf(page, 'IsTruncated') !== 'true') return;
        const next = decode(textOf(page, 'NextMarker')) || last;
        // A page that does not move on would be asked for ever.
        if (next === '' || next === marker) return;
        marker = next;
      }
    },

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

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', '%20'));
  } catch {
    return key;
  }
}
