import type { Readable } from 'node:stream';
import { Aggregator, type FileOutcome } from '../aggregate/aggregator.js';
import { encodePartial } from '../aggregate/partial.js';
import type { CosClient, ObjectHead } from '../cloud/cos.js';
import { CloudError } from '../cloud/error.js';
import { isNotFound } from '../cloud/failure.js';
import { normalizeEtag } from '../store/etag.js';
import { partialKey, type SourceObject } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { putOptions } from '../store/versioned.js';
import type { LogObject } from './event.js';
import { type FailedObject, type FailedSource, FailureEraser, recordFailure } from './failed.js';
import type { HeldFiles } from './held.js';
import type { Log } from './log.js';

export interface IngestDeps {
  readonly store: Store;
  readonly held: HeldFiles;
  /** Shared by the objects of one run; absent: each object looks for itself. */
  readonly failures?: FailureEraser;
  readonly nowMs: () => number;
  readonly log: Log;
  /** Uins and role ids of the tool itself: their records are counted as excluded. */
  readonly self?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** What became of one log object. */
export type IngestOutcome =
  | {
      readonly status: 'ingested';
      readonly partial: string;
      readonly requests: number;
      readonly denials: number;
      readonly file: FileOutcome;
    }
  /** A partial or a rollup has it already. */
  | { readonly status: 'held' }
  | { readonly status: 'skipped'; readonly reason: string }
  | {
      readonly status: 'failed';
      readonly code: string;
      readonly reason: string;
      readonly willRetry: boolean;
      readonly record?: FailedObject;
    };

/** A log file that can be opened: an object, or a local file. */
export interface LogFile {
  readonly source: SourceObject & { readonly size: number };
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives up reading. */
  discard(): void;
}

/**
 * Turns one log object of a bucket into a partial. A second delivery changes nothing. A failure becomes a record under
 * `failed/`; this throws only when the state itself cannot be read or written.
 */
export async function ingestObject(object: LogObject, cos: CosClient, deps: IngestDeps): Promise<IngestOutcome> {
  let named: FailedSource = {
    bucket: object.bucket,
    key: object.key,
    etag: normalizeEtag(object.etag ?? ''),
    ...(object.region ? { region: object.region } : {}),
  };
  try {
    const { key, head } = await openEither(object, cos, deps.signal);
    named = { ...named, key, etag: normalizeEtag(head.etag) };
    const outcome = await ingestFile(fileOf(named, head), deps);
    // What was read of a damaged file only in part stays on record.
    const whole = outcome.status === 'ingested' && outcome.file.damage === null;
    if (whole || outcome.status === 'held') await (deps.failures ?? new FailureEraser(deps.store)).erase(named);
    return outcome;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    // A key that is not there may only be not there yet.
    const gone: boolean = isNotFound(error);
    return fail(
      named,
      gone ? 'vanished' : error.code,
      error.message,
      gone || mayPass(error) ? 'retry' : 'permanent',
      deps,
    );
  }
}

/** Turns an opened log file into a partial. Failures of the source are thrown (CloudError), those of its content recorded. */
export async function ingestFile(file: LogFile, deps: IngestDeps): Promise<IngestOutcome> {
  const { source } = file;
  if (await deps.held.has(source)) {
    file.discard();
    return { status: 'held' };
  }
  const aggregator = new Aggregator({ self: deps.self ?? [] });
  // Atomic: nothing is counted when the source fails half-way.
  const outcome = await aggregator.addStream(file.body, { atomic: true });
  const records = outcome.lines - outcome.rejectedLines;
  const failedSource = { bucket: source.bucket, key: source.key, etag: normalizeEtag(source.etag) };
  if (records === 0 && (outcome.rejectedLines > 0 || outcome.damage !== null)) {
    const code = outcome.damage === null ? 'not-a-log' : 'damaged';
    const reason =
      outcome.damage === null
        ? `none of its ${outcome.rejectedLines} lines is an access log line`
        : `the gzip data is ${outcome.damage}`;
    return fail(failedSource, code, reason, 'permanent', deps);
  }
  const key = partialKey(source);
  const body = encodePartial(aggregator.aggregate, {
    bucket: source.bucket,
    key: source.key,
    etag: normalizeEtag(source.etag),
    size: source.size,
    lastModified: new Date(source.lastModifiedMs).toISOString(),
  });
  const written = await deps.store.putIfAbsent(key, body, putOptions(key));
  await deps.held.add(source);
  if (written === 'exists') return { status: 'held' };
  if (outcome.damage !== null) {
    await fail(
      failedSource,
      'damaged',
      `the gzip data is ${outcome.damage}; ${records} records before that are counted`,
      'partly',
      deps,
    );
  }
  return { status: 'ingested', partial: key, requests: records, denials: outcome.denials, file: outcome };
}

async function fail(
  source: FailedSource,
  code: string,
  reason: string,
  outcome: 'retry' | 'permanent' | 'partly',
  deps: IngestDeps,
): Promise<IngestOutcome> {
  const record = await recordFailure(deps.store, { source, code, reason, outcome, nowMs: deps.nowMs() });
  deps.log.warn('log file not ingested', {
    bucket: source.bucket,
    key: source.key,
    code,
    reason,
    status: record.status,
    attempts: record.attempts,
  });
  deps.failures?.note(record.source);
  return { status: 'failed', code, reason, willRetry: record.status === 'retrying', record };
}

/** The literal key first; only when it does not exist, the decoded one. */
async function openEither(
  object: LogObject,
  cos: CosClient,
  signal: AbortSignal | undefined,
): Promise<{ readonly key: string; readonly head: ObjectHead & { readonly body: Readable } }> {
  try {
    return { key: object.key, head: await cos.open(object.bucket, object.key, signal) };
  } catch (error) {
    if (!isNotFound(error) || object.decodedKey === undefined) throw error;
    return { key: object.decodedKey, head: await cos.open(object.bucket, object.decodedKey, signal) };
  }
}

function fileOf(named: FailedSource, head: ObjectHead & { readonly body: Readable }): LogFile {
  return {
    source: {
      bucket: named.bucket,
      key: named.key,
      etag: head.etag,
      lastModifiedMs: head.lastModifiedMs,
      size: head.size,
    },
    body: head.body,
    discard: () => void head.body.destroy(),
  };
}

/** A missing permission is mended by people, so it is tried again; a bucket that is not there is not. */
function mayPass(error: CloudError): boolean {
  return error.details.retryable || error.details.status === 403 || error.code === 'aborted';
}
