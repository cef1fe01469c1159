import { CloudError } from './error.js';

/** Time and chance, injected: tests do not wait. */
export interface Patience {
  nowMs(): number;
  /** Resolves after `ms`, or rejects when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** 0 ≤ x < 1 */
  random(): number;
}

export const MAX_RETRIES = 3;
const BASE_MS = 200;
const CAP_MS = 5_000;

/** Full jitter: a uniform share of 200, 400, 800 … ms (at most 5 s), and never less than a tenth of it. `attempt` counts from 1. */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1));
  return Math.round(ceiling * (0.1 + 0.9 * random));
}

/** Runs a call again while its failure is retryable (and `worthwhile`): at most {@link MAX_RETRIES} times, with jittered backoff. */
export async function withRetry<T>(
  run: (attempt: number) => Promise<T>,
  patience: Patience,
  signal?: AbortSignal,
  worthwhile: (error: CloudError) => boolean = () => true,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run(attempt);
    } catch (error) {
      const again =
        error instanceof CloudError &&
        error.details.retryable &&
        worthwhile(error) &&
        attempt <= MAX_RETRIES &&
        !signal?.aborted;
      if (!again) throw error;
      await patience.sleep(backoffMs(attempt, patience.random()), signal);
    }
  }
}

/** The real thing. */
export const realPatience: Patience = {
  nowMs: Date.now,
  random: Math.random,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(new CloudError('aborted', 'stopped while waiting', { action: 'wait', retryable: false }));
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      if (signal?.aborted) stop();
      else signal?.addEventListener('abort', stop, { once: true });
    }),
};
