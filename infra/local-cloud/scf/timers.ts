import type { FunctionState, LocalClock, LocalState, TriggerState } from '../state.js';
import { type Cron, parseCron } from './cron.js';

export interface DueTimer {
  readonly fn: FunctionState;
  readonly trigger: TriggerState;
  readonly dueMs: number;
}

/**
 * Which timers have become due on the local clock. After a jump of the clock every timer fires once, for its latest moment: the
 * hours in between did not happen.
 */
export class Timers {
  readonly #seenUntil = new WeakMap<TriggerState, number>();
  readonly #crons = new Map<string, Cron>();

  constructor(
    private readonly state: LocalState,
    private readonly clock: LocalClock,
  ) {}

  due(): DueTimer[] {
    const nowMs = this.clock.nowMs();
    const due: DueTimer[] = [];
    for (const fn of this.state.functions.values()) {
      for (const trigger of fn.triggers) {
        if (trigger.type !== 'timer') continue;
        const from = Math.min(this.#seenUntil.get(trigger) ?? Date.parse(trigger.addedAt), nowMs);
        this.#seenUntil.set(trigger, nowMs);
        if (!trigger.enabled) continue;
        const dueMs = this.#cron(trigger.description).last(from, nowMs);
        if (dueMs !== null) due.push({ fn, trigger, dueMs });
      }
    }
    return due;
  }

  #cron(text: string): Cron {
    let cron = this.#crons.get(text);
    if (!cron) {
      cron = parseCron(text);
      this.#crons.set(text, cron);
    }
    return cron;
  }
}
