import '../report/echarts.js';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Ajv from 'ajv';
import { renderIndexHtml } from '../../lib/report/html/index-page.js';
import { type IndexEntry, updateIndex } from '../../lib/report/index-model.js';
import { addDays } from '../../lib/report/zone.js';
import { axeViolations } from './axe.js';
import { type Browser, describeInBrowser, launch } from './browser.js';

const entry = (date: string, n: number): IndexEntry => ({
  date,
  requests: 40_000,
  denials: 300 + n,
  groups: 12,
  unexplained: n,
  newGroups: 2,
  revision: n === 3 ? 2 : 1,
  fingerprint: '',
});
const options = { updatedAt: '2026-11-24T00:05:00Z', timeZone: 'Asia/Shanghai', today: '2026-11-24', keepDays: 400 };
const index = updateIndex(
  null,
  Array.from({ length: 120 }, (_, n) => entry(addDays('2026-11-23', -n), n)),
  options,
);

test('the index validates against its schema, newest first, and forgets what is not kept', () => {
  const validate = new Ajv({ formats: { 'date-time': true } }).compile(
    JSON.parse(readFileSync('docs/schema/report-index.json', 'utf8')),
  );
  expect(validate(index)).toBe(true);
  const dates = index.reports.map(({ date }) => date);
  expect(dates).toEqual([...dates].sort().reverse());
  expect(updateIndex(index, [], { ...options, keepDays: 30 }).reports).toHaveLength(30);
  const again = updateIndex(index, [{ ...entry('2026-11-23', 0), denials: 7 }], options);
  expect([again.reports.length, again.reports[0]!.denials]).toEqual([120, 7]);
});

describeInBrowser('the index of reports in a browser', () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'cos403-index-'));
  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([1280, 375])('is quiet, accessible and links every day at %i pixels', async (width) => {
    const file = join(folder, 'index.html');
    writeFileSync(file, await renderIndexHtml(index, 'en'));
    const { page, complaints, requests } = await browser.open(pathToFileURL(file).href, { width });
    expect(await page.locator('tbody a').count()).toBe(120);
    expect(await page.locator('tbody a').first().getAttribute('href')).toBe('2026-11-23/report.html');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await page.locator('#language').click();
    expect(await page.locator('h1').allInnerTexts()).toEqual(['COS 403 日报']);
    expect(await axeViolations(browser, page)).toEqual([]);
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith('data:'))).toHaveLength(1);
    await page.close();
  });

  test('without a report yet it is a calm page', async () => {
    const file = join(folder, 'empty.html');
    writeFileSync(file, await renderIndexHtml(updateIndex(null, [], options), 'zh'));
    const { page, complaints } = await browser.open(pathToFileURL(file).href);
    expect((await page.locator('main').allInnerTexts())[0]).toContain('尚未生成日报');
    expect(complaints).toEqual([]);
    await page.close();
  });
});
