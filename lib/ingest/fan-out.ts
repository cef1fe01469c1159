import type { CallApi } from '../cloud/api.js';
import { CloudError } from '../cloud/error.js';
import { failedKey, partialKey, type SourceObject } from '../store/keys.js';
import type { Store } from '../store/store.js';
import type { BackfillSummary } from './backfill.js';
import { cosEventFor } from './event.js';
import { inParallel } from './parallel.js';

export interface FanOutDeps {
  readonly api: CallApi;
  readonly store: Store;
  /** Of the log buckets and the function: a trigger works within one region. */
  readonly region: string;
  /** `cos403-prod-ingest` */
  readonly functionName: string;
  /** Objects on their way at a time. */
  readonly concurrency: number;
  /** Ms between looks for the partial, and until an object is given up. */
  readonly pollMs?: number;
  readonly patienceMs?: number;
  readonly sleep?: (ms: number) => Promise<void>;
  readonly nowMs: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** The state's clock and ours may differ by this. Ms. */
const CLOCKS_APART_MS = 60_000;

type LogObject = SourceObject & { readonly size: number };

/**
 * Sends each object to the deployed ingest function by asynchronous invocation, with the event that COS would have sent, and waits for
 * its partial. Partials are idempotent, so this gives what reading here gives, and an interrupted run can be repeated.
 */
export async function fanOut(
  objects: AsyncIterable<LogObject>,
  deps: FanOutDeps,
  onDone: (progress: { object: LogObject }) => void = () => {},
): Promise<BackfillSummary> {
  const counts = { ingested: 0, held: 0, failed: 0, skipped: 0 };
  await inParallel(objects, deps.concurrency, async (object) => {
    counts[(await invokeAndWait(object, deps)) ? 'ingested' : 'failed'] += 1;
    onDone({ object });
  });
  return counts;
}

async function invokeAndWait(object: LogObject, deps: FanOutDeps): Promise<boolean> {
  const sleep = deps.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  const startedMs = deps.nowMs();
  const deadlineMs = startedMs + (deps.patienceMs ?? 900_000);
  try {
    await deps.api('scf', 'Invoke', {
      FunctionName: deps.functionName,
      Namespace: 'default',
      InvocationType: 'Event',
      ClientContext: JSON.stringify(cosEventFor([{ bucket: object.bucket, key: object.key }], deps.region)),
    });
  } catch (error) {
    if (error instanceof CloudError && !error.details.retryable) throw error;
    return false;
  }
  const key = partialKey(object);
  while (deps.nowMs() < deadlineMs) {
    deps.signal?.throwIfAborted();
    if ((await deps.store.get(key)) !== null) return true;
    const failure = await deps.store.get(failedKey(object));
    if (failure !== null && failure.lastModifiedMs >= startedMs - CLOCKS_APART_MS) return false;
    await sleep(deps.pollMs ?? 2_000);
  }
  return false;
}
