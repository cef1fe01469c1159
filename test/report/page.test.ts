import './echarts.js';
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { renderReportHtml } from '../../lib/report/html/page.js';
import type { PageRow } from '../../lib/report/html/rows.js';
import { buildReport } from '../../lib/report/model.js';
import type { ReportModel } from '../../lib/report/types.js';
import { runs } from '../support/property.js';
import { syntheticDay } from './synthetic.js';

function report(day: { date: string; timeZone: string; groups: number; seed: number }): ReportModel {
  return buildReport({
    ...day,
    ...syntheticDay(day),
    generatedAt: '2026-11-24T00:05:00Z',
    previousDay: null,
    lastWeek: null,
  });
}

const number = (text: string) => Number(text.replaceAll(',', ''));

/** What a reader sees: the headline, the hours as a table, the rows of the groups. */
function numbersOn(html: string) {
  const [denials = '0'] = /class="tiles"><div><dt>.*?<span class="big">([\d,]+)</.exec(html)?.slice(1) ?? [];
  const hours = [
    ...html.matchAll(/<th scope="row">\d\d:\d\d<\/th><td class="n">([\d,]+)<\/td><td class="n">([\d,]+)</g),
  ];
  const data = /<script type="text\/plain" id="data">([^<]*)</.exec(html)![1]!;
  const { rows } = JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString()) as { rows: PageRow[] };
  const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);
  return {
    denials: number(denials),
    requestsByHour: sum(hours.map(([, requests]) => number(requests!))),
    denialsByHour: sum(hours.map(([, , refused]) => number(refused!))),
    groups: sum(rows.map(({ n }) => n)),
  };
}

test('numbers on the page are those of the records, on any day of any zone', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        date: fc.constantFrom('2026-11-23', '2026-03-29', '2026-10-25', '2026-04-05', '2026-10-29'),
        timeZone: fc.constantFrom(
          'Asia/Shanghai',
          'Europe/Berlin',
          'Australia/Lord_Howe',
          'Asia/Kolkata',
          'Africa/Cairo',
        ),
        groups: fc.integer({ min: 1, max: 30 }),
        seed: fc.integer({ min: 1, max: 1e6 }),
      }),
      async (day) => {
        const { totals } = syntheticDay(day).view.scan;
        expect(numbersOn(await renderReportHtml(report(day), 'en'))).toEqual({
          denials: totals.denials,
          requestsByHour: totals.requests,
          denialsByHour: totals.denials,
          groups: totals.denials,
        });
      },
    ),
    runs(40),
  );
});

test('what the table leaves out is told by its exact sum', async () => {
  const model = report({ date: '2026-11-23', timeZone: 'UTC', groups: 2_050, seed: 3 });
  const html = await renderReportHtml(model, 'en');
  const left = /([\d,]+) smaller groups with ([\d,]+) refusals/.exec(html)!;
  expect(number(left[1]!)).toBe(50);
  expect(number(left[2]!) + numbersOn(html).groups).toBe(model.headline.denials);
});

test('the page’s policy allows exactly its own style and script', async () => {
  const html = await renderReportHtml(report({ date: '2026-11-23', timeZone: 'UTC', groups: 3, seed: 1 }), 'zh');
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)![1]!;
  const script = /<script>([\s\S]*?)<\/script>/.exec(html)![1]!;
  expect(policy).toContain(`style-src ${hash(style)};`);
  expect(policy).toContain(`script-src ${hash(script)};`);
  expect(policy).toContain("default-src 'none'");
  expect(html.replace(style, '').replace(script, '')).not.toMatch(
    /\sstyle=|\son\w+=|<link (?!rel="icon" href="data:,")/,
  );
});
