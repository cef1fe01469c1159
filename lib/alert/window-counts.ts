import type { Group, WindowView } from '../aggregate/model.js';
import { countedShare, ruleCoversGroup, ruleLooksAtRequests } from './rules-filter.js';
import { type AlertRule, type GroupRef, groupKey, HOUR_MS, SLOT_MS } from './rules-types.js';

/** Denials by 5-minute slot of event time: slot number (start / 5 min) → count. */
export type SlotCounts = Record<string, number>;

/** What the rules count of one group. */
export interface GroupCounts extends GroupRef {
  readonly slots: SlotCounts;
  /** Of `slots`: healed denials and those of scanning addresses. */
  readonly quiet: SlotCounts;
  /** Per rule with a path or address filter: what it counts (its share of `slots`). */
  readonly byRule: Record<string, SlotCounts>;
  /** Owner of the bucket as the log says; `` when unknown. */
  readonly accountId: string;
}

export interface BucketCounts {
  readonly requests: SlotCounts;
  readonly denials: SlotCounts;
  readonly quiet: SlotCounts;
  /** End of the newest slot with any request: what the log has told us up to now. */
  watermarkMs: number;
  /** When the newest log file with records of this bucket was written, ms. */
  lastFileMs: number;
  /** Hours (start / 1 h) in which such files were written. */
  fileHours: number[];
}

/** Counts that outlive the partials they came from. Mutable: one run owns it. */
export interface Counts {
  readonly groups: Record<string, GroupCounts>;
  readonly buckets: Record<string, BucketCounts>;
  /** `bucket\nkind` → hour of event time → denials (scanners and healed left out): what "the same hour of earlier days" looks at. */
  readonly hours: Record<string, SlotCounts>;
}

/** Which slots of which groups new data touched in this run. */
export type Touched = Map<string, Set<number>>;

export function emptyCounts(): Counts {
  return withoutPrototype({ groups: {}, buckets: {}, hours: {} });
}

/** Bucket names come from a log: `__proto__` and `constructor` must be names like any other. */
export function withoutPrototype(counts: Counts): Counts {
  const bare = <T>(record: Record<string, T>): Record<string, T> => Object.assign(Object.create(null), record);
  return { groups: bare(counts.groups), buckets: bare(counts.buckets), hours: bare(counts.hours) };
}

const add = (slots: SlotCounts, slot: number | string, count: number) => {
  if (count !== 0) slots[slot] = (slots[slot] ?? 0) + count;
};

/** Adds one partial. `fileMs`: when its log file was written. Order does not matter; the caller sees to it that each comes once. */
export function addPartial(
  counts: Counts,
  view: WindowView,
  fileMs: number,
  rules: readonly AlertRule[],
  touched: Touched,
): void {
  const filtered = rules.filter((rule) => rule.enabled && ruleLooksAtRequests(rule));
  for (const slot of view.slots) {
    const index = Math.floor(Date.parse(slot.start) / SLOT_MS);
    if (!Number.isFinite(index)) continue;
    const bucket = bucketCounts(counts, slot.bucket);
    add(bucket.requests, index, slot.requests);
    add(bucket.denials, index, slot.denials);
    bucket.watermarkMs = Math.max(bucket.watermarkMs, (index + 1) * SLOT_MS);
    bucket.lastFileMs = Math.max(bucket.lastFileMs, fileMs);
    const hour = Math.floor(fileMs / HOUR_MS);
    if (!bucket.fileHours.includes(hour)) bucket.fileHours.push(hour);
  }
  view.scan.groups.forEach((group, i) => {
    const key = groupKey(group);
    const entry = (counts.groups[key] ??= {
      bucket: group.bucket,
      kind: group.kind,
      requester: group.requester,
      slots: {},
      quiet: {},
      byRule: {},
      accountId: accountOf(group),
    });
    const quietShare = quietShareOf(group);
    const bucket = bucketCounts(counts, group.bucket);
    const hours = (counts.hours[`${group.bucket}\n${group.kind}`] ??= {});
    let marks = touched.get(key);
    if (marks === undefined) touched.set(key, (marks = new Set()));
    for (const { start, count } of view.groupSlots[i] ?? []) {
      const index = Math.floor(Date.parse(start) / SLOT_MS);
      if (!Number.isFinite(index)) continue;
      const quiet = count * quietShare;
      add(entry.slots, index, count);
      add(entry.quiet, index, quiet);
      add(bucket.quiet, index, quiet);
      add(hours, Math.floor((index * SLOT_MS) / HOUR_MS), count - quiet);
      marks.add(index);
      for (const rule of filtered) {
        if (!ruleCoversGroup(rule, group)) continue;
        add((entry.byRule[ruleKey(rule)] ??= {}), index, count * countedShare(rule, group));
      }
    }
  });
}

/** Filtered counts belong to a rule as it is written: after a change of its filter they start anew. */
export function ruleKey(rule: AlertRule): string {
  return `${rule.name} ${JSON.stringify([rule.where?.paths, rule.where?.addresses, rule.unless?.paths, rule.unless?.addresses])}`;
}

export function bucketCounts(counts: Counts, bucket: string): BucketCounts {
  return (counts.buckets[bucket] ??= {
    requests: {},
    denials: {},
    quiet: {},
    watermarkMs: 0,
    lastFileMs: 0,
    fileHours: [],
  });
}

/** Share of a group in one partial that nobody should be woken for: healed within a minute, or scanning addresses. */
function quietShareOf(group: Group): number {
  if (group.count === 0) return 0;
  const scanned = (group.scanners ?? []).reduce((sum, scanner) => sum + scanner.count, 0);
  return Math.min(1, (group.healed + scanned) / group.count);
}

function accountOf(group: Group): string {
  return group.shapes.find((shape) => /^\d+$/.test(shape.accountId))?.accountId ?? '';
}
