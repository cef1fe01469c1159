import { PassThrough } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { parseLine } from '../../lib/accesslog/parse-line.js';
import { readIncidents } from '../../lib/alert/state.js';
import { openCloud } from '../../lib/cloud/open.js';
import { realPatience } from '../../lib/cloud/retry.js';
import type { Config } from '../../lib/config/types.js';
import { handleEvent } from '../../lib/ingest/handle-event.js';
import { silentLog } from '../../lib/ingest/log.js';
import { openReportPorts } from '../../lib/report/open-ports.js';
import { readDay } from '../../lib/report/read-day.js';
import { runReport } from '../../lib/report/run.js';
import { openStore } from '../../lib/store/open.js';
import type { Store } from '../../lib/store/store.js';
import { numbersOf } from '../../scripts/fuzz/mutate.js';
import { alertOnce, CAUSES, configOf, fiveClients, startWorld, type World } from '../e2e/support/alert-world.js';

/**
 * The whole pipeline on the local cloud with seeded trouble: events that are lost, doubled and out of order, runs that end anywhere,
 * two alert runs at once, writes whose answer is lost, lagging lists, throttling, 5xx, clocks that jump.
 * `node scripts/chaos.mjs` runs 500 seeds; a few are here, because one takes seconds.
 */
const SEEDS = Number(process.env['COS403_CHAOS_SEEDS'] ?? 2);
const FIRST = Number(process.env['COS403_CHAOS_FIRST_SEED'] ?? 1);
const LOGS = 'logs-1250000000';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.parse('2026-11-23T02:00:00Z');
const CALLS = { timeoutMs: 400, patience: { ...realPatience, nowMs: () => Date.now(), sleep: async () => undefined } };
const REAL_TIME = ['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const;
const REAL_TIMERS = ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const;

const figures = { requests: 0, denials: 0, runs: 0, endedRuns: 0, expected: 0, delivered: 0, repeated: 0, reports: 0 };

jest.setTimeout(180_000);

describe('whatever happens on the way', () => {
  let world: World;
  beforeAll(async () => {
    jest.useFakeTimers({ now: START, doNotFake: [...REAL_TIME, ...REAL_TIMERS] });
    world = await startWorld();
  });
  afterAll(async () => {
    await world.cloud.close();
    jest.useRealTimers();
    console.log(`chaos ${JSON.stringify({ seeds: SEEDS, ...figures })}`);
  });

  test.each(Array.from({ length: SEEDS }, (_, i) => FIRST + i))(
    'seed %i: sums are exact and nobody is left untold',
    async (seed) => {
      jest.setSystemTime(START);
      world.cloud.reset();
      const next = numbersOf(seed);
      const chance = (percent: number) => next() % 100 < percent;
      const url = `${world.sink}/webhook/x`;
      const hook = { type: 'webhook', url, secret: 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=' };
      const config = configOf({ hook }, { report: { at: '08:00', channels: ['hook'] } });
      const attempt = async (run: () => Promise<unknown>) => {
        figures.runs++;
        await run().catch(() => {
          figures.endedRuns++;
        });
      };

      const waiting: { bucket: string; key: string }[] = [];
      for (let round = 0; round < 5; round++) {
        await faults(world, []);
        await fiveClients(world.cloud, 3 + (next() % 4));
        waiting.push(...world.cloud.deliverLogs());
        await faults(world, faultsOf(seed * 10 + round));
        // Events come late, in any order, twice, or never.
        const events = waiting.splice(0).filter((log) => {
          if (chance(25)) waiting.push(log);
          return chance(70);
        });
        if (chance(50)) events.reverse();
        await attempt(() =>
          ingest(world, config, chance(40) ? [...events, ...events] : events, chance(30) ? next() % 60 : 4_000),
        );
        // A clock may be minutes off, either way.
        jest.setSystemTime(START + (round + 1) * 5 * MINUTE + (chance(20) ? ((next() % 7) - 3) * MINUTE : 0));
        const alert = () =>
          attempt(() => alertOnce(world, config, { calls: CALLS, runMs: chance(35) ? 20 + (next() % 300) : 4_000 }));
        await (chance(30) ? Promise.all([alert(), alert()]) : alert());
      }
      await faults(world, []);
      // The sweep comes every half hour; failures are tried again within two hours.
      for (let i = 1; i <= 6; i++) {
        jest.setSystemTime(START + 25 * MINUTE + i * 35 * MINUTE);
        await attempt(() => alertOnce(world, config));
      }
      const { cos } = await openCloud({ env: world.env });
      const store = await openStore(config.state ?? '', { cwd: '.', cos: async () => cos });
      const truth = delivered(world);
      expect(truth.denials).toBeGreaterThan(50);
      expect(await sums(store)).toEqual(truth);

      // Reports and compaction, over days, ending anywhere; then the same log files once more.
      for (const days of [1, 4, 5, 11, 12]) {
        jest.setSystemTime(START + days * DAY + (next() % 120) * MINUTE);
        const trouble = chance(60);
        await faults(world, trouble ? faultsOf(seed * 100 + days) : []);
        await attempt(() => report(world, config, trouble && chance(50) ? 20 + (next() % 300) : 3_000));
      }
      await faults(world, []);
      for (const hours of [2, 4]) {
        jest.setSystemTime(START + 13 * DAY + hours * 60 * MINUTE);
        await attempt(() => report(world, config, 60_000));
      }
      expect(await keys(store, 'rollups/v1/day/')).toBeGreaterThan(0);
      expect(await sums(store)).toEqual(truth);
      await ingest(world, config, logKeys(world), 60_000);
      expect(await sums(store)).toEqual(truth);

      const heard = world.cloud.state.messages.filter(({ accepted }) => accepted).map(({ body }) => JSON.parse(body));
      // Conditions of the watch itself have the type `system`; they are incidents too.
      const events = heard.filter((body) => body.type === 'system' || String(body.type).startsWith('incident.'));
      const opened = events.filter(({ type }) => type === 'incident.opened').map((body) => body.data?.diagnosis?.cause);
      expect(opened).toEqual(expect.arrayContaining(CAUSES));
      // Every message that the incidents say was said was taken, at least once.
      const expected = (await readIncidents(store)).reduce((sum, incident) => sum + incident.messages, 0);
      const ids = new Set(events.map(({ id }) => String(id)));
      expect(ids.size).toBeGreaterThanOrEqual(expected);
      expect(await keys(store, 'outbox/pending/')).toBe(0);
      const reports = heard.filter((body) => String(body.type).startsWith('report'));
      expect(reports.length).toBeGreaterThan(0);

      figures.requests += truth.requests;
      figures.denials += truth.denials;
      figures.expected += expected;
      figures.delivered += ids.size;
      figures.repeated += events.length - ids.size;
      figures.reports += reports.length;
    },
  );
});

const signalOf = (ms: number) => AbortSignal.timeout(ms);

/** The ingest function for these log files; it ends after `runMs`, wherever it is. */
async function ingest(world: World, config: Config, logs: readonly { bucket: string; key: string }[], runMs: number) {
  const { cos } = await openCloud({ env: world.env });
  const store = await openStore(config.state ?? '', { cwd: '.', cos: async () => cos });
  const records = logs.map(({ bucket, key }) => ({ status: 'object' as const, object: { bucket, key } }));
  const run = handleEvent(records, { cos, store, nowMs: Date.now, log: silentLog, self: [], signal: signalOf(runMs) });
  await run;
}

async function report(world: World, config: Config, runMs: number): Promise<void> {
  const now = Date.now();
  const ports = await openReportPorts({
    config,
    state: config.state ?? '',
    env: world.env,
    cwd: '.',
    stdout: new PassThrough(),
    nowMs: Date.now,
    scheduledMs: now,
    deadlineMs: now + runMs,
    signal: signalOf(runMs),
  });
  await runReport(config, ports);
}

function logKeys({ cloud }: World): { bucket: string; key: string }[] {
  return [...(cloud.state.buckets.get(LOGS)?.objects.keys() ?? [])].map((key) => ({ bucket: LOGS, key }));
}

/** What the delivered log files say, line by line. */
function delivered({ cloud }: World): { requests: number; denials: number } {
  const total = { requests: 0, denials: 0 };
  for (const versions of cloud.state.buckets.get(LOGS)?.objects.values() ?? []) {
    const body = Buffer.from(versions.at(-1)?.body ?? '');
    const text = (body[0] === 0x1f ? gunzipSync(body) : body).toString('utf8');
    for (const line of text.split('\n').filter((one) => one !== '')) {
      const parsed = parseLine(line);
      if (!parsed.ok) throw new Error(parsed.reason);
      total.requests++;
      if (parsed.record.status === 403) total.denials++;
    }
  }
  return total;
}

/** What the state says: partials and rollups, each log file once. */
async function sums(store: Store): Promise<{ requests: number; denials: number }> {
  const bounds = { fromMs: START - DAY, toMs: START + 20 * DAY };
  const { view, damaged } = await readDay([{ name: 'main', store }], bounds, {
    nowMs: bounds.toMs,
    signal: signalOf(60_000),
  });
  expect(damaged).toEqual([]);
  return { requests: view.scan.totals.requests, denials: view.scan.totals.denials };
}

async function keys(store: Store, prefix: string): Promise<number> {
  let count = 0;
  for await (const _ of store.list(prefix)) count++;
  return count;
}

function faultsOf(seed: number): object[] {
  const one = (operation: string, fault: string, probability: number, more: object = {}) => {
    return { operation, fault, probability, seed: seed * 31 + operation.length * 7 + fault.length, ...more };
  };
  return [
    one('cos:*', 'error', 0.08, { status: 503, code: 'ServiceUnavailable' }),
    one('cos:*', 'reset', 0.05),
    one('cos:*', 'throttle', 0.05),
    one('cos:GetBucket', 'lag', 0.3, { seconds: 240 }),
    one('cos:PutObject', 'cut', 0.08),
    one('cam:*', 'error', 0.1),
    one('sink:*', 'error', 0.15, { status: 502 }),
    one('sink:*', 'throttle', 0.1),
    one('sink:*', 'reset', 0.1),
  ];
}

async function faults(world: World, list: object[]): Promise<void> {
  const response = await fetch(`${world.cloud.url}/_local/faults`, { method: 'POST', body: JSON.stringify(list) });
  if (!response.ok) throw new Error(await response.text());
}
