import stringWidth from 'string-width';
import { visible } from '../../lib/text/visible.js';

export interface Column {
  readonly header: string;
  readonly align?: 'left' | 'right';
  /** A column with a weight gives way when the terminal is narrow, in proportion to it. */
  readonly shrink?: number;
  readonly min?: number;
}

/** A cell; its `suffix` is kept when the text has to be cut. */
export type Cell = string | { readonly text: string; readonly suffix: string };

const whole = (cell: Cell) => (typeof cell === 'string' ? cell : cell.text + cell.suffix);
const clean = (cell: Cell): Cell => (typeof cell === 'string' ? visible(cell) : { ...cell, text: visible(cell.text) });

function cutCell(cell: Cell, width: number): string {
  if (typeof cell === 'string') return cutTo(cell, width);
  const room = width - stringWidth(cell.suffix);
  return stringWidth(whole(cell)) <= width || room < 2
    ? cutTo(whole(cell), width)
    : cutTo(cell.text, room) + cell.suffix;
}

/** Cuts to a display width (Chinese characters take two columns) and marks the cut. */
export function cutTo(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let cut = '';
  let used = 0;
  for (const character of text) {
    const next = stringWidth(character);
    if (used + next > width - 1) break;
    cut += character;
    used += next;
  }
  return `${cut}…`;
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return align === 'right' ? space + text : text + space;
}

function widths(columns: readonly Column[], rows: readonly (readonly Cell[])[], total: number): number[] {
  const wanted = columns.map((column, index) =>
    Math.max(stringWidth(column.header), ...rows.map((row) => stringWidth(whole(row[index] ?? ''))), 1),
  );
  let over = wanted.reduce((sum, width) => sum + width, 0) + 2 * (columns.length - 1) - total;
  // The widest shrinkable column gives first: short ones stay readable.
  while (over > 0) {
    let widest = -1;
    for (const [index, column] of columns.entries()) {
      if (!column.shrink || wanted[index]! <= (column.min ?? 8)) continue;
      if (widest < 0 || wanted[index]! / column.shrink > wanted[widest]! / columns[widest]!.shrink!) widest = index;
    }
    if (widest < 0) break;
    wanted[widest]! -= 1;
    over -= 1;
  }
  return wanted;
}

/** A plain table that fits `width` columns. Cells are log content: control characters are made visible. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number): string {
  const safe = rows.map((row) => row.map(clean));
  const size = widths(columns, safe, width);
  const line = (cells: readonly Cell[]) =>
    cells
      .map((cell, index) => pad(cutCell(cell, size[index]!), size[index]!, columns[index]!.align ?? 'left'))
      .join('  ')
      .trimEnd();
  return `${[line(columns.map((column) => column.header)), ...safe.map(line)].join('\n')}\n`;
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of at most `cells` characters; anything above zero shows. */
export function bar(value: number, max: number, cells: number): string {
  const eighths = max > 0 ? Math.max(value > 0 ? 1 : 0, Math.round((value / max) * cells * 8)) : 0;
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]!;
}
