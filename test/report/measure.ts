/**
 * Time, memory and size of a report by number of groups, and how fast Chromium paints it. The figures are in docs/REPORT.md.
 *   npx esbuild test/report/measure.ts --bundle --platform=node --format=cjs --external:playwright-core --outfile=build/measure.cjs
 *   node --expose-gc build/measure.cjs
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { renderCsv } from '../../lib/report/csv.js';
import { renderReportHtml } from '../../lib/report/html/page.js';
import { renderJson } from '../../lib/report/json.js';
import { buildReport } from '../../lib/report/model.js';
import { syntheticDay } from './synthetic.js';

const day = { date: '2026-11-23', timeZone: 'Asia/Shanghai' };
const kb = (bytes: number) => `${Math.round(bytes / 1000).toLocaleString('en-US')} kB`;
const heap = () => {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed;
};

function bytesOf(chunks: Iterable<string>): number {
  let bytes = 0;
  for (const chunk of chunks) bytes += Buffer.byteLength(chunk);
  return bytes;
}

async function measure(groups: number): Promise<string> {
  const given = asKept(syntheticDay({ ...day, groups, size: groups > 10_000 ? 4 : 40 }));
  const before = heap();
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().heapUsed)), 5);
  const times: Record<string, number> = {};
  let start = performance.now();
  const lap = (name: string) => {
    times[name] = Math.round(performance.now() - start);
    start = performance.now();
    peak = Math.max(peak, process.memoryUsage().heapUsed);
  };
  const report = buildReport({
    ...day,
    ...given,
    generatedAt: '2026-11-24T00:05:00Z',
    previousDay: null,
    lastWeek: null,
  });
  lap('model');
  const html = await renderReportHtml(report, 'en');
  lap('html');
  const csv = bytesOf(renderCsv(report, 'en'));
  lap('csv');
  const json = bytesOf(renderJson(report));
  lap('json');
  clearInterval(watch);
  writeFileSync(join(folder, `${groups}.html`), html);
  const cells = [
    groups.toLocaleString('en-US'),
    ...Object.values(times).map((ms) => `${ms} ms`),
    kb(peak - before),
    kb(Buffer.byteLength(html)),
    kb(csv),
    kb(json),
    await paint(join(folder, `${groups}.html`)),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** As the state keeps it: full detail for 10,000 groups, diagnoses for 2,000 (lib/report/diagnose-day.ts). */
function asKept({ view, diagnoses }: ReturnType<typeof syntheticDay>): ReturnType<typeof syntheticDay> {
  const none = { distinct: 0, top: [] };
  const bare = { countsOnly: true, codes: [], messages: [], actions: [], accessKeys: [], remoteIps: none, paths: none };
  const rest = { userAgents: none, hosts: none, referers: none, samples: [] };
  const groups = view.scan.groups.map((group, index) => (index < 10_000 ? group : { ...group, ...bare, ...rest }));
  const ids = new Set(
    groups.slice(0, 2_000).map((group) => JSON.stringify([group.bucket, group.kind, group.requester])),
  );
  const kept = diagnoses.filter(({ diagnosis: { group } }) =>
    ids.has(JSON.stringify([group.bucket, group.kind, group.requester])),
  );
  return { view: { ...view, scan: { ...view.scan, groups } }, diagnoses: kept };
}

async function paint(file: string): Promise<string> {
  if (!existsSync('/usr/bin/chromium')) return '–';
  const { launch } = await import('../browser/browser.js');
  const browser = await launch();
  const page = await browser.context.newPage();
  const all: number[] = [];
  const ready: number[] = [];
  for (let run = 0; run < 5; run++) {
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('html[data-ready]');
    ready.push(await page.evaluate<number>('performance.now()'));
    all.push(
      await page.evaluate<number>(
        'new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime)).observe({ type: "largest-contentful-paint", buffered: true }))',
      ),
    );
  }
  await browser.close();
  const median = (list: number[]) => Math.round(list.sort((a, b) => a - b)[2]!);
  return `${median(all)} ms | ${median(ready)} ms`;
}

const folder = mkdtempSync(join(tmpdir(), 'cos403-measure-'));

async function main(): Promise<void> {
  console.log('| groups | model | html | csv | json | heap | page | csv | json | LCP | table ready |');
  console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  // The first report loads the chart library: not what is measured here.
  await renderReportHtml(
    buildReport({
      ...day,
      ...syntheticDay({ ...day, groups: 3 }),
      generatedAt: '2026-11-24T00:05:00Z',
      previousDay: null,
      lastWeek: null,
    }),
    'en',
  );
  for (const groups of [10, 1_000, 100_000]) console.log(await measure(groups));
  rmSync(folder, { recursive: true, force: true });
}

void main();
