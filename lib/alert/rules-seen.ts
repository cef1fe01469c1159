import type { GroupRef } from './rules-types.js';

/** Which requesters of the account were refused in which way, and when last. Bounded, ages. */
export interface Seen {
  /** `requester\nkind` → ms of the last denial. */
  readonly last: Record<string, number>;
  /** When watching began: before a day has passed everything is new, and "new" says nothing. */
  readonly sinceMs: number;
  /** Learning is over (the first day has passed). */
  readonly learned: boolean;
}

export const LEARN_MS = 24 * 3_600_000;
const MAX_SEEN = 20_000;

/**
 * The key under which a requester is remembered: its uin for identities of the bucket's own account; null for strangers and anonymous.
 * Unknown SecretIds are one requester: anybody can invent them.
 */
export function seenKey(group: GroupRef & { readonly accountId: string }): string | null {
  const { requester } = group;
  if (requester.startsWith('key:')) return `key:*\n${group.kind}`;
  const owner = /^(\d+):\d+$/.exec(requester)?.[1];
  if (owner === undefined || (group.accountId !== '' && owner !== group.accountId)) return null;
  return `${requester}\n${group.kind}`;
}

/** Was this requester never refused this way? */
export function isNew(seen: Seen, group: GroupRef & { readonly accountId: string }): boolean {
  const key = seenKey(group);
  return key !== null && seen.learned && seen.last[key] === undefined;
}

/** Notes the denials of a run and forgets what is older than `memoryMs`; over the bound the longest unseen go. */
export function remember(
  last: Record<string, number>,
  notes: Iterable<readonly [string, number]>,
  nowMs: number,
  memoryMs: number,
): void {
  for (const [key, ms] of notes) last[key] = Math.max(last[key] ?? 0, ms);
  const entries = Object.entries(last).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  entries.forEach(([key, ms], i) => {
    if (i >= MAX_SEEN || ms < nowMs - memoryMs) delete last[key];
  });
}
