import type { Group, ScanResult } from '../../lib/aggregate/model.js';
import type { Lang } from '../../lib/lang.js';
import { escapeHtml } from '../../lib/text/html.js';
import { COLUMNS, HEADERS } from './scan-columns.js';
import { headline, notes } from './scan-summary.js';

const STYLE = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem}
h1{font-size:1.3rem;margin:0}p{margin:.2rem 0 1rem;opacity:.75}.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.35rem .7rem;border-bottom:1px solid #8884;vertical-align:top}td{overflow-wrap:anywhere;max-width:24rem}
th:first-child,td:first-child{text-align:right;font-variant-numeric:tabular-nums}th{font-weight:600;white-space:nowrap}code{font-size:.92em}`;

function row(group: Group): string {
  const cells = COLUMNS.map(([, value]) => value(group));
  return `<tr><td>${group.count.toLocaleString('en-US')}</td>${cells.map((text) => `<td>${escapeHtml(text)}</td>`).join('')}</tr>\n`;
}

/**
 * `scan --format html`: one self-contained page without script, a group at a time. The daily report is the rich one. `count`: how many
 * groups there are.
 */
export function* renderScanHtml(
  scan: ScanResult,
  lang: Lang,
  groups: Iterable<Group> = scan.groups,
  count = scan.groups.length,
): Generator<string> {
  const [first, ...rest] = headline(scan, lang, count).map(escapeHtml);
  yield `<!doctype html>
<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>cos403: ${first}</title><style>${STYLE}</style></head><body><main><h1>${first}</h1><p>${rest.join('<br>')}</p>
`;
  if (count > 0) {
    yield `<div class="wide"><table><thead><tr>${HEADERS.map((word) => `<th scope="col">${word[lang]}</th>`).join('')}</tr></thead><tbody>\n`;
    for (const group of groups) yield row(group);
    yield '</tbody></table></div>\n';
  }
  for (const remark of notes(scan, lang)) yield `<p>${escapeHtml(remark)}</p>\n`;
  yield '</main></body></html>\n';
}
