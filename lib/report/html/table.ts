import { KIND_TEXTS } from '../../denial/kind-texts.js';
import type { Lang, Text } from '../../lang.js';
import { escapeHtml } from '../../text/html.js';
import { formatCount } from '../format.js';
import type { ReportModel } from '../types.js';
import { both, bothAttribute, word } from './parts.js';
import { FIRST_ROWS, type PageRow, type Pair } from './rows.js';
import { WORDS, type Word } from './words.js';

/** Sort key of each column, its heading and its class. */
const COLUMNS = [
  ['n', 'count', 'c-n'],
  ['cause', 'cause', 'c-cause'],
  ['todo', 'todo', 'c-t'],
  ['requester', 'requester', 'c-req'],
  ['bucket', 'bucket', 'c-b'],
  ['kind', 'kind', 'c-k'],
  ['since', 'since', 'c-s'],
] as const satisfies readonly (readonly [keyof PageRow, Word, string])[];

const MAX_OPTIONS = 200;

const text = (pair: Pair): string =>
  both(typeof pair === 'string' ? { en: pair, zh: pair } : { en: pair[0], zh: pair[1] });
const label = (id: Word) => `<span class="label">${word(id)}</span>`;

/** One row. `script.ts` builds the same in the browser: a browser test compares the two. */
export function tableRow(row: PageRow, index: number): string {
  const note = row.note === '' ? '' : ` <span class="small">${text(row.note)}</span>`;
  const confidence =
    row.confidence === '' ? '' : ` <span class="chip ${row.confidence}">${word(row.confidence)}</span>`;
  const more = row.more === 0 ? '' : ` <span class="chip">+${row.more}</span>`;
  const who = row.requester === 'anonymous' ? word('anonymous') : `<bdi class="m">${escapeHtml(row.requester)}</bdi>`;
  return `<tr class="row" role="row"><td role="cell">${formatCount(row.n)}${note}</td><td role="cell">${text(row.cause)}${confidence}${more}</td><td role="cell"><span class="clamp">${text(row.todo)}</span></td><td role="cell">${label('requester')}${who}</td><td role="cell">${label('bucket')}<bdi>${escapeHtml(row.bucket)}</bdi></td><td role="cell">${label('kind')}${both(KIND_TEXTS[row.kind])}</td><td role="cell">${label('since')}${row.since}</td><td role="cell"><button type="button" data-row="${index}" aria-expanded="false">${word('details')}</button></td></tr>`;
}

/** The section with the filters and the first rows. */
export function groupsSection(report: ReportModel, rows: readonly PageRow[], lang: Lang): string {
  if (report.groups.length === 0 && report.others.denials === 0) return '';
  const head = COLUMNS.map(([key, id, className]) => {
    const sorted = key === 'n' ? ' aria-sort="descending"' : '';
    const content = key === 'todo' ? word(id) : `<button type="button" data-sort="${key}">${word(id)}</button>`;
    return `<th role="columnheader" scope="col" class="${className}"${sorted}>${content}</th>`;
  }).join('');
  return `<section id="groups" aria-labelledby="h-groups"><h2 id="h-groups">${word('groups')}</h2><p class="soft small">${word('groupsHint')}</p>
<noscript><p class="notice">${word('noScript')}</p></noscript>
<div class="tools" role="search"><label>${word('search')}<input type="search" id="f-text" autocomplete="off" spellcheck="false" ${bothAttribute('placeholder', WORDS.searchHint, lang)}></label>${filters(report, rows, lang)}</div>
<p class="soft small" id="shown" role="status">${shown(Math.min(rows.length, FIRST_ROWS), rows.length)}</p>
<table class="groups" role="table" aria-labelledby="h-groups"><thead role="rowgroup"><tr role="row">${head}<th role="columnheader" scope="col" class="c-x"><span class="visually-hidden">${word('details')}</span></th></tr></thead><tbody id="rows" role="rowgroup">${rows.slice(0, FIRST_ROWS).map(tableRow).join('')}</tbody></table>
<p class="more"><button type="button" id="more"${rows.length > FIRST_ROWS ? '' : ' hidden'}>${word('more')}</button></p>${beyond(report, rows)}</section>`;
}

function shown(some: number, all: number): string {
  return both({
    en: `${formatCount(some)} of ${formatCount(all)} groups`,
    zh: `显示 ${formatCount(some)} / ${formatCount(all)} 组`,
  });
}

/** What the table leaves out, by its exact sum. */
function beyond(report: ReportModel, rows: readonly PageRow[]): string {
  const rest = report.groups.slice(rows.length);
  const groups = rest.length + report.others.groups;
  if (groups === 0) return '';
  const denials = rest.reduce((sum, group) => sum + group.count, 0) + report.others.denials;
  const left: Text = {
    en: `${formatCount(groups)} smaller groups with ${formatCount(denials)} refusals are not in this table; the CSV and JSON beside this page list them as far as the state keeps them.`,
    zh: `另有 ${formatCount(groups)} 个较小分组（共 ${formatCount(denials)} 个拒绝）未列入此表，详见同目录的 CSV 与 JSON（以状态数据所保留者为限）。`,
  };
  return `<p class="soft small">${both(left)}</p>`;
}

function filters(report: ReportModel, rows: readonly PageRow[], lang: Lang): string {
  const option = (id: string, texts: Text) =>
    `<option value="${escapeHtml(id)}" ${bothAttribute('text', texts, lang).replace(/^text="[^"]*" /, '')}>${escapeHtml(texts[lang])}</option>`;
  const select = (id: string, name: Word, all: Word, options: readonly string[]) =>
    options.length < 2
      ? ''
      : `<label>${word(name)}<select id="${id}">${option('', WORDS[all])}${options.slice(0, MAX_OPTIONS).join('')}</select></label>`;
  const buckets = [...new Set(rows.map((row) => row.bucket))].sort();
  const causes = new Map(rows.map((row) => [row.causeId, row.cause]));
  return [
    select(
      'f-cause',
      'cause',
      'allCauses',
      [...causes].map(([id, cause]) =>
        option(id, typeof cause === 'string' ? { en: cause, zh: cause } : { en: cause[0], zh: cause[1] }),
      ),
    ),
    select(
      'f-kind',
      'kind',
      'allKinds',
      report.kinds.map(({ kind }) => option(kind, KIND_TEXTS[kind])),
    ),
    select(
      'f-bucket',
      'bucket',
      'allBuckets',
      buckets.map((bucket) => option(bucket, { en: bucket, zh: bucket })),
    ),
  ].join('');
}
