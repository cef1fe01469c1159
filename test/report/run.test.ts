import './echarts.js';
import type { Notification } from '../../lib/notify/message.js';
import { runReport } from '../../lib/report/run.js';
import { readReport } from '../../lib/report/write.js';
import { CONFIG, lines, newState, ports, type TestState } from './state.js';

let state: TestState;
beforeEach(async () => {
  state = await newState();
});
afterEach(() => state.close());

const report = async (date: string) => (await readReport(state.store, date))!;

test('the report of yesterday is due at the configured time of the configured zone, whatever the timer’s', async () => {
  await state.ingest('a', '2026-11-23T02:05:00Z', lines('2026-11-23T02:00:00Z', 3));
  // 07:59 in Shanghai.
  const early = await runReport(CONFIG, ports(state, '2026-11-23T23:59:00Z'));
  expect(early.days[0]).toEqual({ date: '2026-11-22', status: 'written', denials: 0, lateFiles: 0 });
  const due = await runReport(CONFIG, ports(state, '2026-11-24T00:00:00Z'));
  expect(due.days[0]).toEqual({ date: '2026-11-23', status: 'written', denials: 3, lateFiles: 0 });
});

test('a day of the zone is not a day of UTC: records at its edges count on the right side', async () => {
  const edges = ['2026-11-22T15:59:59Z', '2026-11-22T16:00:00Z', '2026-11-23T15:59:59Z', '2026-11-23T16:00:00Z'];
  await state.ingest(
    'one file over all',
    '2026-11-23T16:05:00Z',
    edges.flatMap((time, n) => lines(time, 10 ** n)),
  );
  await runReport(CONFIG, ports(state, '2026-11-24T01:00:00Z'));
  const { headline, groups, timeline } = await report('2026-11-23');
  expect([headline.denials, headline.requests]).toEqual([110, 220]);
  expect(groups.map(({ count }) => count)).toEqual([110]);
  expect([timeline[0]!.denials, timeline[23]!.denials]).toEqual([10, 100]);
});

test('running again changes nothing and reads nothing again', async () => {
  await state.ingest('a', '2026-11-23T02:05:00Z', lines('2026-11-23T02:00:00Z', 3));
  await runReport(CONFIG, ports(state, '2026-11-24T01:00:00Z'));
  const before = await report('2026-11-23');
  const again = await runReport(CONFIG, ports(state, '2026-11-24T02:00:00Z'));
  expect(again.days.map(({ status }) => status)).toEqual(['unchanged', 'no-records', 'no-records']);
  expect(await report('2026-11-23')).toEqual(before);
});

test('late logs make the report be written again, and it says so', async () => {
  await state.ingest('a', '2026-11-23T02:05:00Z', lines('2026-11-23T02:00:00Z', 3));
  await runReport(CONFIG, ports(state, '2026-11-24T01:00:00Z'));
  await state.ingest('late', '2026-11-24T01:30:00Z', lines('2026-11-23T03:00:00Z', 4));
  await state.ingest('of today', '2026-11-24T01:35:00Z', lines('2026-11-24T01:00:00Z', 5));
  const run = await runReport(CONFIG, ports(state, '2026-11-24T02:00:00Z'));
  expect(run.days[0]).toEqual({ date: '2026-11-23', status: 'rewritten', denials: 7, lateFiles: 1 });
  const written = await report('2026-11-23');
  expect(written.rewritten).toMatchObject({ lateFiles: 1, denialsBefore: 3 });
  expect(written.revision).toBe(2);
  const page = (await state.store.get('reports/2026-11-23/report.html'))!.body.toString();
  expect(page).toContain('Written again because one more log file of this day arrived: 3 refusals before, 7 now');
  expect((await runReport(CONFIG, ports(state, '2026-11-24T03:00:00Z'))).days[0]!.status).toBe('unchanged');
});

test('what arrives later without records of the day does not rewrite its report', async () => {
  await state.ingest('a', '2026-11-23T02:05:00Z', lines('2026-11-23T02:00:00Z', 3));
  await runReport(CONFIG, ports(state, '2026-11-24T01:00:00Z'));
  await state.ingest('of today', '2026-11-24T01:35:00Z', lines('2026-11-24T01:00:00Z', 5));
  const run = await runReport(CONFIG, ports(state, '2026-11-24T02:00:00Z'));
  expect(run.days[0]!.status).toBe('unchanged');
  expect((await report('2026-11-23')).revision).toBe(1);
});

test('a day without any record gets a calm page; days before the first record get none', async () => {
  const run = await runReport(CONFIG, ports(state, '2026-11-24T01:00:00Z'));
  expect(run.days.map(({ status }) => status)).toEqual(['written', 'no-records', 'no-records']);
  const page = (await state.store.get('reports/2026-11-23/report.html'))!.body.toString();
  expect(page).toContain('No log records of that day were found.');
});

test('days that were missed are written by the next run, each compared with the one before', async () => {
  await state.ingest('a', '2026-11-22T02:05:00Z', lines('2026-11-22T02:00:00Z', 2));
  await state.ingest('b', '2026-11-23T02:05:00Z', lines('2026-11-23T02:00:00Z', 6));
  const run = await runReport(CONFIG, ports(state, '2026-11-24T01:00:00Z'));
  expect(run.days.map(({ status }) => status)).toEqual(['written', 'written', 'no-records']);
  expect((await report('2026-11-23')).headline.previousDay).toEqual({
    date: '2026-11-22',
    denials: 2,
    requests: 4,
    change: 2,
  });
  const index = (await state.store.get('reports/index.html'))!.body.toString();
  expect(index).toContain('href="2026-11-23/report.html"');
  expect(index).toContain('href="2026-11-22/report.html"');
});

