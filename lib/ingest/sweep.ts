import type { CosClient, ListedObject } from '../cloud/cos.js';
import { withFields } from '../store/fields.js';
import { cursorKey, failedKey, type SourceObject } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { readVersioned, writeVersioned } from '../store/versioned.js';
import { type FailedObject, FailureEraser, listFailures } from './failed.js';
import { HeldFiles } from './held.js';
import { type IngestOutcome, ingestObject } from './ingest.js';
import type { Log } from './log.js';
import { listSince } from './log-keys.js';
import { isOwnState } from './own-state.js';
import { inParallel } from './parallel.js';

/** Where logs are delivered: the `logs` of the configuration. */
export interface LogPlace {
  readonly bucket: string;
  readonly prefix: string;
  readonly region?: string | undefined;
}

export interface SweepDeps {
  readonly cos: CosClient;
  readonly store: Store;
  readonly nowMs: () => number;
  readonly log: Log;
  readonly self?: readonly string[];
  /** No object is begun after this time, ms since the epoch. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Objects at a time; default 4. */
  readonly concurrency?: number;
}

export interface SweepSummary {
  /** Log objects looked at. */
  readonly listed: number;
  readonly ingested: number;
  readonly held: number;
  readonly failed: number;
  readonly skipped: number;
  /** Log objects that nothing will try again by itself: after the last try, or hopeless. */
  readonly givenUp: readonly { readonly key: string; readonly reason: string }[];
  /** `false` when it stopped for want of time: the next sweep goes on. */
  readonly complete: boolean;
}

interface Cursor {
  readonly schema: 'cos403.cursor/1';
  readonly bucket: string;
  readonly prefix: string;
  /** Everything written before this time has been looked at. */
  readonly sweptUntil: string;
}

const CURSOR_SCHEMA = 'cos403.cursor/1';
const CURSOR_FORMAT = { schema: CURSOR_SCHEMA, parse: withFields<Cursor>({ sweptUntil: 'time' }) };
const DAY_MS = 86_400_000;

/**
 * Ingests what the trigger missed: failures that are due, then every log object since the last sweep, and of the day
 * before it (listings lag, 7734), that neither a partial nor a rollup holds. The first sweep looks a day back: what is
 * older is for `backfill`.
 */
export async function sweep(places: readonly LogPlace[], deps: SweepDeps): Promise<SweepSummary> {
  const run = new SweepRun(deps);
  await run.loadFailures();
  await run.retryFailures();
  for (const place of places) await run.place(place);
  return run.summary();
}

class SweepRun {
  readonly #counts = { listed: 0, ingested: 0, held: 0, failed: 0, skipped: 0 };
  readonly #failures = new Map<string, FailedObject>();
  readonly #held: HeldFiles;
  readonly #eraser: FailureEraser;
  readonly #own: (bucket: string, key: string) => boolean;
  #complete = true;

  constructor(private readonly deps: SweepDeps) {
    this.#held = new HeldFiles(deps.store, (key, reason) => deps.log.error('rollup set aside', { key, reason }));
    this.#eraser = new FailureEraser(deps.store);
    this.#own = isOwnState(deps.store.location);
  }

  summary(): SweepSummary {
    const givenUp = [...this.#failures.values()]
      .filter((failure) => failure.status === 'given-up' || failure.status === 'permanent')
      .map((failure) => ({ key: `cos://${failure.source.bucket}/${failure.source.key}`, reason: failure.reason }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    return { ...this.#counts, givenUp, complete: this.#complete };
  }

  async loadFailures(): Promise<void> {
    for await (const failure of listFailures(this.deps.store, this.deps.nowMs()))
      this.#failures.set(failedKey(failure.source), failure);
  }

  async retryFailures(): Promise<void> {
    const now = this.deps.nowMs();
    const due = [...this.#failures.values()].filter(
      (failure) => failure.status === 'retrying' && Date.parse(failure.nextTryAt ?? '') <= now,
    );
    await inParallel(due, this.#concurrency, async ({ source }) => {
      if (this.#late()) return;
      await this.#ingest(source);
    });
  }

  async place(place: LogPlace): Promise<void> {
    const { store, nowMs, cos, signal } = this.deps;
    const startedMs = nowMs();
    const key = cursorKey(place.bucket, place.prefix);
    const cursor = await readVersioned(store, key, CURSOR_FORMAT);
    if (cursor.status === 'corrupt') this.deps.log.error('sweep cursor set aside', { key, reason: cursor.reason });
    const sweptMs = cursor.status === 'ok' ? Date.parse(cursor.value.sweptUntil) : startedMs;
    // A cursor in the future comes from a clock that was wrong.
    const sinceMs = Math.min(sweptMs, startedMs) - DAY_MS;
    const before = this.#complete;
    this.#complete = true;
    await inParallel(listSince(cos, place, sinceMs, signal), this.#concurrency, async (object) => {
      if (object.lastModifiedMs < sinceMs || object.key.endsWith('/')) return;
      if (this.#late()) return;
      await this.#listed(place, object);
    });
    if (this.#complete) {
      const next: Cursor = {
        schema: CURSOR_SCHEMA,
        bucket: place.bucket,
        prefix: place.prefix,
        sweptUntil: new Date(startedMs).toISOString(),
      };
      await writeVersioned(store, key, next);
    }
    this.#complete &&= before;
  }

  async #listed(place: LogPlace, object: ListedObject): Promise<void> {
    this.#counts.listed++;
    if (this.#own(place.bucket, object.key)) {
      this.#counts.skipped++;
      return;
    }
    const source: SourceObject = { bucket: place.bucket, ...object };
    if (this.#waits(source)) return;
    if (await this.#held.has(source)) {
      this.#counts.held++;
      return;
    }
    await this.#ingest(source);
  }

  /** Failed before: then it has its own time of trying again, or none. Before it could be opened its ETag was not known. */
  #waits(source: SourceObject): boolean {
    return [source, { ...source, etag: '' }].some((identity) => {
      const failure = this.#failures.get(failedKey(identity));
      return failure !== undefined && failure.status !== 'partly';
    });
  }

  async #ingest({ bucket, key, etag }: Pick<SourceObject, 'bucket' | 'key' | 'etag'>): Promise<void> {
    const { cos, store, nowMs, log, self, signal } = this.deps;
    const outcome: IngestOutcome = await ingestObject({ bucket, key, ...(etag ? { etag } : {}) }, cos, {
      store,
      held: this.#held,
      failures: this.#eraser,
      nowMs,
      log,
      ...(self ? { self } : {}),
      signal,
    });
    this.#counts[outcome.status]++;
    if (outcome.status === 'failed' && outcome.record)
      this.#failures.set(failedKey(outcome.record.source), outcome.record);
    else
      for (const identity of [
        { bucket, key, etag },
        { bucket, key, etag: '' },
      ])
        this.#failures.delete(failedKey(identity));
  }

  get #concurrency(): number {
    return this.deps.concurrency ?? 4;
  }

  /** Time is up: what is left is for the next sweep. */
  #late(): boolean {
    const late =
      this.deps.signal?.aborted === true || this.deps.nowMs() >= (this.deps.deadlineMs ?? Number.POSITIVE_INFINITY);
    if (late) this.#complete = false;
    return late;
  }
}
