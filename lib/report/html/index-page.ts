import type { Lang, Text } from '../../lang.js';
import { escapeHtml } from '../../text/html.js';
import { historyCharts } from '../chart/history.js';
import { formatCount, formatDay, formatShare, formatTime } from '../format.js';
import type { IndexEntry, ReportIndex } from '../index-model.js';
import { head, languageButton } from './page.js';
import { both, word } from './parts.js';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';

const TITLE: Text = { en: 'COS 403 reports', zh: 'COS 403 日报' };
const NINETY: Text = { en: 'The last 90 days', zh: '最近 90 天' };
const NAMED: Text = { en: 'With a cause named', zh: '已给出原因' };
const DAY: Text = { en: 'Day', zh: '日期' };
const EMPTY: Text = { en: 'No report has been written yet.', zh: '尚未生成日报。' };
const AGAIN: Text = { en: 'written again', zh: '已更新' };

/** The list of past reports: one self-contained page with relative links. */
export async function renderIndexHtml(index: ReportIndex, lang: Lang): Promise<string> {
  const newest = index.reports[0];
  const charts = newest ? await historyCharts(index.reports, newest.date) : null;
  const swatch = (series: number) =>
    `<svg viewBox="0 0 10 10" aria-hidden="true" focusable="false"><rect class="f-k${series}" width="10" height="10" rx="2"/></svg>`;
  return `${head(TITLE[lang], lang, STYLE, SCRIPT)}<body>
<header><div><p class="over">cos403 · ${escapeHtml(index.timeZone)}</p><h1>${both(TITLE)}</h1>${newest ? `<p class="lead">${both(totalSentence(index.reports))}</p>` : ''}</div>${languageButton(lang)}</header>
<main>${
    charts
      ? `<section aria-labelledby="h-90"><h2 id="h-90">${both(NINETY)}</h2><figure><div class="wide">${charts.wide}</div><div class="narrow">${charts.narrow}</div><figcaption><ul class="legend"><li>${swatch(2)}${both(NAMED)}</li><li>${swatch(5)}${word('unexplained')}</li></ul></figcaption></figure></section>
<section aria-labelledby="h-days"><h2 id="h-days">${both({ en: 'Every day', zh: '每日' })}</h2><div class="scroll" tabindex="0" role="group" aria-labelledby="h-days"><table><thead><tr><th scope="col">${both(DAY)}</th><th scope="col" class="n">${word('refusals')}</th><th scope="col" class="n">${word('shareOfRequests')}</th><th scope="col" class="n">${word('groups')}</th><th scope="col" class="n">${word('new')}</th><th scope="col" class="n">${word('unexplained')}</th></tr></thead><tbody>${index.reports.map(day).join('')}</tbody></table></div></section>`
      : `<p class="notice">${both(EMPTY)}</p>`
  }</main>
<footer><p>${word('written')} ${formatTime(index.updatedAt, index.timeZone)} (${escapeHtml(index.timeZone)}).</p></footer>
<script>${SCRIPT}</script></body></html>
`;
}

function day(entry: IndexEntry): string {
  const share = entry.requests === 0 ? null : entry.denials / entry.requests;
  const open = entry.denials === 0 ? null : entry.unexplained / entry.denials;
  const again = entry.revision > 1 ? ` <span class="chip">${both(AGAIN)}</span>` : '';
  return `<tr><th scope="row"><a href="${entry.date}/report.html">${both(formatDay(entry.date))}</a>${again}</th><td class="n">${formatCount(entry.denials)}</td><td class="n">${formatShare(share)}</td><td class="n">${formatCount(entry.groups)}</td><td class="n">${formatCount(entry.newGroups)}</td><td class="n">${formatShare(open)}</td></tr>`;
}

function totalSentence(reports: readonly IndexEntry[]): Text {
  const last = reports.slice(0, 7);
  const denials = last.reduce((sum, entry) => sum + entry.denials, 0);
  const open = last.reduce((sum, entry) => sum + entry.unexplained, 0);
  const share = formatShare(denials === 0 ? null : 1 - open / denials);
  return {
    en: `${formatCount(denials)} refusals in the last ${last.length === 1 ? 'reported day' : `${last.length} reported days`}, ${share} of them with a cause named.`,
    zh: `最近 ${last.length} 份日报共 ${formatCount(denials)} 个拒绝，其中 ${share} 已给出原因。`,
  };
}
