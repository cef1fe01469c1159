import { createHash } from 'node:crypto';
import type { Lang } from '../../lang.js';
import { escapeHtml } from '../../text/html.js';
import { timelineCharts } from '../chart/timeline.js';
import { formatDay, formatTime } from '../format.js';
import { leadSentence, reportTitle, rewriteSentence } from '../lead.js';
import type { ReportModel } from '../types.js';
import { both, bothAttribute, word } from './parts.js';
import { encodeRows } from './payload.js';
import { SCRIPT } from './script.js';
import { causes, changes, coverage, settings, tiles, timeline, who } from './sections.js';
import { STYLE } from './style.js';
import { groupsSection } from './table.js';
import { WORDS } from './words.js';

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Exactly this page's style and script and nothing else: no request, no frame, no form, no HTML made from strings. */
export function contentSecurityPolicy(style: string, script: string | null): string {
  return `default-src 'none'; style-src ${hashOf(style)}; script-src ${script === null ? "'none'" : hashOf(script)}; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'`;
}

/** Head shared by the report and the index of reports. */
export function head(title: string, lang: Lang, style: string, script: string | null): string {
  return `<!doctype html>
<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(style, script)}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex"><link rel="icon" href="data:,"><title>${escapeHtml(title)}</title><style>${style}</style></head>
`;
}

/** The button that switches the page's language, always named in the other one. */
export function languageButton(lang: Lang): string {
  return `<button type="button" id="language" ${bothAttribute('aria-label', WORDS.languageLabel, lang)}>${word('language')}</button>`;
}

/** The report as one self-contained HTML file in both languages; `lang` is the one it opens in. */
export async function renderReportHtml(report: ReportModel, lang: Lang): Promise<string> {
  const charts = await timelineCharts(report);
  const { base64, rows } = encodeRows(report);
  const rewritten = rewriteSentence(report);
  const calm =
    report.headline.denials > 0
      ? ''
      : `<p class="notice">${word(report.headline.requests === 0 ? 'calmEmpty' : 'calm')}</p>`;
  const masked = [
    report.privacy.maskKeys ? word('masked') : '',
    report.privacy.maskAddresses ? word('maskedAddresses') : '',
  ];
  const compared =
    report.headline.denials === 0 && report.trends.goneGroups === 0
      ? ''
      : `<section aria-labelledby="h-changes"><h2 id="h-changes">${word('changes')}</h2>${changes(report)}</section>`;
  return `${head(reportTitle(report)[lang], lang, STYLE, SCRIPT)}<body><a class="skip" href="#${report.groups.length > 0 ? 'groups' : 'h-coverage'}">${word('skip')}</a>
<header><div><p class="over">${word('title')} · ${escapeHtml(report.timeZone)}${report.roots.length === 1 && report.roots[0]!.name !== '' ? ` · ${escapeHtml(report.roots[0]!.name)}` : ''}</p><h1>${both(formatDay(report.date))}</h1><p class="lead">${both(leadSentence(report))}</p></div>${languageButton(lang)}</header>
<main>${rewritten ? `<p class="notice" role="note">${both(rewritten)}</p>` : ''}${calm}${report.headline.requests === 0 ? '' : tiles(report)}
${compared}
${timeline(report, charts)}
${causes(report)}
${groupsSection(report, rows, lang)}
<p class="notice" id="too-old" hidden>${word('tooOld')}</p>
${who(report)}
${settings(report)}
${coverage(report)}
</main>
<footer><p>${word('written')} ${formatTime(report.generatedAt, report.timeZone)} (${escapeHtml(report.timeZone)}). ${masked.join(' ')}</p></footer>
<div id="said" class="visually-hidden" role="status"></div>
<script type="text/plain" id="data">${base64}</script>
<script>${SCRIPT}</script></body></html>
`;
}
