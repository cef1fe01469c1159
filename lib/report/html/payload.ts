import { gzipSync } from 'node:zlib';
import { KIND_TEXTS } from '../../denial/kind-texts.js';
import type { ReportModel } from '../types.js';
import { FIRST_ROWS, PAGE_DETAILS, type PageRow, pageRows } from './rows.js';
import { WORDS } from './words.js';

/** Compressed rows may take this much of the page: with everything else it stays under 1 MB for 1,000 groups. */
const BUDGET_BYTES = 640 * 1024;

/**
 * The table's rows for the script: JSON, gzip, base64 (the browser unpacks it with DecompressionStream). Diagnoses repeat, so a
 * tenth is left. When unusual content does not fit, the smaller groups lose their details: the JSON beside the page has them.
 */
export function encodeRows(report: ReportModel): { readonly base64: string; readonly rows: readonly PageRow[] } {
  for (let details = PAGE_DETAILS; ; details = Math.floor(details / 2)) {
    const rows = pageRows(report, details);
    const packed = gzipSync(
      Buffer.from(JSON.stringify({ rows, first: FIRST_ROWS, words: pairs(WORDS), kinds: pairs(KIND_TEXTS) })),
      {
        level: 9,
      },
    );
    if (packed.length <= BUDGET_BYTES || details === 0) return { base64: packed.toString('base64'), rows };
  }
}

function pairs(
  texts: Readonly<Record<string, { readonly en: string; readonly zh: string }>>,
): Record<string, [string, string]> {
  return Object.fromEntries(Object.entries(texts).map(([id, { en, zh }]) => [id, [en, zh]]));
}
