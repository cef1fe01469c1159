import { KIND_TEXTS } from '../../lib/denial/kind-texts.js';
import type { Lang } from '../../lib/lang.js';
import { formatCount, formatShare, formatTime } from '../../lib/report/format.js';
import { WORDS } from '../../lib/report/html/words.js';
import { leadSentence, reportTitle } from '../../lib/report/lead.js';
import type { ReportModel } from '../../lib/report/types.js';
import { bar, renderTable } from './table.js';

const CAUSES = 10;
const GROUPS = 20;
const BAR_CELLS = 12;

/** `report` on a terminal: the day in a sentence, its causes, its largest groups. The page says the rest. */
export function renderReportTable(report: ReportModel, lang: Lang, width: number, top = GROUPS): string {
  const parts = [`${reportTitle(report)[lang]} (${report.timeZone})\n${leadSentence(report)[lang]}\n`];
  if (report.causes.length > 0) {
    const most = report.causes[0]!.denials;
    const rows = report.causes
      .slice(0, CAUSES)
      .map((cause) => [
        formatCount(cause.denials),
        formatShare(cause.share),
        bar(cause.denials, most, BAR_CELLS),
        cause.title[lang],
        cause.id,
      ]);
    const columns = [
      { header: WORDS.count[lang], align: 'right' as const },
      { header: '%', align: 'right' as const },
      { header: '' },
      { header: WORDS.cause[lang], shrink: 1, min: 20 },
      { header: '' },
    ];
    parts.push('\n', renderTable(columns, rows, width));
  }
  if (report.groups.length > 0) {
    const rows = report.groups.slice(0, top).map((group) => {
      const first = group.diagnoses[0];
      return [
        formatCount(group.count),
        first ? first.cause.title[lang] : KIND_TEXTS[group.kind][lang],
        first?.remedy.steps[0]?.[lang] ?? '-',
        group.requester,
        group.bucket,
        formatTime(group.since, report.timeZone).slice(5),
      ];
    });
    const columns = [
      { header: WORDS.count[lang], align: 'right' as const },
      { header: WORDS.cause[lang], shrink: 1, min: 14 },
      { header: WORDS.todo[lang], shrink: 1, min: 16 },
      { header: WORDS.requester[lang], shrink: 1, min: 12 },
      { header: WORDS.bucket[lang], shrink: 1, min: 12 },
      { header: WORDS.since[lang] },
    ];
    parts.push('\n', renderTable(columns, rows, width));
    const more = report.groups.length - rows.length + report.others.groups;
    if (more > 0)
      parts.push(lang === 'zh' ? `… 另有 ${formatCount(more)} 组\n` : `… and ${formatCount(more)} more groups\n`);
  }
  return parts.join('');
}
