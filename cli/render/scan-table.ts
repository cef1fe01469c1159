import type { Counted, Group, ScanResult } from '../../lib/aggregate/model.js';
import type { Lang } from '../../lib/lang.js';
import { grouped } from '../../lib/text/grouped.js';
import { visible } from '../../lib/text/visible.js';
import { headline, notes } from './scan-summary.js';
import { bar, type Cell, type Column, renderTable } from './table.js';
import { WORDS } from './words.js';

const BAR_CELLS = 5;

/** The first value, and how many more there are. */
const firstCell = (values: readonly Counted[], distinct = values.length): Cell => ({
  text: values[0]?.value ?? '-',
  suffix: distinct > 1 ? ` +${grouped(distinct - 1)}` : '',
});

/** The same as one text. */
export function firstOf(values: readonly Counted[], distinct = values.length): string {
  const first = values[0]?.value ?? '-';
  return distinct > 1 ? `${first} +${grouped(distinct - 1)}` : first;
}

/** `11-22 14:02–14:58`, or two dates when the days differ; seconds are in the JSON. */
function period(first: string, last: string): string {
  const day = (time: string) => time.slice(5, 10);
  const minute = (time: string) => time.slice(11, 16);
  if (day(first) !== day(last)) return `${day(first)}–${day(last)}`;
  return minute(first) === minute(last)
    ? `${day(first)} ${minute(first)}`
    : `${day(first)} ${minute(first)}–${minute(last)}`;
}

/** What the table says of all groups, also of those that it does not list. */
export interface AllGroups {
  readonly count: number;
  /** They are all of one bucket. */
  readonly oneBucket: boolean;
  /** The account that all signed requesters belong to; null when there are several. */
  readonly root: string | null;
}

export function allGroups(groups: Iterable<Pick<Group, 'bucket' | 'requester'>>): AllGroups {
  const roots = new Set<string>();
  const buckets = new Set<string>();
  let count = 0;
  for (const { bucket, requester } of groups) {
    count++;
    if (buckets.size < 2) buckets.add(bucket);
    const colon = roots.size < 2 ? requester.indexOf(':') : -1;
    if (colon > 0 && /^\d+$/.test(requester.slice(0, colon))) roots.add(requester.slice(0, colon));
  }
  return { count, oneBucket: buckets.size === 1, root: roots.size === 1 ? [...roots][0]! : null };
}

/** Without the account when that is the same everywhere: `…:100000000002`, `root`. */
function requesterCell(requester: string, root: string | null): string {
  if (root === null || !requester.startsWith(`${root}:`)) return requester;
  return requester === `${root}:${root}` ? 'root' : requester.slice(root.length + 1);
}

function row(group: Group, max: number, oneBucket: boolean, root: string | null): Cell[] {
  return [
    grouped(group.count),
    bar(group.count, max, BAR_CELLS),
    group.kind,
    ...(oneBucket ? [] : [group.bucket]),
    requesterCell(group.requester, root),
    firstCell(group.actions.map((action) => ({ ...action, value: action.value.replace('name/cos:', '') }))),
    firstCell(group.paths.top, group.paths.distinct),
    firstCell(group.remoteIps.top, group.remoteIps.distinct),
    period(group.firstSeen, group.lastSeen),
  ];
}

function columns(lang: Lang, oneBucket: boolean): Column[] {
  return [
    { header: WORDS.denials[lang], align: 'right' },
    { header: '' },
    { header: WORDS.kind[lang] },
    ...(oneBucket ? [] : [{ header: WORDS.bucket[lang], shrink: 1.2, min: 12 }]),
    { header: WORDS.requester[lang], shrink: 1.6, min: 14 },
    { header: WORDS.action[lang], shrink: 1, min: 9 },
    { header: WORDS.path[lang], shrink: 1.2, min: 8 },
    { header: WORDS.from[lang], shrink: 1, min: 9 },
    { header: WORDS.when[lang] },
  ];
}

/** `scan --format table`: fits `width` columns. The groups of `scan` are those that are listed. */
export function renderScanTable(scan: ScanResult, options: { lang: Lang; width: number; all: AllGroups }): string {
  const { lang, width, all } = options;
  const parts = [`${headline(scan, lang, all.count).join('\n')}\n`];
  const shown = scan.groups;
  if (shown.length > 0) {
    const { oneBucket, root } = all;
    if (oneBucket) parts.push(`${WORDS.bucket[lang]}: ${visible(shown[0]!.bucket)}\n`);
    if (root !== null) parts.push(`${WORDS.account[lang]}: ${root}\n`);
    const max = shown[0]!.count;
    parts.push(
      '\n',
      renderTable(
        columns(lang, oneBucket),
        shown.map((group) => row(group, max, oneBucket, root)),
        width,
      ),
    );
  }
  const hidden = all.count - shown.length;
  if (hidden > 0) {
    parts.push(
      lang === 'zh'
        ? `… 另有 ${hidden} 组（--top ${all.count} 显示全部）\n`
        : `… and ${hidden} more groups (--top ${all.count} shows all)\n`,
    );
  }
  const remarks = notes(scan, lang);
  if (remarks.length > 0)
    parts.push('\n', ...remarks.map((remark) => `${lang === 'zh' ? '注意：' : 'note: '}${remark}\n`));
  return parts.join('');
}
