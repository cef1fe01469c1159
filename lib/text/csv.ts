import { visible } from './visible.js';

/** Excel reads only UTF-8 that starts with a byte order mark. */
export const CSV_START = '\ufeff';

/**
 * One CSV line (RFC 4180, CRLF). Text that a spreadsheet would run as a formula gets a leading apostrophe;
 * numbers stay numbers.
 */
export function csvLine(values: readonly (string | number | boolean | null)[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}

function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const clean = visible(value);
  // A lone `-` is the log's sign for empty and no formula.
  const safe = clean !== '-' && /^\s*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/.test(clean) ? `'${clean}` : clean;
  return /[",\r\n']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
