import type { CosClient } from '../lib/cloud/cos.js';
import { CloudError } from '../lib/cloud/error.js';
import { type Cloud, openCloud } from '../lib/cloud/open.js';
import type { Store } from '../lib/store/store.js';
import { COS_LOCATION } from './inputs.js';
import type { Io } from './io.js';

/** Clients for one command, with the credentials of the environment or the vendor's profile file. */
export function cloudOf(io: Io, region: string | undefined): Promise<Cloud> {
  return openCloud({ env: io.env, region });
}

/** Opens COS when the first `cos://` input asks for it: reading local files needs no credentials. */
export function lazyCos(io: Io, region: string | undefined): () => Promise<CosClient> {
  let opened: Promise<Cloud> | null = null;
  return async () => {
    opened ??= cloudOf(io, region);
    return (await opened).cos;
  };
}

/** A small object as a whole (configuration, secrets); null when it does not exist. */
export async function readCosObject(cloud: Pick<Cloud, 'cos'>, location: string): Promise<Buffer | null> {
  const [, bucket, key] = COS_LOCATION.exec(location) ?? [];
  if (!bucket || !key)
    throw new CloudError('bad-location', `"${location}" names no object: write cos://<bucket>-<appid>/<key>`, {
      action: 'cos:GetObject',
      retryable: false,
    });
  try {
    return (await cloud.cos.get(bucket, key)).body;
  } catch (error) {
    if (error instanceof CloudError && error.details.status === 404) return null;
    throw error;
  }
}

/** State in a folder or a COS prefix. */
export async function openState(io: Io, location: string, cloud?: Cloud): Promise<Store> {
  const { openStore } = await import('../lib/store/open.js');
  return openStore(location, { cwd: io.cwd, cos: async () => cloud?.cos ?? (await cloudOf(io, undefined)).cos });
}
