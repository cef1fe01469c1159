import './echarts.js';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main_handler } from '../../functions/report.js';
import { type LocalCloud, parts, startLocalCloud } from '../../infra/local-cloud/index.js';
import { openCloud } from '../../lib/cloud/open.js';
import { readReport } from '../../lib/report/write.js';
import { openStore } from '../../lib/store/open.js';
import type { Store } from '../../lib/store/store.js';
import { lines, partialOf } from './state.js';

const BUCKET = 'examplebucket-1250000000';
let local: LocalCloud;
let store: Store;
let folder: string;
const environment = { ...process.env };
const printed = jest.spyOn(console, 'log').mockImplementation(() => undefined);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cos403-report-cloud-'));
  local = await startLocalCloud({
    parts,
    scenario: {
      schema: 'cos403.scenario/1',
      buckets: { [BUCKET]: { region: 'ap-guangzhou' }, 'state-1250000000': { region: 'ap-guangzhou' } },
    },
  });
  const { cos } = await openCloud({ env: { COS403_LOCAL_CLOUD: local.url } });
  store = await openStore('cos://state-1250000000/cos403', { cwd: '.', cos: async () => cos });
  process.env['COS403_LOCAL_CLOUD'] = local.url;
  process.env['COS403_CONFIG'] = JSON.stringify({
    schema: 'cos403.config/1',
    region: 'ap-guangzhou',
    state: 'cos://state-1250000000/cos403',
    logs: [{ bucket: 'logs-1250000000', prefix: 'access/', watch: [BUCKET] }],
    channels: { file: { type: 'file', path: join(folder, 'sent.ndjson') } },
    report: { channels: ['file'] },
  });
});
afterAll(async () => {
  process.env = environment;
  printed.mockRestore();
  await local.close();
  await rm(folder, { recursive: true, force: true });
});

async function ingest(writtenAt: string, text: readonly string[]): Promise<void> {
  const { key, body } = await partialOf(writtenAt, writtenAt, text);
  await store.put(key, body);
}

test('the function writes its report into the bucket, with causes from the live account and its settings kept', async () => {
  await ingest('2026-11-22T02:05:00Z', lines('2026-11-22T02:00:00Z', 3, '-'));
  const first = await main_handler({ Type: 'Timer', Time: '2026-11-23T00:00:00Z' }, { time_limit_in_ms: 120_000 });
  expect(first.days[0]).toMatchObject({ date: '2026-11-22', status: 'written', denials: 3 });
  const report = (await readReport(store, '2026-11-22'))!;
  expect(report.coverage.calls).toBeGreaterThan(0);
  expect(report.coverage.factsAsOf).not.toBeNull();
  expect(report.groups[0]!.diagnoses[0]).toMatchObject({ count: 3, source: 'report', asOf: report.coverage.factsAsOf });
  expect(report.settings.snapshot).toBeNull();
  const sent = await readFile(join(folder, 'sent.ndjson'), 'utf8');
  expect(sent).toContain('reports/2026-11-22/report.html');
  expect(sent).not.toContain('q-signature');
});

test('the next report shows what changed in the settings meanwhile', async () => {
  local.state.buckets.get(BUCKET)!.referer = {
    status: 'Enabled',
    type: 'White-List',
    domains: ['*.example.com'],
    emptyReferer: 'Deny',
  };
  await ingest('2026-11-23T02:05:00Z', lines('2026-11-23T02:00:00Z', 5, '-'));
  await main_handler({ Type: 'Timer', Time: '2026-11-24T00:00:00Z' }, { time_limit_in_ms: 120_000 });
  const report = (await readReport(store, '2026-11-23'))!;
  expect(report.settings.snapshot!.changes).toEqual([
    expect.objectContaining({ fact: `/buckets/${BUCKET}/referer`, change: 'added' }),
  ]);
  expect(report.headline.previousDay).toMatchObject({ denials: 3 });
});
