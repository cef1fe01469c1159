import stringWidth from 'string-width';
import type { LocalDiagnosis, LocalDiagnosisReport } from '../../lib/diagnose/localize.js';
import type { Lang } from '../../lib/lang.js';
import { visible } from '../../lib/text/visible.js';
import { CONFIDENCE, LABELS, MARKS, reportLine, shownChecks, sinceText, subjectLine } from './diagnosis-words.js';
import { notes } from './scan-summary.js';
import { wrap } from './wrap.js';

const LABEL = 10;
const NOT_SHOWN = 4;

/** `diagnose --format table`: for every diagnosis the cause, then what to do, then the evidence. `top` diagnoses. */
export function renderDiagnosisTable(
  report: LocalDiagnosisReport,
  options: { readonly lang: Lang; readonly width: number; readonly top: number },
): string {
  const { lang, width, top } = options;
  const parts = [`${reportLine(report, report.diagnoses.length, lang)}\n`];
  for (const remark of notes(report.scan, lang)) parts.push(wrap(remark, width).join('\n'), '\n');
  const ordered = report.diagnoses.toSorted((a, b) => b.count - a.count);
  for (const diagnosis of ordered.slice(0, top)) parts.push('\n', block(diagnosis, lang, width));
  const hidden = ordered.length - top;
  if (hidden > 0)
    parts.push(
      lang === 'zh'
        ? `\n… 另有 ${hidden} 个诊断（--top ${ordered.length} 显示全部）\n`
        : `\n… and ${hidden} more diagnoses (--top ${ordered.length} shows all)\n`,
    );
  return parts.join('');
}

function block(diagnosis: LocalDiagnosis, lang: Lang, width: number): string {
  const { cause, remedy, ruledOut, alternatives, missingPermissions } = diagnosis;
  const lines = [
    ...wrap(`■ ${cause.title} [${CONFIDENCE[cause.confidence][lang]}] ${cause.id}`, width),
    ...wrap(`  ${subjectLine(diagnosis, lang)}`, width),
    ...labelled(LABELS.why[lang], [cause.summary], width),
    ...labelled(LABELS.since[lang], [sinceText(diagnosis, lang)], width),
    ...labelled(
      LABELS.todo[lang],
      remedy.steps.map((step, index) => `${index + 1}. ${step}`),
      width,
    ),
  ];
  if (remedy.policy !== null) lines.push(...policyLines(diagnosis, lang));
  lines.push(
    ...labelled(
      LABELS.proof[lang],
      shownChecks(diagnosis).map((check) => {
        const at = check.evidence[0]?.fact;
        return `${MARKS[check.status]} ${check.id}: ${check.detail}${at === undefined ? '' : ` [${at}]`}`;
      }),
      width,
    ),
    ...labelled(
      LABELS.also[lang],
      alternatives.map((alternative) => `${alternative.id} (${CONFIDENCE[alternative.confidence][lang]})`),
      width,
    ),
    ...labelled(
      LABELS.not[lang],
      [
        ...ruledOut.slice(0, NOT_SHOWN).map((entry) => `${entry.id}: ${entry.because}`),
        ...(ruledOut.length > NOT_SHOWN ? [`… +${ruledOut.length - NOT_SHOWN}`] : []),
      ],
      width,
    ),
    ...labelled(LABELS.needs[lang], missingPermissions, width),
    ...labelled(LABELS.links[lang], remedy.links.slice(0, 2), width),
  );
  return `${lines.join('\n')}\n`;
}

/** Whole and unwrapped, so that it can be pasted. */
function policyLines(diagnosis: LocalDiagnosis, lang: Lang): string[] {
  const { policy, verified } = diagnosis.remedy;
  const state =
    verified === true
      ? { en: 'checked by the simulator: it allows every request seen', zh: '已由模拟器验证：允许所有所见请求' }
      : verified === false
        ? { en: 'NOT enough by itself, see above', zh: '单独使用不足，见上文' }
        : { en: 'cannot be checked from the log', zh: '无法依据日志验证' };
  return [
    `  ${LABELS.policy[lang]} (${state[lang]}):`,
    ...JSON.stringify(policy, null, 2)
      .split('\n')
      .map((line) => `  ${visible(line)}`),
  ];
}

function labelled(label: string, texts: readonly string[], width: number): string[] {
  const indent = ' '.repeat(LABEL + 2);
  const space = Math.max(20, width - indent.length);
  const lines = texts.flatMap((text) => {
    const [first = '', ...rest] = wrap(text, space);
    return [first, ...rest];
  });
  if (lines.length === 0) return [];
  const head = `  ${label}${' '.repeat(Math.max(1, LABEL - stringWidth(label)))}`;
  // A label that is longer than its column gets a line of its own.
  return stringWidth(label) >= LABEL
    ? [`  ${label}`, ...lines.map((line) => indent + line)]
    : lines.map((line, index) => (index === 0 ? head : indent) + line);
}
