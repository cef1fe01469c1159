import type { Lang } from '../lang.js';
import { withFields } from '../store/fields.js';
import type { Store } from '../store/store.js';
import { readVersioned } from '../store/versioned.js';
import { renderCsv } from './csv.js';
import { renderIndexHtml } from './html/index-page.js';
import { renderReportHtml } from './html/page.js';
import { type IndexEntry, indexEntry, type ReportIndex, updateIndex } from './index-model.js';
import { parseReport, renderJson } from './json.js';
import {
  contentTypeOf,
  dateOfReportKey,
  REPORT_INDEX_KEY,
  REPORT_INDEX_PAGE_KEY,
  type ReportFile,
  reportKey,
} from './keys.js';
import { renderMarkdown } from './markdown.js';
import type { ReportModel } from './types.js';

const INDEX_FORMAT = { schema: 'cos403.report-index/1', parse: withFields<ReportIndex>({ reports: 'list' }) };
const REPORT_FORMAT = {
  schema: 'cos403.report/1',
  parse: withFields({ timeZone: 'string', 'headline.denials': 'number', groups: 'list', causes: 'list' }),
};

/** The rendered files of a day that the mail carries too. */
export interface WrittenReport {
  readonly html: string;
  readonly csv: string;
}

/**
 * Writes the files of one day. Writing the same report again changes nothing. Throws `newer-version` instead of writing over what a
 * newer cos403 wrote.
 */
export async function writeReport(store: Store, report: ReportModel, lang: Lang): Promise<WrittenReport> {
  // Throws for a newer one; what is damaged is set aside, then it is written anew.
  await readVersioned(store, reportKey(report.date, 'report.json'), REPORT_FORMAT);
  const html = await renderReportHtml(report, lang);
  const csv = [...renderCsv(report, lang)].join('');
  const put = (file: ReportFile, body: string) =>
    store.put(reportKey(report.date, file), body, { contentType: contentTypeOf(file) });
  await put('report.json', [...renderJson(report)].join(''));
  await put('report.csv', csv);
  await put('report.md', renderMarkdown(report, lang));
  await put('report.html', html);
  return { html, csv };
}

/** The stored report of a day; null when there is none that can be read. */
export async function readReport(store: Store, date: string): Promise<ReportModel | null> {
  const stored = await store.get(reportKey(date, 'report.json'));
  if (stored === null) return null;
  try {
    const report = parseReport(stored.body.toString('utf8'));
    REPORT_FORMAT.parse(report as unknown as Record<string, unknown>);
    return report;
  } catch {
    // Written by another version, or damaged: the day is read from its records instead.
    return null;
  }
}

/** Brings the index and its page up to date. */
export async function writeIndex(
  store: Store,
  entries: readonly IndexEntry[],
  options: {
    readonly updatedAt: string;
    readonly timeZone: string;
    readonly today: string;
    readonly keepDays: number;
    readonly lang: Lang;
  },
): Promise<ReportIndex> {
  const index = updateIndex(await readIndex(store), entries, options);
  await store.put(REPORT_INDEX_KEY, `${JSON.stringify(index)}\n`, { contentType: contentTypeOf(REPORT_INDEX_KEY) });
  await store.put(REPORT_INDEX_PAGE_KEY, await renderIndexHtml(index, options.lang), {
    contentType: contentTypeOf(REPORT_INDEX_PAGE_KEY),
  });
  return index;
}

/**
 * The kept index; null when there is none. A damaged one is set aside and built anew from the reports. Throws `newer-version` when a newer
 * cos403 wrote it.
 */
export async function readIndex(store: Store): Promise<ReportIndex | null> {
  const read = await readVersioned(store, REPORT_INDEX_KEY, INDEX_FORMAT);
  return read.status === 'ok' ? read.value : rebuiltIndex(store);
}

async function rebuiltIndex(store: Store): Promise<ReportIndex | null> {
  const dates = new Set<string>();
  for await (const { key } of store.list('reports/')) {
    const date = dateOfReportKey(key);
    if (date !== null) dates.add(date);
  }
  const entries = [];
  let timeZone = 'UTC';
  for (const date of dates) {
    const report = await readReport(store, date);
    if (report === null) continue;
    entries.push(indexEntry(report));
    timeZone = report.timeZone;
  }
  if (entries.length === 0) return null;
  return { schema: 'cos403.report-index/1', updatedAt: '', timeZone, reports: entries };
}

/** Deletes the files of days before `oldest`, at most so many objects a call. Returns how many. */
export async function deleteBefore(store: Store, oldest: string, atMost = 500): Promise<number> {
  const old: string[] = [];
  for await (const { key } of store.list('reports/')) {
    const date = dateOfReportKey(key);
    if (date === null) continue;
    // Keys ascend by date: from the first kept day on there is nothing to delete.
    if (date >= oldest || old.length >= atMost) break;
    old.push(key);
  }
  for (const key of old) await store.delete(key);
  return old.length;
}
