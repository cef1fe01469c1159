import type { ScanResult } from '../../lib/aggregate/model.js';
import type { Lang } from '../../lib/lang.js';
import { escapeMarkdown } from '../../lib/text/markdown.js';
import { COLUMNS, HEADERS } from './scan-columns.js';
import { headline, notes } from './scan-summary.js';

/** `scan --format markdown`: every group, for an issue or a chat. */
export function* renderScanMarkdown(scan: ScanResult, lang: Lang): Generator<string> {
  const [first, ...rest] = headline(scan, lang);
  yield `## ${first}\n\n${rest.join('  \n')}\n`;
  if (scan.groups.length > 0) {
    yield `\n| ${HEADERS.map((word) => word[lang]).join(' | ')} |\n| ---: | ${'--- | '.repeat(COLUMNS.length).trimEnd()}\n`;
  }
  for (const group of scan.groups) {
    const cells = COLUMNS.map(([, value]) => escapeMarkdown(value(group)));
    yield `| ${[group.count, ...cells].join(' | ')} |\n`;
  }
  const remarks = notes(scan, lang);
  if (remarks.length > 0) yield `\n${remarks.map((remark) => `> ${remark}`).join('  \n')}\n`;
}
