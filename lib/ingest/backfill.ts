import type { ListedObject } from '../cloud/cos.js';
import type { SourceObject } from '../store/keys.js';
import { FailureEraser } from './failed.js';
import { HeldFiles } from './held.js';
import { knownRequesters } from './identity.js';
import { type IngestOutcome, ingestObject } from './ingest.js';
import { dayOfKey, listSince } from './log-keys.js';
import { isOwnState } from './own-state.js';
import { inParallel } from './parallel.js';
import type { LogPlace, SweepDeps } from './sweep.js';

/** Whole days in which the keys lie, or the times of writing where keys have no date. Ms since the epoch, UTC. */
export interface Period {
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
}

const DAY_MS = 86_400_000;

/** Log objects of a period that neither a partial nor a rollup holds, in the order of their keys; `onHeld` counts the others. */
export async function* missingObjects(
  places: readonly LogPlace[],
  period: Period,
  deps: Pick<SweepDeps, 'cos' | 'store' | 'log' | 'signal'>,
  onHeld: () => void = () => {},
): AsyncGenerator<SourceObject & { readonly size: number }> {
  const held = new HeldFiles(deps.store, (key, reason) => deps.log.error('rollup set aside', { key, reason }));
  const own = isOwnState(deps.store.location);
  for (const place of places) {
    for await (const object of listSince(deps.cos, place, period.fromMs, deps.signal)) {
      const day = dayOfKey(object.key, place.prefix);
      // Dated keys are in order: a day after the end nothing more can come of them.
      if (day !== null && day >= period.toMs + DAY_MS) continue;
      if (object.key.endsWith('/') || own(place.bucket, object.key) || !inPeriod(object, day, period)) continue;
      const source = { bucket: place.bucket, ...object };
      if (await held.has(source)) onHeld();
      else yield source;
    }
  }
}

/** By the day in the key where there is one (half a day of slack: its zone is not documented), else by the time of writing. */
function inPeriod(object: ListedObject, day: number | null, period: Period): boolean {
  if (day === null) return object.lastModifiedMs >= period.fromMs && object.lastModifiedMs < period.toMs;
  return day + DAY_MS > period.fromMs && day < period.toMs;
}

export interface BackfillProgress {
  readonly object: { readonly bucket: string; readonly key: string; readonly size: number };
  readonly outcome: IngestOutcome;
}

export interface BackfillSummary {
  readonly ingested: number;
  readonly held: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Ingests what is missing of a period, here. */
export async function backfill(
  places: readonly LogPlace[],
  period: Period,
  deps: SweepDeps,
  onDone: (progress: BackfillProgress) => void = () => {},
): Promise<BackfillSummary> {
  const counts = { ingested: 0, held: 0, failed: 0, skipped: 0 };
  const held = new HeldFiles(deps.store);
  const failures = new FailureEraser(deps.store);
  const self = deps.self ?? (await knownRequesters(deps.store));
  const missing = missingObjects(places, period, deps, () => {
    counts.held++;
  });
  await inParallel(missing, deps.concurrency ?? 4, async (object) => {
    const outcome = await ingestObject({ bucket: object.bucket, key: object.key, etag: object.etag }, deps.cos, {
      ...deps,
      held,
      failures,
      self,
    });
    counts[outcome.status]++;
    onDone({ object, outcome });
  });
  return counts;
}
