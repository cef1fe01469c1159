import type { FaultGate, FaultOutcome, FaultRequest } from '../../infra/local-cloud/cloud.js';
import type { Running } from './function-pool.js';

/** Who dies at which request of the world, before its work or after it (then nobody hears that it was done). */
export interface Death {
  readonly victim: Running;
  readonly atRequest: number;
  readonly moment: 'before' | 'after';
}

/** Stands before the faults: counts requests to the cloud and its receivers, and kills at the one that was chosen. */
export class KillGate implements FaultGate {
  #seen = 0;
  #death: Death | null = null;

  constructor(private readonly faults: FaultGate) {}

  /** From now on requests are counted anew; null: nobody dies. */
  arm(death: Death | null): void {
    this.#seen = 0;
    this.#death = death;
  }

  async before(request: FaultRequest, operation: string): Promise<FaultOutcome> {
    const death = this.#death;
    if (death === null || ++this.#seen !== death.atRequest) return this.faults.before(request, operation);
    if (death.moment === 'before') {
      death.victim.kill();
      return { reset: true };
    }
    const outcome = await this.faults.before(request, operation);
    const works = !outcome.hang && !outcome.reset && !outcome.error;
    if (!works) death.victim.kill();
    return works ? { ...outcome, afterWork: () => death.victim.kill() } : outcome;
  }
}
