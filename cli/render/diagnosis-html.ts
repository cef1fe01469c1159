import type { LocalDiagnosis, LocalDiagnosisReport } from '../../lib/diagnose/localize.js';
import type { Lang } from '../../lib/lang.js';
import { escapeHtml } from '../../lib/text/html.js';
import { CONFIDENCE, LABELS, MARKS, reportLine, shownChecks, sinceText, subjectLine } from './diagnosis-words.js';
import { notes } from './scan-summary.js';

const STYLE = `:root{color-scheme:light dark}body{font:15px/1.55 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;overflow-wrap:anywhere}
h1{font-size:1.3rem}section{border-top:1px solid #8886;padding:.6rem 0 1.2rem}h2{font-size:1.1rem;margin:.4rem 0}h3{font-size:1rem;margin:.8rem 0 .2rem}
.what{opacity:.75}.tag{border:1px solid currentColor;border-radius:.3rem;padding:0 .4rem;font-size:.85rem;font-weight:400}
pre{overflow-x:auto;border:1px solid #8884;padding:.6rem;white-space:pre-wrap}ol,ul{margin:.2rem 0;padding-left:1.4rem}ul.checks{list-style:none;padding-left:0}`;

/** `diagnose --format html`: one self-contained page without script. */
export function* renderDiagnosisHtml(report: LocalDiagnosisReport, lang: Lang): Generator<string> {
  const title = escapeHtml(reportLine(report, report.diagnoses.length, lang));
  yield `<!doctype html>
<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>cos403: ${title}</title><style>${STYLE}</style></head><body><main><h1>${title}</h1>
`;
  for (const remark of notes(report.scan, lang)) yield `<p class="what">${escapeHtml(remark)}</p>\n`;
  for (const diagnosis of report.diagnoses) yield section(diagnosis, lang);
  yield '</main></body></html>\n';
}

function section(diagnosis: LocalDiagnosis, lang: Lang): string {
  const { cause, remedy, alternatives, ruledOut, missingPermissions } = diagnosis;
  const items = (texts: readonly string[]) => texts.map((text) => `<li>${escapeHtml(text)}</li>`).join('');
  const heading = (label: keyof typeof LABELS) => `<h3>${LABELS[label][lang]}</h3>`;
  return [
    `<section><h2>${escapeHtml(cause.title)} <span class="tag">${CONFIDENCE[cause.confidence][lang]}</span> <code>${cause.id}</code></h2>`,
    `<p class="what">${escapeHtml(subjectLine(diagnosis, lang))}<br>${LABELS.since[lang]}: ${escapeHtml(sinceText(diagnosis, lang))}</p>`,
    `<p>${escapeHtml(cause.summary)}</p>`,
    `${heading('todo')}<ol>${items(remedy.steps)}</ol>`,
    remedy.policy === null
      ? ''
      : `${heading('policy')}<pre>${JSON.stringify(remedy.policy, null, 2).split('\n').map(escapeHtml).join('\n')}</pre>`,
    `${heading('proof')}<ul class="checks">${shownChecks(diagnosis)
      .map((check) => `<li>${MARKS[check.status]} <code>${check.id}</code> ${escapeHtml(check.detail)}</li>`)
      .join('')}</ul>`,
    alternatives.length === 0 ? '' : `${heading('also')}<ul>${items(alternatives.map((entry) => entry.id))}</ul>`,
    ruledOut.length === 0
      ? ''
      : `${heading('not')}<ul>${items(ruledOut.map((entry) => `${entry.id}: ${entry.because}`))}</ul>`,
    missingPermissions.length === 0 ? '' : `${heading('needs')}<ul>${items(missingPermissions)}</ul>`,
    `<p>${remedy.links.map((link) => `<a href="${escapeHtml(link)}" rel="noreferrer">${escapeHtml(link)}</a>`).join('<br>')}</p></section>\n`,
  ].join('');
}
