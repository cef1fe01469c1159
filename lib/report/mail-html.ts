import { KIND_TEXTS } from '../denial/kind-texts.js';
import type { Lang, Text } from '../lang.js';
import { escapeHtml } from '../text/html.js';
import { formatChange, formatCount, formatShare, formatTime } from './format.js';
import { cut } from './html/parts.js';
import { WORDS, type Word } from './html/words.js';
import { leadSentence, reportTitle, rewriteSentence } from './lead.js';
import type { ReportModel } from './types.js';

/**
 * The report as a mail body: tables and inline style only, no script, no image, no style sheet (clients drop them), 600 pixels wide.
 * The full page is attached or linked.
 */

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,'PingFang SC','Microsoft YaHei',sans-serif";
const CELL =
  'padding:8px 10px 8px 0;border-bottom:1px solid #e2e2dc;vertical-align:top;font-size:14px;line-height:1.45;word-break:break-word;overflow-wrap:anywhere';
const SOFT = 'color:#5b5f67';
const CAUSES = 5;
const GROUPS = 10;

export function renderMailHtml(report: ReportModel, lang: Lang, fullReport: string | null): string {
  const { headline } = report;
  const word = (id: Word) => WORDS[id][lang];
  const rewritten = rewriteSentence(report);
  const numbers: [string, string][] = [
    [word('refused'), formatCount(headline.denials)],
    [word('shareOfRequests'), formatShare(headline.share)],
    [word('againstYesterday'), formatChange(headline.previousDay?.change ?? null)],
    [word('unexplained'), formatShare(headline.unexplained.share)],
  ];
  const tiles = numbers
    .map(
      ([name, number]) =>
        `<td style="padding:12px 14px 12px 0;vertical-align:top" width="25%"><div style="${SOFT};font-size:12px">${escapeHtml(name)}</div><div style="font-size:22px;line-height:1.3;font-weight:600">${escapeHtml(number)}</div></td>`,
    )
    .join('');
  const body = [
    row(`<div style="${SOFT};font-size:13px">${escapeHtml(`${word('title')} · ${report.timeZone}`)}</div>`),
    row(`<div style="font-size:22px;line-height:1.3;font-weight:600">${escapeHtml(reportTitle(report)[lang])}</div>`),
    row(`<div style="font-size:16px;line-height:1.5">${escapeHtml(leadSentence(report)[lang])}</div>`),
    rewritten ? row(`<div style="font-size:14px;${SOFT}">${escapeHtml(rewritten[lang])}</div>`) : '',
    headline.denials > 0
      ? `<tr><td><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>${tiles}</tr></table></td></tr>`
      : '',
    causesOf(report, lang),
    groupsOf(report, lang),
    fullReport === null ? '' : row(`<div style="font-size:14px;line-height:1.5">${fullReport}</div>`),
  ].join('');
  return `<!doctype html><html lang="${lang === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escapeHtml(reportTitle(report)[lang])}</title></head><body style="margin:0;padding:0"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" style="padding:20px 12px"><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px;${FONT};text-align:left">${body}</table></td></tr></table></body></html>`;
}

const row = (content: string) =>
  `<tr><td style="padding:0 0 10px;word-break:break-word;overflow-wrap:anywhere">${content}</td></tr>`;

function section(title: string, rows: readonly string[]): string {
  if (rows.length === 0) return '';
  return `${row(`<div style="font-size:15px;font-weight:600;padding-top:14px">${escapeHtml(title)}</div>`)}<tr><td style="padding:0 0 12px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">${rows.join('')}</table></td></tr>`;
}

function causesOf(report: ReportModel, lang: Lang): string {
  const rows = report.causes.slice(0, CAUSES).map((cause) => {
    return `<tr><td style="${CELL}">${escapeHtml(cut(cause.title[lang], 120))}</td><td align="right" style="${CELL};white-space:nowrap">${formatCount(cause.denials)}</td><td align="right" style="${CELL};padding-right:0;white-space:nowrap;${SOFT}">${formatShare(cause.share)}</td></tr>`;
  });
  return section(WORDS.causes[lang], rows);
}

function groupsOf(report: ReportModel, lang: Lang): string {
  const rows = report.groups.slice(0, GROUPS).map((group) => {
    const first = group.diagnoses[0];
    const cause: Text = first?.cause.title ?? KIND_TEXTS[group.kind];
    const step = first?.remedy.steps[0];
    const who = group.requester === 'anonymous' ? WORDS.anonymous[lang] : cut(group.requester, 80);
    return `<tr><td align="right" width="64" style="${CELL};font-weight:600">${formatCount(group.count)}</td><td style="${CELL};padding-right:0"><div>${escapeHtml(cut(cause[lang], 120))}</div>${step ? `<div style="${SOFT}">${escapeHtml(cut(step[lang], 240))}</div>` : ''}<div style="${SOFT};font-size:12px">${escapeHtml(`${who} · ${cut(group.bucket, 80)} · ${WORDS.since[lang]} ${formatTime(group.since, report.timeZone)}`)}</div></td></tr>`;
  });
  const rest = report.groups.length - rows.length + report.others.groups;
  if (rest > 0) {
    const more = lang === 'zh' ? `另有 ${formatCount(rest)} 组` : `and ${formatCount(rest)} more groups`;
    rows.push(`<tr><td></td><td style="${CELL};border:0;${SOFT}">${more}</td></tr>`);
  }
  return section(WORDS.groups[lang], rows);
}
