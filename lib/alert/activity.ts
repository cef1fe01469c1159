import type { Group, WindowView } from '../aggregate/model.js';
import { type GroupRef, groupKey } from './rules-types.js';

/** New denials of one group in this run, broken rule or not. */
export interface Activity extends GroupRef {
  /** Without healed ones and scanners. */
  readonly count: number;
  readonly lastSeenMs: number;
}

export function noteActivity(activity: Map<string, Activity>, view: WindowView): void {
  for (const group of view.scan.groups) {
    const key = groupKey(group);
    const before = activity.get(key);
    activity.set(key, {
      bucket: group.bucket,
      kind: group.kind,
      requester: group.requester,
      count: (before?.count ?? 0) + loudDenials(group),
      lastSeenMs: Math.max(before?.lastSeenMs ?? 0, Date.parse(group.lastSeen) || 0),
    });
  }
}

/** Denials that somebody may be told about: not healed within a minute, not from a scanning address. */
export function loudDenials(group: Group): number {
  const scanned = (group.scanners ?? []).reduce((sum, scanner) => sum + scanner.count, 0);
  return Math.max(0, group.count - group.healed - scanned);
}
