import type { CosClient } from '../cloud/cos.js';
import { CloudError } from '../cloud/error.js';
import { isNotFound } from '../cloud/failure.js';
import { StateError } from './error.js';
import { normalizeEtag } from './etag.js';
import type { Store } from './store.js';

/** The largest state object that is read whole. */
const MAX_OBJECT_BYTES = 256 * 1024 * 1024;

/** State below a prefix of a bucket. `prefix` is empty or ends in a slash. */
export function cosStore(cos: CosClient, bucket: string, prefix: string): Store {
  const at = (key: string): string => {
    if (key === '' || key.startsWith('/') || key.split('/').some((part) => part === '..')) {
      throw new StateError('bad-key', `"${key}" is no state key: it must be a relative path`);
    }
    return `${prefix}${key}`;
  };

  const read = async (key: string) => {
    try {
      return await cos.get(bucket, at(key), { maxBytes: MAX_OBJECT_BYTES });
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  };

  const exists = async (key: string): Promise<boolean> => {
    try {
      await cos.head(bucket, at(key));
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  };

  return {
    location: `cos://${bucket}/${prefix}`,

    async get(key) {
      const object = await read(key);
      return object && { body: object.body, lastModifiedMs: object.lastModifiedMs };
    },

    async put(key, body, options = {}) {
      await cos.put(bucket, at(key), body, options.contentType ? { contentType: options.contentType } : {});
    },

    async putIfAbsent(key, body, options = {}) {
      // The header is ignored once the bucket was ever versioned (cos.md 9.3): looking first narrows that gap to a moment.
      if (await exists(key)) return 'exists';
      try {
        await cos.put(bucket, at(key), body, {
          forbidOverwrite: true,
          ...(options.contentType ? { contentType: options.contentType } : {}),
        });
        return 'created';
      } catch (error) {
        if (!(error instanceof CloudError) || error.details.status !== 409) throw error;
        if (error.details.attempts === 1) return 'exists';
        // An earlier attempt whose answer was lost may have been ours: then the bytes are ours too.
        const there = await read(key);
        return there?.body.equals(Buffer.from(body)) ? 'created' : 'exists';
      }
    },

    async *list(below, options = {}) {
      const listing = cos.list(
        bucket,
        `${prefix}${below}`,
        options.startAfter ? { startAfter: `${prefix}${options.startAfter}` } : {},
      );
      for await (const object of listing) {
        const key = object.key.slice(prefix.length);
        // Consoles create an empty object for a folder.
        if (key === '' || key.endsWith('/')) continue;
        yield { key, size: object.size, lastModifiedMs: object.lastModifiedMs, etag: normalizeEtag(object.etag) };
      }
    },

    async delete(key) {
      await cos.delete(bucket, at(key));
    },
  };
}
