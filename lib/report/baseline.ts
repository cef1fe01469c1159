import type { WindowView } from '../aggregate/model.js';
import { groupId } from './identity.js';
import { timelineOf } from './timeline.js';
import type { ReportModel, TimelineHour } from './types.js';

/** What a report keeps of an earlier day to compare with. */
export interface Baseline {
  readonly date: string;
  readonly requests: number;
  readonly denials: number;
  /** By group id (identity.ts). `since`: when the group began. */
  readonly groups: ReadonlyMap<string, { readonly count: number; readonly since: string }>;
  /** Denials by local hour label; null when the course of that day is not known. */
  readonly hours: ReadonlyMap<string, number> | null;
}

/** The stored report of an earlier day as a baseline. */
export function baselineOfReport(report: ReportModel): Baseline {
  return {
    date: report.date,
    requests: report.headline.requests,
    denials: report.headline.denials,
    groups: new Map(report.groups.map((group) => [groupId(group), { count: group.count, since: group.since }])),
    hours: hoursOf(report.timeline),
  };
}

/** An earlier day that has no report, from its records; `mask` as in the report that compares. */
export function baselineOfView(
  date: string,
  timeZone: string,
  view: WindowView,
  mask: (text: string) => string,
): Baseline {
  const groups = new Map<string, { count: number; since: string }>();
  for (const group of view.scan.groups) {
    const id = groupId({ ...group, requester: mask(group.requester) });
    const count = (groups.get(id)?.count ?? 0) + group.count;
    groups.set(id, { count, since: groups.get(id)?.since ?? group.firstSeen });
  }
  const { requests, denials } = view.scan.totals;
  const hours = hoursOf(timelineOf(view.slots, date, timeZone, null));
  return { date, requests, denials, groups, hours };
}

function hoursOf(timeline: readonly TimelineHour[]): Map<string, number> {
  const hours = new Map<string, number>();
  for (const { label, denials } of timeline) hours.set(label, (hours.get(label) ?? 0) + denials);
  return hours;
}
