import type { Baseline } from './baseline.js';
import { groupId, groupOfId } from './identity.js';
import type { ReportGroup, Trend, Trends } from './types.js';

const LISTED = 10;
/** A group grows when it at least doubles and the difference is more than noise. */
const GROWTH_FACTOR = 2;
const GROWTH_MINIMUM = 20;

const byCount = (a: Trend, b: Trend) =>
  Math.max(b.count, b.before) - Math.max(a.count, a.before) || (groupId(a) < groupId(b) ? -1 : 1);

/** What is new, growing and gone against the days that are known. Without any such day everything is empty. */
export function trendsOf(groups: readonly ReportGroup[], baselines: readonly Baseline[]): Trends {
  const fresh: Trend[] = [];
  const growing: Trend[] = [];
  const gone: Trend[] = [];
  if (baselines.length > 0) {
    const today = new Set<string>();
    for (const group of groups) {
      const { bucket, kind, requester, count } = group;
      today.add(groupId(group));
      const before = Math.max(group.previousDay ?? 0, group.lastWeek ?? 0);
      const trend: Trend = { bucket, kind, requester, count, before };
      if (before === 0) fresh.push(trend);
      else if (count >= before * GROWTH_FACTOR && count - before >= GROWTH_MINIMUM) growing.push(trend);
    }
    // Gone = seen yesterday, not today: what ended last week is no news.
    for (const [id, { count }] of baselines[0]!.groups) {
      if (today.has(id)) continue;
      const { bucket, kind, requester } = groupOfId(id);
      gone.push({ bucket, kind: kind as Trend['kind'], requester, count: 0, before: count });
    }
  }
  return {
    comparedWith: baselines.map((baseline) => baseline.date),
    new: fresh.sort(byCount).slice(0, LISTED),
    newGroups: fresh.length,
    growing: growing.sort(byCount).slice(0, LISTED),
    growingGroups: growing.length,
    gone: gone.sort(byCount).slice(0, LISTED),
    goneGroups: gone.length,
  };
}
