import type { Counted, Group, ScanResult } from '../../lib/aggregate/model.js';
import type { Lang } from '../../lib/lang.js';
import { visible } from '../../lib/text/visible.js';
import { headline, notes } from './scan-summary.js';
import { bar, type Column, renderTable } from './table.js';
import { WORDS } from './words.js';

const BAR_CELLS = 8;

/** The first value, and how many more there are. */
export function firstOf(values: readonly Counted[], distinct = values.length): string {
  const first = values[0]?.value ?? '-';
  return distinct > 1 ? `${first} +${(distinct - 1).toLocaleString('en-US')}` : first;
}

/** `2026-11-22T14:02:11Z` → `11-22 14:02`: seconds are in the JSON. */
const short = (time: string) => `${time.slice(5, 10)} ${time.slice(11, 16)}`;

function row(group: Group, max: number, oneBucket: boolean): string[] {
  return [
    group.count.toLocaleString('en-US'),
    bar(group.count, max, BAR_CELLS),
    group.kind,
    ...(oneBucket ? [] : [group.bucket]),
    group.requester,
    firstOf(group.actions.map((action) => ({ ...action, value: action.value.replace('name/cos:', '') }))),
    firstOf(group.paths.top, group.paths.distinct),
    firstOf(group.remoteIps.top, group.remoteIps.distinct),
    short(group.firstSeen),
    short(group.lastSeen),
  ];
}

function columns(lang: Lang, oneBucket: boolean): Column[] {
  return [
    { header: WORDS.denials[lang], align: 'right' },
    { header: '' },
    { header: WORDS.kind[lang] },
    ...(oneBucket ? [] : [{ header: WORDS.bucket[lang], shrink: 1, min: 12 }]),
    { header: WORDS.requester[lang], shrink: 1, min: 14 },
    { header: WORDS.action[lang], shrink: 1, min: 9 },
    { header: WORDS.path[lang], shrink: 1.2, min: 8 },
    { header: WORDS.from[lang], shrink: 1, min: 9 },
    { header: `${WORDS.since[lang]}`, min: 5, shrink: 0.5 },
    { header: `${WORDS.last[lang]}`, min: 5, shrink: 0.5 },
  ];
}

/** `scan --format table`: fits `width` columns; `top` groups. */
export function renderScanTable(scan: ScanResult, options: { lang: Lang; width: number; top: number }): string {
  const { lang, width, top } = options;
  const parts = [`${headline(scan, lang).join('\n')}\n`];
  const shown = scan.groups.slice(0, top);
  if (shown.length > 0) {
    const oneBucket = scan.groups.every((group) => group.bucket === shown[0]!.bucket);
    if (oneBucket) parts.push(`${WORDS.bucket[lang]}: ${visible(shown[0]!.bucket)}\n`);
    const max = shown[0]!.count;
    parts.push(
      '\n',
      renderTable(
        columns(lang, oneBucket),
        shown.map((group) => row(group, max, oneBucket)),
        width,
      ),
    );
  }
  const hidden = scan.groups.length - shown.length;
  if (hidden > 0) {
    parts.push(
      lang === 'zh'
        ? `… 另有 ${hidden} 组（--top ${scan.groups.length} 显示全部）\n`
        : `… and ${hidden} more groups (--top ${scan.groups.length} shows all)\n`,
    );
  }
  const remarks = notes(scan, lang);
  if (remarks.length > 0)
    parts.push('\n', ...remarks.map((remark) => `${lang === 'zh' ? '注意：' : 'note: '}${remark}\n`));
  return parts.join('');
}
