import { type FactRequest, factRequestId, type Snapshot, type UnknownFact } from '../facts/snapshot.js';

/** Collects, while a decision is made, which facts it lacked: what to ask for, and which permissions are missing. */
export class Ledger {
  readonly #wants = new Map<string, FactRequest>();
  readonly #missing = new Set<string>();
  /** Needed facts that are not known. */
  unknown = 0;

  constructor(readonly snapshot: Snapshot) {}

  /** Notes whether a needed fact is known; returns it. `at` is its JSON Pointer. */
  need<T>(value: T | undefined, at: string, want: FactRequest): T | undefined {
    if (value !== undefined) return value;
    this.unknown += 1;
    this.lack(at, want);
    return undefined;
  }

  /** A fact that is not known: wanted unless it was already tried and refused. */
  lack(at: string, want: FactRequest): void {
    const tried = triedAndUnknown(this.snapshot, at);
    if (tried?.permission !== undefined) this.#missing.add(tried.permission);
    if (tried === undefined || tried.reason === 'not-asked') this.#wants.set(factRequestId(want), want);
  }

  get wants(): FactRequest[] {
    return [...this.#wants.values()];
  }

  get missing(): string[] {
    return [...this.#missing].sort();
  }
}

/** The snapshot's word on why a fact (or something above it) is unknown. */
export function triedAndUnknown(snapshot: Snapshot, at: string): UnknownFact | undefined {
  return snapshot.unknown?.find((entry) => entry.fact === at || at.startsWith(`${entry.fact}/`));
}
