import { loadConfig } from '../lib/config/load.js';
import { readCosObject } from '../lib/config/read-cos.js';
import type { Config } from '../lib/config/types.js';
import { jsonLog, type Log } from '../lib/ingest/log.js';

/** What is used of SCF's context (583/67790); unknown fields come and go. */
export interface FunctionContext {
  readonly request_id?: string;
  readonly time_limit_in_ms?: number;
}

/** One invocation of a function: read anew each time, nothing is kept between them. */
export interface Invocation {
  readonly config: Config;
  readonly state: string;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly log: Log;
  nowMs(): number;
  /** When work should be over, by `nowMs`; a little later `signal` stops it. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/** Kept for writing down what happened, and for the platform's own work at the end. Ms. */
const GRACE_MS = 3_000;
/** The platform's longest, where it does not say. */
const LONGEST_MS = 900_000;

/**
 * Runs `work` with configuration, clock, log and time limit of this invocation. What cannot be used (configuration, state) is logged and
 * thrown, so that the platform tries again.
 */
export async function invoke<T>(
  name: 'ingest' | 'alert' | 'report',
  context: FunctionContext,
  work: (invocation: Invocation) => Promise<T>,
  nowMs: () => number = Date.now,
): Promise<T> {
  const { env } = process;
  const cwd = process.cwd();
  const limitMs = context.time_limit_in_ms ?? LONGEST_MS;
  const within = (graceMs: number) => Math.max(limitMs / 2, limitMs - graceMs);
  const log = jsonLog(console.log, nowMs, { function: name, requestId: context.request_id ?? '' });
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), within(GRACE_MS));
  const deadlineMs = nowMs() + within(2 * GRACE_MS);
  try {
    const { config } = await loadConfig(undefined, { env, cwd, readCos: readCosObject(env) });
    if (config.state === undefined) {
      throw new Error('the configuration names no state: set COS403_CONFIG to one with "state": "cos://…"');
    }
    return await work({ config, state: config.state, env, cwd, log, nowMs, deadlineMs, signal: abort.signal });
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    log.error(`${name} failed`, { code: code ?? 'unknown', reason: message ?? '' });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
