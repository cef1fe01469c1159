import type { Fragment } from './merge.js';

/** COS publishes no rate for reads of settings: they are kept for minutes (9.1). CAM itself caches for about one. */
export const FACT_TTL_MS = 10 * 60_000;

/** Keeps answers of fact requests for some minutes, over runs when it is stored. */
export interface FactCache {
  get(id: string, nowMs: number): Fragment | null;
  put(id: string, fragment: Fragment, nowMs: number): void;
  /** For the store; only what is still fresh. */
  toJSON(nowMs: number): StoredFactCache;
}

export interface StoredFactCache {
  readonly schema: 'cos403.facts-cache/1';
  readonly entries: readonly { readonly id: string; readonly atMs: number; readonly fragment: Fragment }[];
}

/** A cache, with what an earlier run stored. Times in the future (a clock that went back) are not believed. */
export function factCache(stored?: StoredFactCache, ttlMs: number = FACT_TTL_MS): FactCache {
  const entries = new Map<string, { atMs: number; fragment: Fragment }>();
  for (const { id, atMs, fragment } of stored?.entries ?? []) entries.set(id, { atMs, fragment });
  const fresh = (atMs: number, nowMs: number) => atMs <= nowMs && nowMs - atMs < ttlMs;
  return {
    get(id, nowMs) {
      const entry = entries.get(id);
      return entry && fresh(entry.atMs, nowMs) ? entry.fragment : null;
    },
    put(id, fragment, nowMs) {
      entries.set(id, { atMs: nowMs, fragment });
    },
    toJSON: (nowMs) => ({
      schema: 'cos403.facts-cache/1',
      entries: [...entries]
        .filter(([, { atMs }]) => fresh(atMs, nowMs))
        .map(([id, entry]) => ({ id, ...entry }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    }),
  };
}
