import type { ReportModel } from './types.js';
import { addDays } from './zone.js';

/** One past day in the index. */
export interface IndexEntry {
  readonly date: string;
  readonly requests: number;
  readonly denials: number;
  readonly groups: number;
  readonly unexplained: number;
  readonly newGroups: number;
  readonly revision: number;
  readonly fingerprint: string;
}

/** `cos403.report-index/1`: the reports that are kept, newest first. */
export interface ReportIndex {
  readonly schema: 'cos403.report-index/1';
  readonly updatedAt: string;
  readonly timeZone: string;
  readonly reports: readonly IndexEntry[];
}

export function indexEntry(report: ReportModel): IndexEntry {
  const { headline, trends, groups, others } = report;
  return {
    date: report.date,
    requests: headline.requests,
    denials: headline.denials,
    groups: groups.length + others.groups,
    unexplained: headline.unexplained.denials,
    newGroups: trends.newGroups,
    revision: report.revision,
    fingerprint: report.coverage.fingerprint,
  };
}

/** The index with these days added or replaced and the days before `keepDays` gone. */
export function updateIndex(
  index: ReportIndex | null,
  entries: readonly IndexEntry[],
  options: { readonly updatedAt: string; readonly timeZone: string; readonly today: string; readonly keepDays: number },
): ReportIndex {
  const byDate = new Map((index?.reports ?? []).map((entry) => [entry.date, entry]));
  for (const entry of entries) byDate.set(entry.date, entry);
  const oldest = oldestKept(options.today, options.keepDays);
  return {
    schema: 'cos403.report-index/1',
    updatedAt: options.updatedAt,
    timeZone: options.timeZone,
    reports: [...byDate.values()].filter(({ date }) => date >= oldest).sort((a, b) => (a.date < b.date ? 1 : -1)),
  };
}

/** The first day whose report is kept. */
export function oldestKept(today: string, keepDays: number): string {
  return addDays(today, -keepDays);
}
