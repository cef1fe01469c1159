import { cleanLine } from '../notify/clean.js';
import { StateError } from '../store/error.js';
import type { Store } from '../store/store.js';
import { readVersioned, type VersionedFormat } from '../store/versioned.js';

/** A state object that this run could not use. `newer`: left as it is; `damaged`: set aside under `corrupt/`. */
export interface Refused {
  readonly key: string;
  readonly why: 'newer' | 'damaged';
  /** A sentence for people. */
  readonly reason: string;
}

export function damagedRefused(
  key: string,
  read: { readonly reason: string; readonly movedTo: string | null },
): Refused {
  const place = read.movedTo === null ? 'could not be set aside' : `set aside as ${read.movedTo}`;
  return { key, why: 'damaged', reason: `damaged (${cleanLine(read.reason, 120)}), ${place}` };
}

export function newerRefused(key: string): Refused {
  return { key, why: 'newer', reason: 'written by a newer cos403: upgrade cos403; it was left as it is' };
}

/**
 * Reads one object of many: what cannot be read is noted in `refused` and must not stop the rest. `null`: absent or refused.
 * Without `refused` a newer object throws.
 */
export async function readOrRefuse<T>(
  store: Store,
  key: string,
  format: VersionedFormat<T>,
  refused: Refused[] | undefined,
): Promise<T | null> {
  try {
    const read = await readVersioned(store, key, format);
    if (read.status === 'corrupt') refused?.push(damagedRefused(key, read));
    return read.status === 'ok' ? read.value : null;
  } catch (error) {
    if (refused === undefined || !(error instanceof StateError && error.code === 'newer-version')) throw error;
    refused.push(newerRefused(key));
    return null;
  }
}
