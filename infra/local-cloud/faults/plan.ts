import { EVENT_FAULTS, type Fault } from './model.js';
import { seeded } from './random.js';

export interface Happening {
  readonly operation: string;
  readonly bucket: string | null;
  readonly key: string | null;
  /** `namespace/name` of the function that asks or is to be started. */
  readonly functionId?: string;
}

interface Armed {
  readonly fault: Fault;
  readonly dice: () => number;
  /** Matching requests so far. */
  seen: number;
  hits: number;
}

/** The faults in force, with their counters and dice. Pure but for that memory: the same requests meet the same faults. */
export class FaultPlan {
  #armed: Armed[] = [];

  set(faults: readonly Fault[]): void {
    this.#armed = faults.map((fault, index) => ({ fault, dice: seeded(fault.seed ?? index + 1), seen: 0, hits: 0 }));
  }

  /** The list as given, with how often each has hit. */
  describe(): object[] {
    return this.#armed.map(({ fault, seen, hits }) => ({ ...fault, seen, hits }));
  }

  /** Faults that hit this request, each with its dice for random amounts. */
  request(happening: Happening): { fault: Fault; dice: () => number }[] {
    return this.#strike(
      happening,
      (fault) => !EVENT_FAULTS.has(fault.fault) && nameMatches(fault.operation, happening.operation),
    );
  }

  /** Local delays (ms) after which copies of an event arrive; none: it is lost. */
  deliveries(happening: Happening): number[] {
    let delays = [0];
    for (const { fault, dice } of this.#strike(happening, (one) => EVENT_FAULTS.has(one.fault))) {
      if (fault.fault === 'lose') delays = [];
      if (fault.fault === 'delay') delays = delays.map((ms) => ms + fault.ms);
      if (fault.fault === 'reorder') delays = delays.map((ms) => ms + Math.round(dice() * fault.ms));
      if (fault.fault === 'duplicate') {
        const copies = Array.from({ length: fault.copies }, () => Math.round(dice() * fault.ms));
        delays = delays.flatMap((ms) => [ms, ...copies.map((extra) => ms + extra)]);
      }
    }
    return delays;
  }

  #strike(happening: Happening, concerns: (fault: Fault) => boolean): { fault: Fault; dice: () => number }[] {
    return this.#armed.filter((armed) => {
      const { fault } = armed;
      if (!concerns(fault) || !inScope(fault, happening)) return false;
      armed.seen++;
      if (armed.seen <= fault.skip || (fault.count !== undefined && armed.hits >= fault.count)) return false;
      if (fault.probability < 1 && armed.dice() >= fault.probability) return false;
      armed.hits++;
      return true;
    });
  }
}

function inScope(fault: Fault, happening: Happening): boolean {
  if (fault.bucket !== undefined && fault.bucket !== happening.bucket) return false;
  if (fault.prefix !== undefined && !happening.key?.startsWith(fault.prefix)) return false;
  if (fault.function === undefined) return true;
  const id = happening.functionId;
  return id === fault.function || (id?.endsWith(`/${fault.function}`) ?? false);
}

/** `*` at the end stands for anything; compared without case. */
function nameMatches(pattern: string, name: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = name.toLowerCase();
  return wanted.endsWith('*') ? given.startsWith(wanted.slice(0, -1)) : wanted === given;
}
