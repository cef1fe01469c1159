import type { CosClient } from '../cloud/cos.js';
import type { Store } from '../store/store.js';
import type { EventRecord } from './event.js';
import { FailureEraser } from './failed.js';
import { HeldFiles } from './held.js';
import { type IngestOutcome, ingestObject } from './ingest.js';
import type { Log } from './log.js';
import { isOwnState } from './own-state.js';

export interface EventDeps {
  readonly cos: CosClient;
  readonly store: Store;
  readonly nowMs: () => number;
  readonly log: Log;
  readonly self?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** What the ingest function answers. */
export interface EventSummary {
  readonly records: number;
  readonly ingested: number;
  readonly held: number;
  readonly skipped: number;
  readonly failed: number;
  readonly requests: number;
  readonly denials: number;
}

/** Ingests every record of a COS event. One bad record does not stop the others; only a broken state does. */
export async function handleEvent(records: readonly EventRecord[], deps: EventDeps): Promise<EventSummary> {
  const held = new HeldFiles(deps.store, (key, reason) => deps.log.error('rollup set aside', { key, reason }));
  const failures = new FailureEraser(deps.store);
  const own = isOwnState(deps.store.location);
  const summary = { records: records.length, ingested: 0, held: 0, skipped: 0, failed: 0, requests: 0, denials: 0 };
  for (const record of records) {
    const outcome: IngestOutcome =
      record.status === 'ignored'
        ? { status: 'skipped', reason: record.reason }
        : own(record.object.bucket, record.object.key)
          ? { status: 'skipped', reason: 'it is part of the state: the trigger must not watch the state prefix' }
          : await ingestObject(record.object, deps.cos, { ...deps, held, failures });
    summary[outcome.status]++;
    const named = record.status === 'object' ? { bucket: record.object.bucket, key: record.object.key } : {};
    if (outcome.status === 'ingested') {
      summary.requests += outcome.requests;
      summary.denials += outcome.denials;
      deps.log.info('log file ingested', {
        ...named,
        requests: outcome.requests,
        denials: outcome.denials,
        rejectedLines: outcome.file.rejectedLines,
        bytes: outcome.file.bytes,
        ...(outcome.file.damage ? { damage: outcome.file.damage } : {}),
      });
    } else if (outcome.status !== 'failed') {
      deps.log.info(`log file ${outcome.status}`, {
        ...named,
        ...(outcome.status === 'skipped' ? { reason: outcome.reason } : {}),
      });
    }
  }
  return summary;
}
