import '../report/echarts.js';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { baselineOfView } from '../../lib/report/baseline.js';
import { renderReportHtml } from '../../lib/report/html/page.js';
import { renderMailHtml } from '../../lib/report/mail-html.js';
import { buildReport } from '../../lib/report/model.js';
import type { ReportModel } from '../../lib/report/types.js';
import { EVIL, hostileDay } from '../report/hostile.js';
import { syntheticDay } from '../report/synthetic.js';
import { axeViolations } from './axe.js';
import { type Browser, describeInBrowser, launch, type OpenPage } from './browser.js';

const timeZone = 'Asia/Shanghai';
const day = (groups: number, date = '2026-11-23', seed = 1) => syntheticDay({ date, timeZone, groups, seed });

function sample(groups: number): ReportModel {
  return buildReport({
    date: '2026-11-23',
    timeZone,
    ...day(groups),
    generatedAt: '2026-11-24T00:05:00Z',
    previousDay: baselineOfView('2026-11-22', timeZone, day(groups, '2026-11-22', 2).view, (text) => text),
    lastWeek: baselineOfView('2026-11-16', timeZone, day(groups, '2026-11-16', 3).view, (text) => text),
    revision: 2,
    rewritten: { at: '2026-11-24T06:00:00Z', lateFiles: 3, denialsBefore: 900 },
  });
}

