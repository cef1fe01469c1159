import type { Environment } from '../cloud/credentials.js';
import { isNotFound } from '../cloud/failure.js';
import { openCloud } from '../cloud/open.js';

/** A configuration is far smaller. */
const MAX_BYTES = 1024 * 1024;

/** Reads `cos://bucket-appid/key` with the credentials of the environment; null when it is not there. */
export function readCosObject(env: Environment): (location: string) => Promise<Buffer | null> {
  return async (location) => {
    const match = /^cos:\/\/([a-z0-9][a-z0-9-]*-\d{8,12})\/(.+)$/.exec(location);
    if (!match) return null;
    const { cos } = await openCloud({ env });
    try {
      return (await cos.get(match[1] ?? '', match[2] ?? '', { maxBytes: MAX_BYTES })).body;
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  };
}
