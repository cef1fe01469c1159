import type { CosClient } from '../lib/cloud/cos.js';
import { type Cloud, openCloud } from '../lib/cloud/open.js';
import type { Store } from '../lib/store/store.js';
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

/** State in a folder or a COS prefix. */
export async function openState(io: Io, location: string, cloud?: Cloud): Promise<Store> {
  const { openStore } = await import('../lib/store/open.js');
  return openStore(location, { cwd: io.cwd, cos: async () => cloud?.cos ?? (await cloudOf(io, undefined)).cos });
}
