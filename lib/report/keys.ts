import { STATE_PREFIXES } from '../store/keys.js';

/** Where the reports of a state lie. The page, the CSV, the JSON and the chat text of a day stand side by side. */
const FOLDER = STATE_PREFIXES.reports;

export const REPORT_INDEX_KEY = `${FOLDER}index.json`;
export const REPORT_INDEX_PAGE_KEY = `${FOLDER}index.html`;

export type ReportFile = 'report.html' | 'report.csv' | 'report.json' | 'report.md' | 'covered.json.gz';
export const REPORT_FILES: readonly ReportFile[] = [
  'report.html',
  'report.csv',
  'report.json',
  'report.md',
  'covered.json.gz',
];

/** `reports/2026-11-23/report.html` */
export function reportKey(date: string, file: ReportFile): string {
  return `${FOLDER}${date}/${file}`;
}

/** The date in a report's key; null for the index and for strangers. */
export function dateOfReportKey(key: string): string | null {
  return new RegExp(`^${FOLDER}(\\d{4}-\\d\\d-\\d\\d)/`).exec(key)?.[1] ?? null;
}

export const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  gz: 'application/gzip',
};

export function contentTypeOf(key: string): string {
  return CONTENT_TYPES[key.slice(key.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
}
