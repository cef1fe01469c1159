import type { GroupRef } from './rules-types.js';

/** A part of a bucket-wide breach that is one incident. */
export interface Part extends GroupRef {
  readonly count: number;
}

/** At most so many groups stand for a bucket-wide breach. */
const MAX_PARTS = 5;
/** Groups are named until they make up so much of it. */
const ENOUGH = 0.8;
/** When the biggest groups do not even make up this much, nobody in particular is refused: it is the bucket. */
const TOO_THIN = 0.5;

/**
 * Whom a bucket-wide breach is about: the few groups that make up most of it, or, when it is spread over many requesters, one part
 * per bucket and kind with requester `*`. So a broken bucket policy that refuses 500 users is one message, not 500.
 */
export function spread<G extends GroupRef>(groups: readonly G[], countOf: (group: G) => number): Part[] {
  const parts = groups
    .map((group) => ({
      bucket: group.bucket,
      kind: group.kind,
      requester: group.requester,
      count: Math.round(countOf(group) * 1000) / 1000,
    }))
    .filter((part) => part.count > 0)
    .sort((a, b) => b.count - a.count || (identity(a) < identity(b) ? -1 : 1));
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  const named: Part[] = [];
  let covered = 0;
  for (const part of parts) {
    if (covered >= ENOUGH * total || named.length === MAX_PARTS) break;
    named.push(part);
    covered += part.count;
  }
  if (covered >= TOO_THIN * total) return named;
  const byKind = new Map<string, Part>();
  for (const part of parts) {
    const key = `${part.bucket}\n${part.kind}`;
    byKind.set(key, { ...part, requester: '*', count: (byKind.get(key)?.count ?? 0) + part.count });
  }
  return [...byKind.values()].sort((a, b) => b.count - a.count || (identity(a) < identity(b) ? -1 : 1)).slice(0, 1);
}

const identity = (part: GroupRef) => `${part.bucket}\n${part.kind}\n${part.requester}`;
