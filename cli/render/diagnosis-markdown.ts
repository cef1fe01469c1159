import type { LocalDiagnosis, LocalDiagnosisReport } from '../../lib/diagnose/localize.js';
import type { Lang } from '../../lib/lang.js';
import { escapeMarkdown } from '../../lib/text/markdown.js';
import { visible } from '../../lib/text/visible.js';
import { CONFIDENCE, LABELS, MARKS, reportLine, shownChecks, sinceText, subjectLine } from './diagnosis-words.js';
import { notes } from './scan-summary.js';

/** `diagnose --format markdown`: for an issue or a chat. Log content is escaped. */
export function* renderDiagnosisMarkdown(report: LocalDiagnosisReport, lang: Lang): Generator<string> {
  yield `# ${reportLine(report, report.diagnoses.length, lang)}\n`;
  for (const remark of notes(report.scan, lang)) yield `\n> ${remark}\n`;
  for (const diagnosis of report.diagnoses) yield `\n${section(diagnosis, lang)}`;
}

function section(diagnosis: LocalDiagnosis, lang: Lang): string {
  const { cause, remedy, alternatives, ruledOut, missingPermissions } = diagnosis;
  const text = escapeMarkdown;
  const list = (items: readonly string[], mark: string) => items.map((item) => `${mark} ${item}\n`).join('');
  const parts = [
    `## ${text(cause.title)} (${CONFIDENCE[cause.confidence][lang]}, \`${cause.id}\`)\n\n`,
    `${text(subjectLine(diagnosis, lang))}\n\n`,
    `${text(cause.summary)}\n\n`,
    `**${LABELS.since[lang]}:** ${text(sinceText(diagnosis, lang))}\n\n`,
    `**${LABELS.todo[lang]}:**\n\n${list(remedy.steps.map(text), '1.')}\n`,
  ];
  if (remedy.policy !== null) parts.push(fenced(JSON.stringify(remedy.policy, null, 2)));
  parts.push(
    `**${LABELS.proof[lang]}:**\n\n`,
    list(
      shownChecks(diagnosis).map((check) => `${MARKS[check.status]} \`${check.id}\` ${text(check.detail)}`),
      '-',
    ),
    '\n',
  );
  if (alternatives.length > 0)
    parts.push(`**${LABELS.also[lang]}:** ${alternatives.map((entry) => `\`${entry.id}\``).join(', ')}\n\n`);
  if (ruledOut.length > 0)
    parts.push(
      `**${LABELS.not[lang]}:**\n\n${list(
        ruledOut.map((entry) => `\`${entry.id}\` ${text(entry.because)}`),
        '-',
      )}\n`,
    );
  if (missingPermissions.length > 0)
    parts.push(`**${LABELS.needs[lang]}:** ${missingPermissions.map((entry) => text(entry)).join(', ')}\n\n`);
  parts.push(`${remedy.links.map((link) => `<${link}>`).join(' · ')}\n`);
  return parts.join('');
}

/** A fence that the content cannot close. */
function fenced(code: string): string {
  const safe = code.split('\n').map(visible).join('\n');
  const ticks = '`'.repeat(Math.max(3, ...[...safe.matchAll(/`+/g)].map((match) => match[0].length + 1)));
  return `${ticks}json\n${safe}\n${ticks}\n\n`;
}
