import stringWidth from 'string-width';
import { bar, renderTable } from '../../cli/render/table.js';

describe('renderTable', () => {
  const columns = [{ header: 'n', align: 'right' as const }, { header: 'path', shrink: 1, min: 6 }, { header: '类型' }];

  it('lines up columns that hold Chinese text', () => {
    const lines = renderTable(
      columns,
      [
        ['1', '/图片/猫.jpg', 'a'],
        ['12', '/b', '拒绝'],
      ],
      80,
    )
      .trimEnd()
      .split('\n');
    const starts = lines.map((line) => stringWidth(line.replace(/(a|拒绝|类型)$/, '')));
    expect(new Set(starts).size).toBe(1);
  });

  it('fits the terminal by cutting the columns that may shrink', () => {
    const lines = renderTable(columns, [['1', `/${'x'.repeat(200)}`, 'kind']], 40)
      .trimEnd()
      .split('\n');
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(40);
    expect(lines[1]).toContain('…');
  });

  it('shows escape sequences instead of sending them to the terminal', () => {
    expect(renderTable(columns, [['1', '\u001b]0;owned\u0007', 'a']], 80)).toContain('\\u{1b}]0;owned\\u{7}');
  });
});

describe('bar', () => {
  it('is full for the largest value, empty for zero, and shows anything above', () => {
    expect(bar(10, 10, 4)).toBe('████');
    expect(bar(0, 10, 4)).toBe('');
    expect(bar(1, 1_000_000, 4)).toBe('▏');
  });
});
