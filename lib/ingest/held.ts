import { decodeRollup } from '../aggregate/partial.js';
import { StateError } from '../store/error.js';
import {
  corruptKey,
  dayPath,
  dayRollupKey,
  hashOfPartialKey,
  hourPath,
  hourRollupKey,
  partialHourPrefix,
  type SourceObject,
  sourceHash,
} from '../store/keys.js';
import type { Store } from '../store/store.js';

/** Which log objects the state already counts: in a partial, or in the rollup of their hour or day. Looks once per hour and day. */
export class HeldFiles {
  readonly #hours = new Map<string, Promise<ReadonlySet<string>>>();
  readonly #days = new Map<string, Promise<ReadonlySet<string>>>();

  constructor(
    private readonly store: Store,
    /** Told of rollups that could not be read; what they held will be ingested again. */
    private readonly onCorrupt: (key: string, reason: string) => void = () => {},
  ) {}

  async has(source: SourceObject): Promise<boolean> {
    const hash = sourceHash(source);
    const at = source.lastModifiedMs;
    const hour = await once(this.#hours, hourPath(at), () => this.#hour(at));
    if (hour.has(hash)) return true;
    return (await once(this.#days, dayPath(at), () => this.#rollup(dayRollupKey(at)))).has(hash);
  }

  /** Remembers what was just written: listings may lag. */
  async add(source: SourceObject): Promise<void> {
    const hour = await once(this.#hours, hourPath(source.lastModifiedMs), () => this.#hour(source.lastModifiedMs));
    (hour as Set<string>).add(sourceHash(source));
  }

  async #hour(at: number): Promise<ReadonlySet<string>> {
    const hashes = new Set(await this.#rollup(hourRollupKey(at)));
    for await (const { key } of this.store.list(partialHourPrefix(at))) {
      const hash = hashOfPartialKey(key);
      if (hash) hashes.add(hash);
    }
    return hashes;
  }

  async #rollup(key: string): Promise<ReadonlySet<string>> {
    const object = await this.store.get(key);
    if (object === null) return new Set();
    const decoded = decodeRollup(object.body);
    if (decoded.ok) return new Set(decoded.rollup.hashes);
    if (decoded.code === 'newer-schema') {
      throw new StateError('newer-version', `${this.store.location}: ${key}: ${decoded.reason}`);
    }
    this.onCorrupt(key, decoded.reason);
    await this.store.put(corruptKey(key), object.body);
    await this.store.delete(key);
    return new Set();
  }
}

function once<T>(known: Map<string, Promise<T>>, name: string, load: () => Promise<T>): Promise<T> {
  let found = known.get(name);
  if (!found) {
    found = load();
    known.set(name, found);
    found.catch(() => known.delete(name));
  }
  return found;
}
