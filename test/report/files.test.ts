import fc from 'fast-check';
import { renderCsv } from '../../lib/report/csv.js';
import { parseReport, renderJson } from '../../lib/report/json.js';
import { renderMarkdown } from '../../lib/report/markdown.js';
import { buildReport } from '../../lib/report/model.js';
import { runs } from '../support/property.js';
import { readCsv } from '../support/read-csv.js';
import { hostileDay, hostileText } from './hostile.js';
import { syntheticDay } from './synthetic.js';

const day = { date: '2026-11-23', timeZone: 'Asia/Shanghai' };
const report = (groups = 25, seed = 1) =>
  buildReport({
    ...day,
    ...syntheticDay({ ...day, groups, seed }),
    generatedAt: '2026-11-24T00:05:00Z',
    previousDay: null,
    lastWeek: null,
  });

describe('the CSV', () => {
  test('reads back through a strict parser, and its denials add up to the day', () => {
    const model = report();
    const text = [...renderCsv(model, 'en')].join('');
    expect(text.startsWith('\ufeff')).toBe(true);
    const [head, ...rows] = readCsv(text.slice(1));
    const at = head!.indexOf('denials');
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([head!.length]));
    expect(rows.reduce((sum, row) => sum + Number(row[at]), 0)).toBe(model.headline.denials);
    expect(rows.map((row) => row[head!.indexOf('requester')])).toEqual(model.groups.map(({ requester }) => requester));
  });

  test('keeps the sum when groups are only known by their sum', () => {
    const model = { ...report(3), others: { groups: 9, denials: 81 } };
    const rows = readCsv([...renderCsv(model, 'zh')].join('').slice(1));
    expect(rows.at(-1)!.slice(1, 5)).toEqual(['(9 others)', '', '', '81']);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
  });

  test('never holds a cell that a spreadsheet would run', () => {
    fc.assert(
      fc.property(hostileText, (evil) => {
        const rows = readCsv([...renderCsv(hostileDay(evil), 'en')].join('').slice(1));
        for (const cell of rows.slice(1).flat()) {
          expect(cell === '-' || !/^\s*[=+@\uff1d\uff0b\uff20]|^-\D/.test(cell)).toBe(true);
          expect(cell).not.toMatch(/[\u0000-\u001f]/);
        }
      }),
      runs(10),
    );
  });
});

describe('the JSON', () => {
  test('reads back as the report it was written from', () => {
    for (const groups of [0, 1, 30]) {
      const model = report(groups);
      expect(parseReport([...renderJson(model)].join(''))).toEqual(model);
    }
  });

  test('another schema is refused with its name', () => {
    expect(() => parseReport('{"schema":"cos403.report/2"}')).toThrow('cos403.report/2');
  });
});

describe('the Markdown', () => {
  test('says the day in one screen whatever the day held', () => {
    const text = renderMarkdown(report(2_000), 'en');
    expect(text.length).toBeLessThan(6_000);
    expect(text).toContain('and 1,990 more groups.');
  });

  test('in Chinese', () => {
    expect(renderMarkdown(report(3), 'zh')).toContain('## COS 403 日报 2026年11月23日 星期一');
  });

  test('log content makes no link, mention, tag or table cell', () => {
    const text = renderMarkdown(hostileDay('| <b>@all</b> [x](javascript:alert(1)) `\n# h'), 'en');
    expect(text).not.toMatch(/(?<!\\)[[\]<]|@all|\n# h/);
    for (const row of text.split('\n').filter((line) => line.startsWith('|'))) {
      expect(row.match(/(?<!\\)\|/g)).toHaveLength(7);
    }
  });
});