describeInBrowser('the report in a browser', () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'cos403-report-'));
  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  let opened: OpenPage;
  afterEach(async () => {
    await opened.page.close();
  });

  async function show(
    report: ReportModel,
    options: { lang?: 'en' | 'zh'; width?: number; dark?: boolean } = {},
  ): Promise<Page> {
    const file = join(folder, 'report.html');
    writeFileSync(file, await renderReportHtml(report, options.lang ?? 'en'));
    opened = await browser.open(pathToFileURL(file).href, options);
    await opened.page.waitForSelector('html[data-ready], .notice');
    if (report.groups.length > 0) await opened.page.waitForSelector('html[data-ready]');
    return opened.page;
  }

  /** Nothing on the console, nothing but the file itself and inline data was asked for. */
  function quiet(): void {
    expect(opened.complaints).toEqual([]);
    expect(opened.requests.filter((url) => !url.startsWith('data:'))).toHaveLength(1);
  }

  /** What a reader sees of an element: hidden languages are not in it. */
  const seen = async (locator: Locator) => (await locator.allInnerTexts())[0] ?? '';
  const column = (page: Page, number: number) => page.locator(`#rows tr.row td:nth-child(${number})`).allInnerTexts();
  const numbers = async (page: Page) =>
    (await column(page, 1)).map((text) => Number.parseInt(text.replaceAll(',', ''), 10));

  test('shows the first fifty groups by count without a script, and exactly the same with it', async () => {
    const page = await show(sample(120));
    const without = /<tbody id="rows"[^>]*>(.*?)<\/tbody>/s.exec(
      readFileSync(join(folder, 'report.html'), 'utf8'),
    )![1]!;
    await page.locator('button[data-sort=n]').click();
    await page.locator('button[data-sort=n]').click();
    const rendered = await page.locator('#rows').innerHTML();
    expect(await page.locator('#rows tr.row').count()).toBe(50);
    // Trusted Types forbid parsing in the page itself: compare in a blank one.
    const blank = await browser.context.newPage();
    const parsed = (html: string) =>
      blank.evaluate(
        `new DOMParser().parseFromString(${JSON.stringify(`<table><tbody>${html}</tbody></table>`)}, 'text/html').querySelector('tbody').innerHTML`,
      );
    const [a, b] = [await parsed(without), await parsed(rendered)];
    await blank.close();
    expect(b).toBe(a);
    quiet();
  });

  test('sorts by any column, both ways, and says so to assistive technology', async () => {
    const page = await show(sample(120));
    expect(await numbers(page)).toEqual([...(await numbers(page))].sort((a, b) => b - a));
    await page.locator('button[data-sort=n]').click();
    expect(await numbers(page)).toEqual([...(await numbers(page))].sort((a, b) => a - b));
    await page.locator('button[data-sort=requester]').click();
    const requesters = await column(page, 4);
    expect(requesters).toEqual([...requesters].sort(new Intl.Collator('en', { numeric: true }).compare));
    expect(
      await page.locator('th[aria-sort]').evaluateAll((heads) => heads.map((head) => head.getAttribute('aria-sort'))),
    ).toEqual(['ascending']);
    await page.locator('button[data-sort=since]').click();
    await page.locator('button[data-sort=since]').click();
    const since = await column(page, 7);
    expect(since).toEqual([...since].sort().reverse());
    quiet();
  });

  test('filters by text, cause, kind and bucket, says how many are left, and shows more on demand', async () => {
    const report = sample(120);
    const page = await show(report);
    expect(await seen(page.locator('#shown'))).toBe('50 of 120 groups');
    await page.locator('#more').click();
    expect(await page.locator('#rows tr.row').count()).toBe(120);
    const group = report.groups[77]!;
    await page.locator('#f-text').fill(group.paths.top[0]!.value.toUpperCase());
    expect(await column(page, 4)).toContain(group.requester);
    await page.locator('#f-text').fill(`${group.requester} ${group.bucket}`);
    expect(await page.locator('#rows tr.row').count()).toBe(1);
    await page.locator('#f-text').fill('no such thing');
    expect(await seen(page.locator('#rows'))).toContain('No group matches');
    await page.locator('#f-text').fill('');
    await page.locator('#f-kind').selectOption('referer-denied');
    expect(await seen(page.locator('#shown'))).toBe('12 of 12 groups');
    await page.locator('#f-cause').selectOption('key-disabled');
    expect(await seen(page.locator('#shown'))).toBe('0 of 0 groups');
    await page.locator('#f-kind').selectOption('');
    await page
      .locator('#f-bucket')
      .selectOption(report.groups.find(({ kind }) => kind === 'invalid-access-key')!.bucket);
    expect(await page.locator('#rows tr.row').count()).toBe(
      report.groups.filter(
        ({ kind, bucket }) =>
          kind === 'invalid-access-key' &&
          bucket === report.groups.find((one) => one.kind === 'invalid-access-key')!.bucket,
      ).length,
    );
    quiet();
  });

  test('opens a group to its evidence and copies the fix', async () => {
    const report = sample(20);
    const page = await show(report);
    const button = page.locator('#rows tr.row button').first();
    expect(await button.getAttribute('aria-expanded')).toBe('false');
    await button.click();
    expect(await button.getAttribute('aria-expanded')).toBe('true');
    const detail = page.locator('tr.detail');
    expect(await detail.getAttribute('id')).toBe(await button.getAttribute('aria-controls'));
    const text = await seen(detail);
    const { diagnoses, samples } = report.groups[0]!;
    for (const part of [
      diagnoses[0]!.cause.summary.en,
      diagnoses[0]!.checks[0]!.detail.en,
      diagnoses[0]!.ruledOut[0]!.because.en,
      samples[0]!.requestId,
    ]) {
      expect(text).toContain(part);
    }
    await detail.locator('.copy').click();
    expect(await seen(detail.locator('.copy'))).toBe('Copied');
    expect(JSON.parse(await page.evaluate<string>('navigator.clipboard.readText()'))).toEqual(
      diagnoses[0]!.remedy.policy,
    );
    await page.locator('button[data-sort=kind]').click();
    await page.locator('button[data-sort=n]').click();
    expect(await page.locator('tr.detail').count()).toBe(1);
    await page.locator('#rows tr.row button[aria-expanded=true]').click();
    expect(await page.locator('tr.detail').count()).toBe(0);
    quiet();
  });

  test('works with the keyboard alone', async () => {
    const page = await show(sample(20));
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.locator('button[data-sort=bucket]').focus();
    await page.keyboard.press('Enter');
    expect(await seen(page.locator('th[aria-sort=ascending]'))).toContain('Bucket');
    await page.locator('#rows tr.row button').first().focus();
    await page.keyboard.press('Space');
    expect(await page.locator('tr.detail').count()).toBe(1);
    quiet();
  });

  test('switches its language and back, everywhere', async () => {
    const page = await show(sample(20));
    const english = await seen(page.locator('body'));
    expect(english).not.toMatch(/拒绝数|处理办法|详情/);
    await page.locator('#rows tr.row button').first().click();
    await page.locator('#language').click();
    expect(await page.evaluate('document.documentElement.lang')).toBe('zh-CN');
    const chinese = await seen(page.locator('body'));
    expect(chinese).toContain('被拒绝的请求');
    expect(chinese).toContain('处理办法');
    expect(chinese).not.toMatch(/Refused|What to do|Checked|Details|Search/);
    expect(await page.locator('#f-text').getAttribute('placeholder')).toContain('存储桶');
    expect(await seen(page.locator('#f-kind option').first())).toBe('全部类型');
    await page.locator('#language').click();
    await page.locator('#rows tr.row button[aria-expanded=true]').click();
    expect(await seen(page.locator('body'))).toBe(english);
    quiet();
  });

  test.each([
    ['light', 1280, false],
    ['dark', 1280, true],
    ['a phone', 375, false],
  ] as const)('has no accessibility violation: %s', async (_name, width, dark) => {
    const page = await show(sample(60), { width, dark });
    await page.locator('#rows tr.row button').first().click();
    await page.locator('summary').click();
    expect(await axeViolations(browser, page)).toEqual([]);
  });

  test('fits a phone of 375 pixels, also with a group open', async () => {
    const page = await show(sample(60), { width: 375 });
    await page.locator('#rows tr.row button').first().click();
    await page.locator('summary').click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
    expect(await page.locator('.narrow .chart').isVisible()).toBe(true);
    expect(await page.locator('.wide .chart').isVisible()).toBe(false);
    quiet();
  });

  test('follows the dark setting of the system', async () => {
    const page = await show(sample(5), { dark: true });
    const colour = (selector: string, property: string) =>
      page.evaluate(`getComputedStyle(document.querySelector('${selector}')).getPropertyValue('${property}')`);
    expect(await colour('body', 'background-color')).toBe('rgb(19, 20, 22)');
    expect(await colour('.wide .f-k0', 'fill')).toBe('rgb(224, 119, 109)');
  });

  test('prints light, without controls, and with what was opened', async () => {
    const page = await show(sample(20), { dark: true });
    await page.locator('#rows tr.row button').first().click();
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    for (const hidden of ['.tools', '#more', '#language', '.copy'])
      expect(await page.locator(hidden).first().isVisible()).toBe(false);
    expect(await page.locator('tr.detail').isVisible()).toBe(true);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    quiet();
  });

  test.each(EVIL.map((evil) => [JSON.stringify(evil).slice(0, 60), evil]))(
    'log content %s neither runs nor breaks the page',
    async (_name, evil) => {
      const page = await show(hostileDay(evil), { width: 375 });
      for (const button of await page.locator('#rows tr.row button').all()) await button.click();
      await page.locator('#f-text').fill(evil.slice(0, 20));
      await page.locator('#f-text').fill('');
      expect(await page.evaluate("'__pwned' in window")).toBe(false);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
      expect(await page.locator('script').count()).toBe(2);
      expect(await page.locator('img, iframe, object, embed, form, base').count()).toBe(0);
      const hrefs = await page.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
      for (const href of hrefs) expect(href).toMatch(/^(#|https:\/\/cloud\.tencent\.com\/)/);
      const text = await seen(page.locator('body'));
      expect(text).not.toMatch(
        /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/,
      );
      quiet();
    },
  );

  test('an empty day is a calm page', async () => {
    const { view } = day(0);
    const empty = {
      ...view,
      slots: [],
      scan: { ...view.scan, window: null, buckets: [], totals: { ...view.scan.totals, requests: 0 }, changes: [] },
    };
    const page = await show(
      buildReport({
        date: '2026-11-23',
        timeZone,
        view: empty,
        diagnoses: [],
        generatedAt: '2026-11-24T00:05:00Z',
        previousDay: null,
        lastWeek: null,
      }),
    );
    expect(await seen(page.locator('body'))).toContain('No log records of that day were found.');
    expect(await page.locator('table').count()).toBe(0);
    quiet();
  });

  test('a day without refusals is a calm page', async () => {
    const { view } = day(0);
    const page = await show(
      buildReport({
        date: '2026-11-23',
        timeZone,
        view,
        diagnoses: [],
        generatedAt: '2026-11-24T00:05:00Z',
        previousDay: null,
        lastWeek: null,
      }),
    );
    expect(await seen(page.locator('body'))).toContain('No request was refused that day.');
    quiet();
  });

  test('the mail’s body renders without a script, a request or a horizontal scroll bar', async () => {
    for (const [report, width] of [
      [sample(30), 640],
      [hostileDay(EVIL[12]!), 375],
    ] as const) {
      const file = join(folder, 'mail.html');
      writeFileSync(file, renderMailHtml(report, 'zh', null));
      opened = await browser.open(pathToFileURL(file).href, { width });
      expect(await opened.page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await seen(opened.page.locator('body'))).toContain('COS 403 日报');
      expect(opened.complaints).toEqual([]);
      expect(opened.requests).toHaveLength(1);
      if (width === 640) await opened.page.close();
    }
  });

  test('stays under one megabyte with a thousand groups', async () => {
    const page = await show(sample(1_000));
    expect(readFileSync(join(folder, 'report.html')).length).toBeLessThan(1_000_000);
    await page.locator('#f-text').fill('100000010999');
    expect(await page.locator('#rows tr.row').count()).toBe(1);
    quiet();
  });
});
