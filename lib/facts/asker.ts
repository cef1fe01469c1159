import { CloudError, isDenied } from '../cloud/error.js';
import type { Patience } from '../cloud/retry.js';
import type { UnknownFact } from './snapshot.js';

/** What facts may cost. */
export interface FactBudget {
  /** Cloud calls that may still be made; counted down. */
  calls: number;
  /** No call starts after this time, ms since the epoch. */
  readonly deadlineMs: number;
}

/** CAM allows 20/s for ListAccessKeys and does not say it for others (598/45156): ten at once, then ten a second. */
const CAM_SPACING_MS = 100;
const CAM_BURST = 10;

export interface AskerOptions {
  readonly budget: FactBudget;
  readonly patience: Patience;
  readonly signal?: AbortSignal | undefined;
}

/** Codes that say that our own credentials are wrong: no fact can be read, and that is for a person to mend. */
const OWN_CREDENTIALS =
  /^(AuthFailure\.(?!UnauthorizedOperation)|InvalidAccessKeyId$|SignatureDoesNotMatch$|RequestTimeTooSkewed$|no-credentials$|ExpiredToken$|InvalidToken$)/;

/** Makes the calls behind facts one by one: within the budget, at CAM's pace, and with "could not be read" as an answer. */
export class Asker {
  readonly #unknown: UnknownFact[] = [];
  #nextCamMs = Number.NEGATIVE_INFINITY;

  constructor(readonly options: AskerOptions) {}

  get signal(): AbortSignal | undefined {
    return this.options.signal;
  }

  /** What could not be read since the last time it was taken. */
  takeUnknown(): UnknownFact[] {
    return this.#unknown.splice(0);
  }

  note(fact: string, reason: string, permission?: string): void {
    this.#unknown.push({ fact, reason, ...(permission ? { permission } : {}) });
  }

  /** `null` when there is still budget; else why not. */
  spent(): 'budget' | 'timeout' | null {
    const { budget, patience, signal } = this.options;
    if (signal?.aborted || patience.nowMs() >= budget.deadlineMs) return 'timeout';
    return budget.calls > 0 ? null : 'budget';
  }

  /**
   * One call for `fact`. `undefined`: it was not answered, and `unknown` says why. Throws only when our own credentials
   * are refused. `pace`: the call goes to CAM.
   */
  async ask<T>(fact: string, call: () => Promise<T>, pace: 'cam' | 'free' = 'free'): Promise<T | undefined> {
    const spent = this.spent();
    if (spent) {
      this.note(fact, spent);
      return undefined;
    }
    this.options.budget.calls--;
    try {
      if (pace === 'cam') await this.#pace();
      return await call();
    } catch (error) {
      if (!(error instanceof CloudError) || OWN_CREDENTIALS.test(error.code)) throw error;
      const denied: boolean = isDenied(error);
      const reason = error.code === 'aborted' ? 'timeout' : error.code === '403' ? 'AccessDenied' : error.code;
      this.note(fact, reason, denied ? error.details.action : undefined);
      return undefined;
    }
  }

  async #pace(): Promise<void> {
    const { patience, signal } = this.options;
    const now = patience.nowMs();
    const at = this.#nextCamMs;
    this.#nextCamMs = Math.max(at, now - (CAM_BURST - 1) * CAM_SPACING_MS) + CAM_SPACING_MS;
    if (at > now) await patience.sleep(at - now, signal);
  }
}
