import { addDays } from '../../lib/report/zone.js';
import { numbersOf } from '../../scripts/fuzz/mutate.js';
import { fiveClients, repair } from '../e2e/support/alert-world.js';
import { checkDays, checkMessages, checkNothingLeft, checkSums, checkWindow } from './checks.js';
import { faultsOf } from './faults.js';
import type { Outcome, Running } from './function-pool.js';
import type { FunctionName } from './function-process.js';
import { truthOf } from './truth.js';
import { type ChaosWorld, LOGS, type LogFile, STATE, TIME_ZONE } from './world.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** 10:00 in the zone: what a story logs stays in its day. */
const START = Date.parse('2026-11-23T02:00:00Z');
const FIRST_DAY = '2026-11-23';
/** Over before the next run is due. */
const LIMIT_MS = 240_000;
/** The platform's longest. */
const CALM_LIMIT_MS = 900_000;
/** About so many requests each function makes: the place of a death is drawn from them. */
const REQUESTS: Readonly<Record<FunctionName, number>> = { ingest: 12, alert: 45, report: 60 };

/** What a seed did and met. */
export interface Figures {
  requests: number;
  denials: number;
  runs: number;
  /** Ended by SIGKILL: at a chosen request, or because their time was over. */
  killed: number;
  outOfTime: number;
  failed: number;
  faults: number;
  expected: number;
  delivered: number;
  repeated: number;
  days: number;
}