describe('the message', () => {
  const config = { ...CONFIG, report: { ...CONFIG.report, channels: ['mail'] } };
  function channel(sent: Notification[]) {
    return {
      name: 'mail',
      type: 'file',
      lang: 'en' as const,
      async send(notification: Notification) {
        sent.push(notification);
        return { status: 'sent' as const };
      },
    };
  }

  test('goes out once a day, also when the run before crashed before it was done, and not for a rewrite', async () => {
    const sent: Notification[] = [];
    const channels = [channel(sent)];
    await state.ingest('a', '2026-11-23T02:05:00Z', lines('2026-11-23T02:00:00Z', 3));
    const failing = {
      ...state.store,
      put: async (key: string, ...rest: [Buffer]) => {
        if (key === 'reports/index.html') throw new Error('crash');
        await state.store.put(key, ...rest);
      },
    };
    await expect(
      runReport(config, ports(state, '2026-11-24T01:00:00Z', { channels, store: failing as typeof state.store })),
    ).rejects.toThrow('crash');
    expect(sent).toHaveLength(0);
    await runReport(config, ports(state, '2026-11-24T02:00:00Z', { channels }));
    await runReport(config, ports(state, '2026-11-24T03:00:00Z', { channels }));
    await state.ingest('late', '2026-11-24T03:30:00Z', lines('2026-11-23T03:00:00Z', 4));
    await runReport(config, ports(state, '2026-11-24T04:00:00Z', { channels }));
    expect(sent.map(({ id }) => id)).toEqual(['report-2026-11-23-Asia-Shanghai']);
    expect(sent[0]!.attachments?.map(({ name }) => name)).toEqual(['cos403-2026-11-23.html', 'cos403-2026-11-23.csv']);
  });

  test('carries the presigned address only in the mail’s body, the plain key for everybody', async () => {
    const sent: Notification[] = [];
    const presign = async (key: string) => `https://example.invalid/${key}?q-signature=secret`;
    await runReport(config, ports(state, '2026-11-24T01:00:00Z', { channels: [channel(sent)], presign }));
    const { html, ...rest } = sent[0]!;
    expect(html!.en).toContain('https://example.invalid/reports/2026-11-23/report.html?q-signature=secret');
    expect(JSON.stringify({ ...rest, attachments: [] })).not.toContain('q-signature');
    expect(JSON.stringify(rest.sections)).toContain('reports/2026-11-23/report.html');
  });
});

test('several regions make one report, with the share of each', async () => {
  const other = await newState();
  try {
    await state.ingest('a', '2026-11-23T02:05:00Z', lines('2026-11-23T02:00:00Z', 3));
    await other.ingest('b', '2026-11-23T02:05:00Z', lines('2026-11-23T02:00:00Z', 4, '100000000001:100000000003'));
    // The same log file, ingested by both, counts once.
    await other.ingest('a', '2026-11-23T02:05:00Z', lines('2026-11-23T02:00:00Z', 3));
    const roots = [
      { name: 'guangzhou', store: state.store },
      { name: 'beijing', store: other.store },
    ];
    await runReport(CONFIG, ports(state, '2026-11-24T01:00:00Z', { roots }));
    const written = await report('2026-11-23');
    expect(written.headline.denials).toBe(7);
    expect(written.roots).toEqual([
      { name: 'guangzhou', denials: 3, requests: 6 },
      { name: 'beijing', denials: 4, requests: 8 },
    ]);
  } finally {
    await other.close();
  }
});

test('reports older than they are kept are deleted, with their snapshots', async () => {
  await state.store.put('facts/2026-11-10.json.gz', '{}');
  await state.ingest('a', '2026-11-12T02:05:00Z', lines('2026-11-12T02:00:00Z', 3));
  await runReport(CONFIG, ports(state, '2026-11-13T01:00:00Z'));
  const config = { ...CONFIG, report: { ...CONFIG.report, keepDays: 5 } };
  const run = await runReport(config, ports(state, '2026-11-24T01:00:00Z'));
  expect(run.deletedReports).toBe(5);
  expect(await state.keys('reports/2026-11-12')).toEqual([]);
  expect(await state.keys('facts/')).toEqual([]);
  expect((await state.store.get('reports/index.json'))!.body.toString()).not.toContain('2026-11-12');
});

test('out of time, nothing is half done: the next run does it', async () => {
  await state.ingest('a', '2026-11-23T02:05:00Z', lines('2026-11-23T02:00:00Z', 3));
  const run = await runReport(CONFIG, ports(state, '2026-11-24T01:00:00Z', { deadlineMs: 0 }));
  expect(run).toMatchObject({ outOfTime: true, compaction: null });
  expect(await state.keys('reports/')).toEqual([]);
  const abort = new AbortController();
  abort.abort();
  await runReport(CONFIG, ports(state, '2026-11-24T01:00:00Z', { signal: abort.signal }));
  expect(await state.keys('reports/')).toEqual([]);
  expect((await runReport(CONFIG, ports(state, '2026-11-24T02:00:00Z'))).days[0]!.status).toBe('written');
});

test('a partial that cannot be read is told, the others are counted', async () => {
  const hash = await state.ingest('a', '2026-11-23T02:05:00Z', lines('2026-11-23T02:00:00Z', 3));
  await state.store.put(`partials/v1/2026/11/23/02/${'0'.repeat(32)}.json.gz`, 'damage');
  await runReport(CONFIG, ports(state, '2026-11-24T01:00:00Z'));
  const { headline, coverage } = await report('2026-11-23');
  expect(headline.denials).toBe(3);
  expect(coverage.failed.map(({ key }) => key)).toEqual([`partials/v1/2026/11/23/02/${'0'.repeat(32)}.json.gz`]);
  expect(hash).not.toBe('0'.repeat(32));
});
