import './echarts.js';
import type { Notification, SendOutcome } from '../../lib/notify/message.js';
import { type ReportRun, runReport } from '../../lib/report/run.js';
import { addDays } from '../../lib/report/zone.js';
import type { Store } from '../../lib/store/store.js';
import { CONFIG, lines, newState, ports, type TestState } from './state.js';

let state: TestState;
let sent: Notification[];
beforeEach(async () => {
  state = await newState();
  sent = [];
});
afterEach(() => state.close());

const config = { ...CONFIG, report: { ...CONFIG.report, channels: ['mail'] } };
const WRITTEN = { status: 'written' };

function channel(answer: () => SendOutcome = () => ({ status: 'sent' })) {
  return {
    name: 'mail',
    type: 'file',
    lang: 'en' as const,
    async send(notification: Notification) {
      const outcome = answer();
      if (outcome.status === 'sent') sent.push(notification);
      return outcome;
    },
  };
}

/** The hourly run at 09:00 of the zone. */
const runOn = (date: string, over: Parameters<typeof ports>[2] = {}): Promise<ReportRun> =>
  runReport(config, ports(state, `${date}T01:00:00Z`, { channels: [channel()], ...over }));

/** Three denials in every day from `first` on. */
async function denialsOn(first: string, days: number): Promise<void> {
  for (let n = 0; n < days; n++) {
    const date = addDays(first, n);
    await state.ingest(date, `${date}T02:05:00Z`, lines(`${date}T02:00:00Z`, 3));
  }
}

test('an outage of days: every missed day is written, yesterday is told as ever, the missed ones in one message', async () => {
  await denialsOn('2026-11-10', 8);
  await runOn('2026-11-11');
  const run = await runOn('2026-11-18');
  expect(run.days).toEqual([
    expect.objectContaining({ date: '2026-11-17', ...WRITTEN, denials: 3 }),
    ...['16', '15', '14', '13', '12', '11'].map((day) =>
      expect.objectContaining({ date: `2026-11-${day}`, ...WRITTEN, denials: 3 }),
    ),
  ]);
  expect(sent.map(({ title }) => title.en)).toEqual([
    'COS 403 report, Tuesday, 10 November 2026: 3 refused',
    'COS 403 report, Tuesday, 17 November 2026: 3 refused',
    'COS 403 reports of 6 missed days, 2026-11-11 to 2026-11-16: 18 refused',
  ]);
  const told = sent[2]!;
  expect(told.sections.map(({ title }) => title.zh)).toHaveLength(6);
  expect(told.sections[0]!.lines.map(({ en }) => en)).toContain('reports/2026-11-11/report.html');
  expect(told.attachments?.map(({ name }) => name)).toContain('cos403-2026-11-11.html');
  expect(told.data).toMatchObject({
    missed: expect.arrayContaining([
      { date: '2026-11-12', requests: 6, denials: 3, report: 'reports/2026-11-12/report.html' },
    ]),
  });
  const again = await runOn('2026-11-18');
  expect(again.days.map(({ status }) => status)).toEqual(['unchanged', 'unchanged', 'unchanged']);
  expect(sent).toHaveLength(3);
});

test('a single missed day and a missed day without records are told too', async () => {
  await denialsOn('2026-11-10', 1);
  await runOn('2026-11-11');
  await runOn('2026-11-13');
  expect(sent.map(({ title }) => title.en)).toEqual([
    'COS 403 report, Tuesday, 10 November 2026: 3 refused',
    'COS 403 report, Thursday, 12 November 2026: 0 refused',
    'COS 403 report of a missed day, Wednesday, 11 November 2026: 0 refused',
  ]);
});

test('days before the first report were asked for by nobody: written when there are records, told to nobody', async () => {
  await denialsOn('2026-11-10', 3);
  const run = await runOn('2026-11-13');
  expect(run.days).toEqual(
    ['2026-11-12', '2026-11-11', '2026-11-10'].map((date) => expect.objectContaining({ date, ...WRITTEN })),
  );
  expect(sent).toHaveLength(1);
});

test('a run that ends while it makes up for an outage has told of yesterday, and the next one goes on', async () => {
  await denialsOn('2026-11-10', 6);
  await runOn('2026-11-11');
  const abort = new AbortController();
  const stopping = stoppingAt(state.store, 'reports/2026-11-13/report.json', () => abort.abort());
  const run = await runOn('2026-11-16', {
    store: stopping,
    roots: [{ name: 'main', store: stopping }],
    signal: abort.signal,
  });
  expect(run.outOfTime).toBe(true);
  expect(run.days.map(({ status }) => status)).toEqual([
    'written',
    'written',
    'written',
    ...Array(2).fill('out-of-time'),
  ]);
  await runOn('2026-11-16');
  await runOn('2026-11-16');
  const told = sent.flatMap(({ labels, data }) => {
    const { missed } = data as { missed?: { date: string }[] };
    return missed ? missed.map(({ date }) => date) : [labels['date']];
  });
  expect(told.sort()).toEqual(['10', '11', '12', '13', '14', '15'].map((day) => `2026-11-${day}`));
});

test('a day that cannot be written keeps no other from being written and told, and the run fails', async () => {
  await denialsOn('2026-11-10', 4);
  await runOn('2026-11-11');
  await state.store.put('reports/2026-11-12/report.json', '{"schema":"cos403.report/2"}');
  await expect(runOn('2026-11-14')).rejects.toMatchObject({ code: 'newer-version' });
  expect(sent.map(({ title }) => title.en)).toEqual([
    'COS 403 report, Tuesday, 10 November 2026: 3 refused',
    'COS 403 report, Friday, 13 November 2026: 3 refused',
    'COS 403 report of a missed day, Wednesday, 11 November 2026: 3 refused',
  ]);
});

test('a message that could not be sent is sent by a later run of the report, also where no alert function runs', async () => {
  await denialsOn('2026-11-10', 1);
  const down = channel(() => ({ status: 'retry', reason: 'HTTP 502', retryAfterMs: 60_000 }));
  const run = await runOn('2026-11-11', { channels: [down] });
  expect(run.messages).toEqual({ queued: 1, sent: 0, waiting: 1, failed: 0 });
  const later = await runReport(config, ports(state, '2026-11-11T03:00:00Z', { channels: [channel()] }));
  expect(later.messages).toEqual({ queued: 0, sent: 1, waiting: 0, failed: 0 });
  expect(sent).toHaveLength(1);
});

/** A store that tells when this key is about to be written, and writes it. */
function stoppingAt(store: Store, at: string, stop: () => void): Store {
  return {
    ...store,
    put: async (key, ...rest) => {
      if (key === at) stop();
      await store.put(key, ...rest);
    },
  };
}