/** A week of the whole pipeline with trouble: log deliveries → ingest → alert → report, then quiet, then every check. Throws what is wrong. */
export async function story(chaos: ChaosWorld, seed: number): Promise<Figures> {
  chaos.jumpTo(START);
  chaos.reset();
  const { cloud } = chaos.world;
  const next = numbersOf(seed);
  const chance = (percent: number) => next() % 100 < percent;
  const figures: Figures = {
    requests: 0,
    denials: 0,
    runs: 0,
    killed: 0,
    outOfTime: 0,
    failed: 0,
    faults: 0,
    expected: 0,
    delivered: 0,
    repeated: 0,
    days: 0,
  };
  const counters: Readonly<Record<Outcome['status'], keyof Figures | null>> = {
    done: null,
    failed: 'failed',
    killed: 'killed',
    'out-of-time': 'outOfTime',
  };
  const settle = async (...running: Running[]): Promise<void> => {
    for (const { status, detail } of await Promise.all(running.map(({ outcome }) => outcome))) {
      if (process.env['COS403_CHAOS_TRACE']) console.error(seed, status, detail.slice(0, 900));
      figures.runs++;
      const counter = counters[status];
      if (counter !== null) figures[counter]++;
    }
    chaos.gate.arm(null);
  };
  /** One run in trouble: it may die at any request, end for want of time, and its clock may be minutes off. */
  const start = (name: FunctionName, event: unknown, deadly: boolean): Running => {
    const limitMs = chance(15) ? 4_000 + (next() % 30_000) : LIMIT_MS;
    const running = chaos.invoke(name, event, {
      limitMs,
      ...(chance(20) ? { clockOffMs: ((next() % 7) - 3) * MINUTE } : {}),
    });
    const atRequest = 1 + (next() % REQUESTS[name]);
    const moment = chance(50) ? 'before' : 'after';
    if (deadly) chaos.gate.arm({ victim: running, atRequest, moment });
    return running;
  };
  const alert = async (deadly: boolean): Promise<void> => {
    if (!chance(25)) return settle(start('alert', {}, deadly));
    // Two at once. On a bucket that was ever versioned the lease is no lock (cos.md 9.3).
    const first = start('alert', {}, deadly);
    if (chance(60)) cloud.state.buckets.get(STATE)?.objects.delete('cos403/incidents/lease.json');
    await settle(first, start('alert', {}, false));
  };
  /** A run without trouble; on a busy machine it may take several, as the platform's timer gives it. */
  const calm = async (name: FunctionName, event: () => unknown): Promise<void> => {
    for (let tries = 1; ; tries++) {
      const run = chaos.invoke(name, event(), { limitMs: CALM_LIMIT_MS });
      await settle(run);
      const { status, detail } = await run.outcome;
      if (status === 'done' && !/"status":"skipped"|"outOfTime":true/.test(detail)) return;
      if (tries === 3) throw new Error(`without trouble ${name} does not come to its end: ${status} ${detail}`);
      chaos.jumpTo(chaos.nowMs() + 17 * MINUTE);
    }
  };
  const nothing = () => ({});
  const timer = () => ({ Type: 'Timer', Time: new Date(chaos.nowMs()).toISOString() });

  const waiting: LogFile[] = [];
  /** Events come late, in any order, twice, or never. */
  const deliver = async (): Promise<void> => {
    waiting.push(...cloud.deliverLogs());
    const files = waiting.splice(0).filter((file) => {
      if (chance(25)) waiting.push(file);
      return chance(70);
    });
    if (chance(50)) files.reverse();
    if (files.length > 0)
      await settle(start('ingest', chaos.logEvent(chance(40) ? [...files, ...files] : files), chance(25)));
  };

  const times: number[] = [];
  for (let round = 0; round < 4; round++) {
    await chaos.trouble([]);
    const drawn = 3 + (next() % 4);
    // The last three rounds together are the ten denials in 15 minutes that the usual rule asks for: fewer are told to nobody.
    times.push(round === 3 ? Math.max(drawn, 10 - times[1]! - times[2]!) : drawn);
    await fiveClients(cloud, times[round]!);
    await chaos.trouble(faultsOf(seed * 10 + round));
    await deliver();
    chaos.jumpTo(START + (round + 1) * 5 * MINUTE);
    await alert(chance(30));
  }
  // The account is repaired; then only quiet. The sweep comes every half hour, failures are tried again within two hours.
  await chaos.trouble([]);
  repair(cloud);
  await fiveClients(cloud, 2, true);
  cloud.deliverLogs();
  for (let i = 1; i <= 4; i++) {
    chaos.jumpTo(START + 25 * MINUTE + i * 35 * MINUTE);
    await calm('alert', nothing);
  }
  await checkSums(chaos, { rolledUp: false });
  await checkWindow(chaos);

  // Days with traffic, reports that end anywhere, days without any run of the report.
  const lastDay = 3;
  for (let day = 1; day <= lastDay; day++) {
    chaos.jumpTo(START + day * DAY);
    await chaos.trouble([]);
    // The first report is when days begin to count: what was before it nobody asked for.
    if (day === 1) await calm('report', timer);
    await fiveClients(cloud, 1, chance(50));
    await chaos.trouble(chance(60) ? faultsOf(seed * 100 + day) : []);
    await deliver();
    await alert(chance(30));
    chaos.jumpTo(START + day * DAY + 60 * MINUTE);
    if (chance(70)) await settle(start('report', timer(), chance(40)));
  }
  await chaos.trouble([]);
  for (let i = 0; i < 3; i++) {
    chaos.jumpTo(START + (lastDay + 1) * DAY + i * 35 * MINUTE);
    await calm('alert', nothing);
  }
  await calm('report', timer);
  await checkSums(chaos, { rolledUp: false });
  const days = Array.from({ length: lastDay + 1 }, (_, i) => addDays(FIRST_DAY, i));
  figures.days = days.length;
  await checkDays(chaos, days);
  Object.assign(figures, await checkMessages(chaos, days));

  // Everything becomes rollups, in runs that end anywhere; then every log file comes once more.
  for (let i = 0; i < 4; i++) {
    chaos.jumpTo(START + 20 * DAY + i * 70 * MINUTE);
    const trouble = i < 2 && chance(60);
    await chaos.trouble(trouble ? faultsOf(seed * 1000 + i) : []);
    if (trouble) await settle(start('report', timer(), chance(50)));
    else await calm('report', timer);
  }
  await chaos.trouble([]);
  await checkSums(chaos, { rolledUp: true });
  const files = [...(cloud.state.buckets.get(LOGS)?.objects.keys() ?? [])].map((key) => ({ bucket: LOGS, key }));
  await calm('ingest', () => chaos.logEvent(files));
  await checkSums(chaos, { rolledUp: true });
  await calm('alert', nothing);
  await checkNothingLeft(chaos);
  const { total } = truthOf(cloud, LOGS, TIME_ZONE);
  Object.assign(figures, total, { faults: chaos.faultsHit });
  return figures;
}
