import { KIND_TEXTS } from '../denial/kind-texts.js';
import type { Lang } from '../lang.js';
import { escapeMarkdown } from '../text/markdown.js';
import { formatCount, formatShare, formatTime } from './format.js';
import { cut } from './html/parts.js';
import { WORDS, type Word } from './html/words.js';
import { leadSentence, reportTitle, rewriteSentence } from './lead.js';
import type { ReportModel } from './types.js';

const CAUSES = 5;
const GROUPS = 10;

/** The day for a chat or an issue: the lead, the causes, the largest groups, what is new. A few kilobytes whatever the day held. */
export function renderMarkdown(report: ReportModel, lang: Lang): string {
  const word = (id: Word) => WORDS[id][lang];
  const text = (value: string, length = 80) => escapeMarkdown(cut(value, length));
  const lines = [`## ${reportTitle(report)[lang]}`, '', leadSentence(report)[lang]];
  const rewritten = rewriteSentence(report);
  if (rewritten) lines.push('', `> ${rewritten[lang]}`);
  if (report.causes.length > 0) {
    lines.push('', `**${word('causes')}**`, '');
    for (const cause of report.causes.slice(0, CAUSES)) {
      lines.push(`- ${text(cause.title[lang], 120)}: ${formatCount(cause.denials)} (${formatShare(cause.share)})`);
    }
  }
  if (report.groups.length > 0) {
    const head = (['count', 'cause', 'todo', 'requester', 'bucket', 'since'] as const).map(word);
    lines.push('', `| ${head.join(' | ')} |`, '| ---: | --- | --- | --- | --- | --- |');
    for (const group of report.groups.slice(0, GROUPS)) {
      const first = group.diagnoses[0];
      const cells = [
        formatCount(group.count),
        text(first ? first.cause.title[lang] : KIND_TEXTS[group.kind][lang]),
        first?.remedy.steps[0] ? text(first.remedy.steps[0][lang], 160) : '–',
        text(group.requester),
        text(group.bucket),
        formatTime(group.since, report.timeZone),
      ];
      lines.push(`| ${cells.join(' | ')} |`);
    }
    const rest = report.groups.length - Math.min(GROUPS, report.groups.length) + report.others.groups;
    if (rest > 0)
      lines.push('', lang === 'zh' ? `另有 ${formatCount(rest)} 组。` : `and ${formatCount(rest)} more groups.`);
  }
  const { trends } = report;
  if (trends.comparedWith.length > 0) {
    lines.push(
      '',
      `${word('new')} ${formatCount(trends.newGroups)} · ${word('growing')} ${formatCount(trends.growingGroups)} · ${word('gone')} ${formatCount(trends.goneGroups)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
