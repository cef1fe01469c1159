import { openCloud } from '../lib/cloud/open.js';
import { loadConfig } from '../lib/config/load.js';
import { readCosObject } from '../lib/config/read-cos.js';
import { type LogObject, readCosEvent } from '../lib/ingest/event.js';
import { type EventSummary, handleEvent } from '../lib/ingest/handle-event.js';
import { ownRequesters } from '../lib/ingest/identity.js';
import { jsonLog } from '../lib/ingest/log.js';
import { openStore } from '../lib/store/open.js';

/** What is used of SCF's context (583/67790); unknown fields come and go. */
interface FunctionContext {
  readonly request_id?: string;
  readonly time_limit_in_ms?: number;
}

/** Kept for writing down a failure after the time for reading is over. Ms. */
const GRACE_MS = 3_000;

/**
 * COS trigger: every delivered log file becomes one partial. Credentials and configuration are read anew in each
 * invocation. Throws only when the configuration or the state cannot be used, so that the platform tries again.
 */
export async function main_handler(event: unknown, context: FunctionContext = {}): Promise<EventSummary> {
  const { env } = process;
  const log = jsonLog(console.log, Date.now, { function: 'ingest', requestId: context.request_id ?? '' });
  const limitMs = context.time_limit_in_ms ?? Number.POSITIVE_INFINITY;
  const abort = new AbortController();
  const timer = Number.isFinite(limitMs)
    ? setTimeout(() => abort.abort(), Math.max(limitMs / 2, limitMs - GRACE_MS))
    : null;
  try {
    const records = readCosEvent(event, env['TENCENTCLOUD_REGION']);
    const { config } = await loadConfig(undefined, { env, cwd: process.cwd(), readCos: readCosObject(env) });
    if (!config.state)
      throw new Error('the configuration names no state: set COS403_CONFIG to one with "state": "cos://…"');
    const objects = records.flatMap((record): LogObject[] => (record.status === 'object' ? [record.object] : []));
    const cloud = await openCloud({
      env,
      likelyRegion: config.region,
      bucketRegions: Object.fromEntries(objects.flatMap(({ bucket, region }) => (region ? [[bucket, region]] : []))),
    });
    const store = await openStore(config.state, { cwd: process.cwd(), cos: async () => cloud.cos });
    const self = await ownRequesters(cloud.api, env);
    return await handleEvent(records, { cos: cloud.cos, store, nowMs: Date.now, log, self, signal: abort.signal });
  } catch (error) {
    log.error('ingest failed', {
      code: (error as { code?: string }).code ?? 'unknown',
      reason: (error as Error).message,
    });
    throw error;
  } finally {
    if (timer) clearTimeout(timer);
  }
}
