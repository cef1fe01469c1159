import { openPorts } from '../lib/alert/open-ports.js';
import { type RunSummary, runAlert } from '../lib/alert/run.js';
import { loadConfig } from '../lib/config/load.js';
import { readCosObject } from '../lib/config/read-cos.js';
import { jsonLog } from '../lib/ingest/log.js';

/** What is used of SCF's context (583/67790); unknown fields come and go. */
interface FunctionContext {
  readonly request_id?: string;
  readonly time_limit_in_ms?: number;
}

/** Kept for the platform's own work at the end, ms. */
const GRACE_MS = 2_000;
/** The platform's longest, where it does not say. */
const LONGEST_MS = 900_000;

/**
 * Timer, every five minutes: partials become incidents, diagnoses and notifications; each half hour it sweeps what the trigger missed.
 * Credentials and configuration are read anew in each invocation. Throws when the state cannot be used, so that the platform tries again.
 */
export async function main_handler(_event: unknown, context: FunctionContext = {}): Promise<RunSummary> {
  const { env } = process;
  const limitMs = context.time_limit_in_ms ?? LONGEST_MS;
  const log = jsonLog(console.log, Date.now, { function: 'alert', requestId: context.request_id ?? '' });
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), Math.max(limitMs / 2, limitMs - GRACE_MS));
  try {
    const { config } = await loadConfig(undefined, { env, cwd: process.cwd(), readCos: readCosObject(env) });
    if (config.state === undefined) {
      throw new Error('the configuration names no state: set COS403_CONFIG to one with "state": "cos://…"');
    }
    const ports = await openPorts({
      config,
      state: config.state,
      env,
      cwd: process.cwd(),
      stdout: process.stdout,
      lang: config.lang,
      log,
      nowMs: Date.now,
      deadlineMs: Date.now() + Math.max(limitMs / 2, limitMs - 2 * GRACE_MS),
      signal: abort.signal,
    });
    const summary = await runAlert(config, ports);
    const { messages, partials } = summary;
    log.info('alert run', {
      status: summary.status,
      partials: partials.read,
      open: summary.open,
      sent: messages.sent,
      waiting: messages.waiting,
      failed: messages.failed.length,
      outOfTime: summary.outOfTime,
      ms: summary.ms,
    });
    for (const { key, reason } of summary.refused) log.error('state object refused', { key, reason });
    for (const { channel, reason } of messages.failed) log.error('message not delivered', { channel, reason });
    return summary;
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    log.error('alert failed', { code: code ?? 'unknown', reason: message ?? '' });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
