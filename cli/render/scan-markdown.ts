import type { ScanResult } from '../../lib/aggregate/model.js';
import type { Lang } from '../../lib/lang.js';
import { escapeMarkdown } from '../../lib/text/markdown.js';
import { headline, notes } from './scan-summary.js';
import { firstOf } from './scan-table.js';
import { WORDS } from './words.js';

/** `scan --format markdown`: every group, for an issue or a chat. */
export function* renderScanMarkdown(scan: ScanResult, lang: Lang): Generator<string> {
  const [first, ...rest] = headline(scan, lang);
  yield `## ${first}\n\n${rest.join('  \n')}\n`;
  if (scan.groups.length > 0) {
    const head = [
      WORDS.denials,
      WORDS.kind,
      WORDS.bucket,
      WORDS.requester,
      WORDS.message,
      WORDS.action,
      WORDS.path,
      WORDS.from,
      WORDS.since,
      WORDS.last,
    ];
    yield `\n| ${head.map((word) => word[lang]).join(' | ')} |\n| ---: | ${'--- | '.repeat(head.length - 1).trimEnd()}\n`;
  }
  for (const group of scan.groups) {
    const cells = [
      String(group.count),
      group.kind,
      group.bucket,
      group.requester,
      firstOf(group.messages),
      firstOf(group.actions),
      firstOf(group.paths.top, group.paths.distinct),
      firstOf(group.remoteIps.top, group.remoteIps.distinct),
      group.firstSeen,
      group.lastSeen,
    ];
    yield `| ${cells.map((text, index) => (index === 0 ? text : escapeMarkdown(text))).join(' | ')} |\n`;
  }
  const remarks = notes(scan, lang);
  if (remarks.length > 0) yield `\n${remarks.map((remark) => `> ${remark}`).join('  \n')}\n`;
}
