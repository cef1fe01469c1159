import type { CallApi } from '../cloud/api.js';
import type { CosClient } from '../cloud/cos.js';
import { type Patience, realPatience } from '../cloud/retry.js';
import { Asker, type FactBudget } from './asker.js';
import { BucketCollector } from './bucket-facts.js';
import type { FactCache } from './cache.js';
import { CamCollector } from './cam-facts.js';
import { emptySnapshot, type Fragment, mergeFacts } from './merge.js';
import { pointerOf } from './pointer.js';
import { type FactRequest, factRequestId, type Snapshot } from './snapshot.js';

/** Where a diagnosis gets its facts from: a file, or the live account. */
export interface FactSource {
  /** Everything known by now. */
  snapshot(): Snapshot;
  /**
   * Learns what it can of the wanted facts. What was asked before is not asked again. Resolves to `false` when nothing
   * more can be learnt at all (a file, or the budget is spent). Throws only when our own credentials are refused.
   */
  fetch(wants: readonly FactRequest[]): Promise<boolean>;
}

/** Facts of a snapshot file: nothing more can be learnt. */
export function offlineFacts(snapshot: Snapshot): FactSource {
  return { snapshot: () => snapshot, fetch: async () => false };
}

export interface LiveFactsOptions {
  readonly cos: CosClient;
  readonly api: CallApi;
  readonly budget: FactBudget;
  readonly patience?: Patience;
  readonly signal?: AbortSignal | undefined;
  /** Facts of earlier runs that are still fresh. */
  readonly cache?: FactCache;
  /** What is known already. */
  readonly start?: Snapshot;
}

export interface LiveFacts extends FactSource {
  /** Whose account this is, and its roles: for the `snapshot` command. */
  readonly cam: CamCollector;
  add(fragment: Fragment): void;
  /** Moves what could not be read into the snapshot. */
  settle(): void;
}

/** Facts of the live account, read-only: only what is asked for, each once, within the budget. */
export function liveFacts(options: LiveFactsOptions): LiveFacts {
  const patience = options.patience ?? realPatience;
  const asker = new Asker({ budget: options.budget, patience, signal: options.signal });
  const buckets = new BucketCollector(options.cos, asker);
  const cam = new CamCollector(options.api, asker);
  const asked = new Set<string>();
  let snapshot = options.start ?? emptySnapshot(isoSeconds(patience.nowMs()));

  const add = (fragment: Fragment) => {
    snapshot = mergeFacts(snapshot, fragment);
  };

  const learn = async (want: FactRequest): Promise<void> => {
    const id = factRequestId(want);
    const kept = options.cache?.get(id, patience.nowMs());
    if (kept) return add(kept);
    const fragment = await ('bucket' in want ? buckets.collect(want) : cam.collect(want));
    const unknown = asker.takeUnknown();
    add({ ...fragment, unknown });
    // What failed for want of time or budget may succeed the next time.
    if (!unknown.some((entry) => /^(budget|timeout|network)$/.test(entry.reason))) {
      options.cache?.put(id, { ...fragment, unknown }, patience.nowMs());
    }
  };

  return {
    cam,
    add,
    settle: () => add({ unknown: asker.takeUnknown() }),
    snapshot: () => snapshot,
    async fetch(wants) {
      for (const want of wants) {
        const id = factRequestId(want);
        if (asked.has(id)) continue;
        asked.add(id);
        const spent = asker.spent();
        const free = options.cache?.get(id, patience.nowMs());
        if (spent && !free) add({ unknown: [{ fact: pointerOf(want), reason: spent }] });
        else await learn(want);
      }
      return asker.spent() === null;
    },
  };
}

/** `2026-11-23T10:00:00Z` */
export function isoSeconds(ms: number): string {
  return new Date(Math.trunc(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}
