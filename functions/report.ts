import { loadConfig } from '../lib/config/load.js';
import { readCosObject } from '../lib/config/read-cos.js';
import { jsonLog } from '../lib/ingest/log.js';
import { openReportPorts } from '../lib/report/open-ports.js';
import { type ReportRun, runReport } from '../lib/report/run.js';

/** What is used of SCF's context (583/67790); unknown fields come and go. */
interface FunctionContext {
  readonly request_id?: string;
  readonly time_limit_in_ms?: number;
}

/** Kept for the platform's own work at the end, ms. */
const GRACE_MS = 3_000;
/** The platform's longest, where it does not say. */
const LONGEST_MS = 900_000;

/**
 * Timer, hourly: writes yesterday's report once the configured hour of the configured zone has come, and again when late logs arrived.
 * The cron's own zone does not matter (583/9708 does not state it). Throws when the state cannot be used, so that the platform tries again.
 */
export async function main_handler(event: unknown, context: FunctionContext = {}): Promise<ReportRun> {
  const { env } = process;
  const enteredMs = Date.now();
  const limitMs = context.time_limit_in_ms ?? LONGEST_MS;
  const firedMs = Date.parse(String((event as { Time?: unknown } | null)?.Time ?? ''));
  const scheduledMs = Number.isNaN(firedMs) ? enteredMs : firedMs;
  // The local cloud has a clock of its own, which its timer events carry.
  const nowMs = env['COS403_LOCAL_CLOUD'] ? () => Date.now() + scheduledMs - enteredMs : Date.now;
  const log = jsonLog(console.log, nowMs, { function: 'report', requestId: context.request_id ?? '' });
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), Math.max(limitMs / 2, limitMs - GRACE_MS));
  try {
    const { config } = await loadConfig(undefined, { env, cwd: process.cwd(), readCos: readCosObject(env) });
    if (config.state === undefined) {
      throw new Error('the configuration names no state: set COS403_CONFIG to one with "state": "cos://…"');
    }
    const ports = await openReportPorts({
      config,
      state: config.state,
      env,
      cwd: process.cwd(),
      stdout: process.stdout,
      nowMs,
      scheduledMs,
      deadlineMs: nowMs() + Math.max(limitMs / 2, limitMs - 2 * GRACE_MS),
      signal: abort.signal,
    });
    const run = await runReport(config, ports);
    for (const { date, status, denials } of run.days) log.info('report', { date, status, denials });
    if (run.messages.failed > 0) log.error('report not delivered', { failed: run.messages.failed });
    return run;
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    log.error('report failed', { code: code ?? 'unknown', reason: message ?? '' });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
