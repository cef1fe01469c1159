import type { Lang } from '../lang.js';
import { CSV_START, csvLine } from '../text/csv.js';
import { formatTime } from './format.js';
import type { ReportGroup, ReportModel } from './types.js';

/** The columns, in order: a header line of stable English names, so that a sheet or a program can rely on them. */
export const CSV_COLUMNS = [
  'date',
  'bucket',
  'kind',
  'requester',
  'denials',
  'share_of_day',
  'group_denials',
  'previous_day',
  'last_week',
  'since',
  'first_seen',
  'last_seen',
  'cause',
  'confidence',
  'title',
  'what_to_do',
  'error_codes',
  'actions',
  'access_keys',
  'addresses',
  'paths',
  'user_agents',
  'healed',
] as const;

/**
 * The report's groups for a spreadsheet: one row a cause of a group, so that `denials` adds up to the day's denials. Times are local
 * to the report's zone. Opens in Excel as it is (byte order mark, CRLF, no formula).
 */
export function* renderCsv(report: ReportModel, lang: Lang): Generator<string> {
  yield CSV_START + csvLine(CSV_COLUMNS);
  for (const group of report.groups) yield* groupLines(report, group, lang);
  if (report.others.denials > 0) {
    const { groups, denials } = report.others;
    const share = shareOf(denials, report);
    const blank = ['', '', '', '', '', '', '', '', '', '', '', '', '', '', '', ''] as const;
    yield csvLine([report.date, `(${groups} others)`, '', '', denials, share, denials, ...blank]);
  }
}

function* groupLines(report: ReportModel, group: ReportGroup, lang: Lang): Generator<string> {
  let open = group.count;
  for (const { cause, count, remedy } of group.diagnoses) {
    open -= count;
    const steps = remedy.steps.map((step) => step[lang]).join(' / ');
    yield line(report, group, count, [cause.id, cause.confidence, cause.title[lang], steps]);
  }
  if (open > 0) yield line(report, group, open, ['not-diagnosed', '', '', '']);
}

function line(report: ReportModel, group: ReportGroup, denials: number, cause: readonly string[]): string {
  const list = (values: readonly { readonly value: string }[]) => values.map(({ value }) => value).join(' | ');
  const time = (iso: string) => formatTime(iso, report.timeZone);
  return csvLine([
    report.date,
    group.bucket,
    group.kind,
    group.requester,
    denials,
    shareOf(denials, report),
    group.count,
    group.previousDay,
    group.lastWeek,
    time(group.since),
    time(group.firstSeen),
    time(group.lastSeen),
    ...cause,
    list(group.codes),
    list(group.actions),
    list(group.accessKeys),
    list(group.remoteIps.top),
    list(group.paths.top),
    list(group.userAgents.top),
    group.healed,
  ]);
}

/** Six digits are more than a share needs and keep a small one from becoming 0. */
function shareOf(denials: number, report: ReportModel): number {
  return Number((denials / Math.max(1, report.headline.denials)).toFixed(6));
}
