import { withFields } from '../store/fields.js';
import { failedKey, STATE_PREFIXES } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { readVersioned, writeVersioned } from '../store/versioned.js';

/** A log object that could not be ingested, or only in part: `cos403.failed/1`. */
export interface FailedObject {
  readonly schema: 'cos403.failed/1';
  readonly source: FailedSource;
  /** Stable code: the cloud's (`SlowDown`), or `damaged`, `not-a-log`, `vanished`. */
  readonly code: string;
  /** A sentence without secrets. */
  readonly reason: string;
  /**
   * `retrying`: it will be tried again at `nextTryAt`. `given-up`: after the last try; somebody has to look.
   * `permanent`: trying again cannot help. `partly`: what could be read of a damaged file is counted.
   */
  readonly status: 'retrying' | 'given-up' | 'permanent' | 'partly';
  readonly attempts: number;
  readonly firstFailedAt: string;
  readonly lastFailedAt: string;
  readonly nextTryAt: string | null;
}

export interface FailedSource {
  readonly bucket: string;
  readonly key: string;
  /** Empty when the object could not even be opened. */
  readonly etag: string;
  readonly region?: string;
}

export const FAILED_SCHEMA = 'cos403.failed/1';
const FORMAT = {
  schema: FAILED_SCHEMA,
  parse: withFields<FailedObject>({
    'source.bucket': 'string',
    'source.key': 'string',
    'source.etag': 'string',
    status: 'string',
    attempts: 'number',
    lastFailedAt: 'time',
  }),
};
const MAX_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 5 * 60_000;

/** 5, 10, 20, 40, 80 minutes. */
export function pauseMs(attempts: number): number {
  return FIRST_PAUSE_MS * 2 ** (attempts - 1);
}

/** Records a failure, counting the tries. Throws when the state cannot be written: then the platform must try again. */
export async function recordFailure(
  store: Store,
  failure: {
    readonly source: FailedSource;
    readonly code: string;
    readonly reason: string;
    readonly outcome: 'retry' | 'permanent' | 'partly';
    readonly nowMs: number;
  },
): Promise<FailedObject> {
  const key = failedKey(failure.source);
  const before = await readVersioned(store, key, FORMAT);
  const earlier = before.status === 'ok' ? before.value : null;
  const attempts = (earlier?.attempts ?? 0) + 1;
  const retry = failure.outcome === 'retry' && attempts < MAX_ATTEMPTS;
  const now = new Date(failure.nowMs).toISOString();
  const record: FailedObject = {
    schema: FAILED_SCHEMA,
    source: failure.source,
    code: failure.code,
    reason: failure.reason,
    status: failure.outcome === 'retry' ? (retry ? 'retrying' : 'given-up') : failure.outcome,
    attempts,
    firstFailedAt: earlier?.firstFailedAt ?? now,
    lastFailedAt: now,
    nextTryAt: retry ? new Date(failure.nowMs + pauseMs(attempts)).toISOString() : null,
  };
  await writeVersioned(store, key, record);
  return record;
}

/** Forgets failures of objects that were ingested after all. Most have none, so the list is read once. */
export class FailureEraser {
  #keys: Promise<Set<string>> | undefined;

  constructor(private readonly store: Store) {}

  async erase(source: Pick<FailedSource, 'bucket' | 'key' | 'etag'>): Promise<void> {
    const keys = await (this.#keys ??= this.#list());
    // The first try may have failed before the ETag was known.
    for (const identity of [source, { ...source, etag: '' }]) {
      const key = failedKey(identity);
      if (keys.delete(key)) await this.store.delete(key);
    }
  }

  /** A failure that was recorded in this run. */
  note(source: Pick<FailedSource, 'bucket' | 'key' | 'etag'>): void {
    // A list that could not be read is read again by whoever needs it next; nobody else waits for it here.
    this.#keys?.then(
      (keys) => keys.add(failedKey(source)),
      () => undefined,
    );
  }

  async #list(): Promise<Set<string>> {
    try {
      const keys = new Set<string>();
      for await (const { key } of this.store.list(STATE_PREFIXES.failed)) keys.add(key);
      return keys;
    } catch (error) {
      this.#keys = undefined;
      throw error;
    }
  }
}

/** Records of what nobody will try again are kept for so long. */
const KEEP_MS = 30 * 86_400_000;

/** Every recorded failure. Damaged records are set aside and left out; with `nowMs`, old ones that are settled are deleted. */
export async function* listFailures(store: Store, nowMs?: number): AsyncGenerator<FailedObject> {
  for await (const { key } of store.list(STATE_PREFIXES.failed)) {
    const found = await readVersioned(store, key, FORMAT);
    if (found.status !== 'ok') continue;
    const { status, lastFailedAt } = found.value;
    const settled = status !== 'retrying' && (nowMs ?? 0) - Date.parse(lastFailedAt) > KEEP_MS;
    if (settled) await store.delete(key);
    else yield found.value;
  }
}
