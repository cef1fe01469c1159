import type { CosClient } from '../lib/cloud/cos.js';
import { type Cloud, openCloud } from '../lib/cloud/open.js';
import type { Store } from '../lib/store/store.js';
import type { Io } from './io.js';

/** Clients for one command, with the credentials of the environment or the vendor's profile file. */
export function cloudOf(io: Io, region: string | undefined): Promise<Cloud> {
  return openCloud({ env: io.env, region });
}

/** Opened when the first `cos://` input asks for it: reading local files needs no credentials. */
export interface LazyCloud {
  readonly isOpen: () => boolean;
  readonly open: () => Promise<Cloud>;
  readonly cos: () => Promise<CosClient>;
}

export function lazyCloud(io: Io, region: string | undefined): LazyCloud {
  let opened: Promise<Cloud> | null = null;
  const open = () => (opened ??= cloudOf(io, region));
  return { isOpen: () => opened !== null, open, cos: async () => (await open()).cos };
}

/** State in a folder or a COS prefix. */
export async function openState(io: Io, location: string, cloud?: Cloud): Promise<Store> {
  const { openStore } = await import('../lib/store/open.js');
  return openStore(location, { cwd: io.cwd, cos: async () => cloud?.cos ?? (await cloudOf(io, undefined)).cos });
}
