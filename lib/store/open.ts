import { resolve } from 'node:path';
import type { CosClient } from '../cloud/cos.js';
import { cosStore } from './cos.js';
import { StateError } from './error.js';
import { folderStore } from './folder.js';
import type { Store } from './store.js';

export interface StoreDeps {
  readonly cwd: string;
  /** Asked only for `cos://`. */
  readonly cos: () => Promise<CosClient>;
}

export type StateLocation =
  | { readonly kind: 'cos'; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'folder'; readonly path: string };

/** `cos://bucket-appid/prefix` or a folder. The prefix is empty or ends in a slash. Throws StateError `bad-location`. */
export function parseLocation(location: string, cwd: string): StateLocation {
  // A variable that is not set must not put the state into the working folder.
  if (location.trim() === '')
    throw new StateError(
      'bad-location',
      'the state location is empty: write cos://<bucket>-<appid>/<prefix> or a folder',
    );
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(location)) return { kind: 'folder', path: resolve(cwd, location) };
  const match = /^cos:\/\/([a-z0-9][a-z0-9-]*-\d{8,12})(?:\/(.*))?$/.exec(location);
  if (!match) {
    throw new StateError(
      'bad-location',
      `"${location}" is no state location: write cos://<bucket>-<appid>/<prefix> or a folder`,
    );
  }
  const prefix = (match[2] ?? '').replace(/^\/+|\/+$/g, '');
  return { kind: 'cos', bucket: match[1] ?? '', prefix: prefix === '' ? '' : `${prefix}/` };
}

/** Opens the state: nothing is read or written yet. */
export async function openStore(location: string, deps: StoreDeps): Promise<Store> {
  const parsed = parseLocation(location, deps.cwd);
  return parsed.kind === 'folder' ? folderStore(parsed.path) : cosStore(await deps.cos(), parsed.bucket, parsed.prefix);
}
