import type { Group, ScanResult } from '../../lib/aggregate/model.js';
import type { Lang } from '../../lib/lang.js';
import { escapeMarkdown } from '../../lib/text/markdown.js';
import { COLUMNS, HEADERS } from './scan-columns.js';
import { headline, notes } from './scan-summary.js';

/** `scan --format markdown`: every group, one at a time, for an issue or a chat. `count`: how many groups there are. */
export function* renderScanMarkdown(
  scan: ScanResult,
  lang: Lang,
  groups: Iterable<Group> = scan.groups,
  count = scan.groups.length,
): Generator<string> {
  const [first, ...rest] = headline(scan, lang, count);
  yield `## ${first}\n\n${rest.join('  \n')}\n`;
  if (count > 0) {
    yield `\n| ${HEADERS.map((word) => word[lang]).join(' | ')} |\n| ---: | ${'--- | '.repeat(COLUMNS.length).trimEnd()}\n`;
  }
  for (const group of groups) {
    const cells = COLUMNS.map(([, value]) => escapeMarkdown(value(group)));
    yield `| ${[group.count, ...cells].join(' | ')} |\n`;
  }
  const remarks = notes(scan, lang);
  if (remarks.length > 0) yield `\n${remarks.map((remark) => `> ${remark}`).join('  \n')}\n`;
}
