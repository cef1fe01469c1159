import { fork } from 'node:child_process';
import { once } from 'node:events';
import { runAlert } from '../../../lib/alert/run.js';
import { openCloud } from '../../../lib/cloud/open.js';
import { parseConfig } from '../../../lib/config/load.js';
import { openStore } from '../../../lib/store/open.js';
import { alertOnce, configOf, SITE, startWorld } from '../../e2e/support/alert-world.js';
import { logFile } from './log-file.js';
import { MemoryStore } from './memory-store.js';
import { type Heard, sink } from './sink.js';

/** What the deployed function has for its work, of its 240 s. */
const FUNCTION_MS = 234_000;
const START = Date.parse('2026-11-23T02:00:00Z');

/** Store calls, size of the state and time of a first run over `partials` new partials, and of a run that finds one more. */
async function measure(partials: number): Promise<Record<string, number | string>> {
  let minute = 60;
  const nowMs = () => START + minute * 60_000;
  const store = new MemoryStore(nowMs);
  const calls: Record<string, number> = {};
  store.hook = (call) => {
    calls[call] = (calls[call] ?? 0) + 1;
  };
  const heard: Heard[] = [];
  const config = parseConfig({ schema: 'cos403.config/1', channels: { chat: { type: 'file', path: '-' } } }, 'measure');
  const deliver = async (i: number, at: number) => {
    const requester = `100000000001:1000000${String(10_000 + (i % 500))}`;
    const file = logFile(`f${i}`, START, START + at * 60_000, [
      { count: 5, from: at - 5, to: at, denied: 'access-denied', requester },
      { count: 20, from: at - 5, to: at, requester },
    ]);
    await store.put(file.key, file.body);
  };
  for (let i = 0; i < partials; i++) await deliver(i, (i * 55) / partials);
  const run = async () => {
    for (const call of Object.keys(calls)) delete calls[call];
    const rss = process.memoryUsage.rss();
    const before = process.cpuUsage();
    const summary = await runAlert(config, {
      store,
      channels: [sink('chat', heard, nowMs)],
      diagnose: null,
      sweep: null,
      watch: null,
      nowMs,
      random: () => 0.5,
      deadlineMs: Number.POSITIVE_INFINITY,
      signal: new AbortController().signal,
      runId: 'measure',
    });
    return { read: summary.partials.read, calls: { ...calls }, cpuMs: cpuMs(before), grownMB: grownMB(rss) };
  };
  const first = await run();
  minute = 65;
  await deliver(partials, 60);
  const second = await run();
  return {
    partials,
    firstCalls: JSON.stringify(first.calls),
    firstCpuMs: first.cpuMs,
    firstGrownMB: first.grownMB,
    nextRead: second.read,
    nextCalls: JSON.stringify(second.calls),
    nextCpuMs: second.cpuMs,
    stateKB: Math.round((store.objects.get('incidents/state.json.gz')?.body.length ?? 0) / 1024),
    messages: heard.length,
  };
}

/** Seconds from the delivery of a log file to its message, for deliveries at every fifth second of the timer's period, in virtual time. */
async function delays(): Promise<Record<string, number>> {
  const config = parseConfig({ schema: 'cos403.config/1', channels: { chat: { type: 'file', path: '-' } } }, 'measure');
  const seconds: number[] = [];
  for (let offset = 0; offset < 300; offset += 5) {
    let now = START;
    const heard: Heard[] = [];
    const store = new MemoryStore(() => now);
    const run = (atMs: number) => {
      now = atMs;
      return runAlert(config, {
        store,
        channels: [sink('chat', heard, () => now)],
        diagnose: null,
        sweep: null,
        watch: null,
        nowMs: () => now,
        random: () => 0.5,
        deadlineMs: Number.POSITIVE_INFINITY,
        signal: new AbortController().signal,
        runId: 'measure',
      });
    };
    await run(START);
    now = START + offset * 1000;
    const file = logFile('a', START, now, [{ count: 20, from: -5, to: 0, denied: 'access-denied' }]);
    await store.put(file.key, file.body);
    for (let i = 1; i <= 2; i++) await run(START + i * 300_000);
    for (const { atMs } of heard.slice(0, 1)) seconds.push(atMs / 1000 - START / 1000 - offset);
  }
  seconds.sort((a, b) => a - b);
  const at = (share: number) => seconds[Math.min(seconds.length - 1, Math.floor(share * seconds.length))] ?? Number.NaN;
  const mean = seconds.reduce((sum, value) => sum + value, 0) / seconds.length;
  return { deliveries: seconds.length, min: at(0), mean: Math.round(mean), p50: at(0.5), p95: at(0.95), max: at(1) };
}

/** What the local cloud, in a process of its own, is asked and answers. */
type Asked = 'counts' | 'end';
type World = Pick<Awaited<ReturnType<typeof startWorld>>, 'sink' | 'env'>;

/** The local cloud, counting operations. Its time and memory are not those of the run. */
async function serve(): Promise<void> {
  const { cloud, sink, env } = await startWorld();
  let operations: Record<string, number> = {};
  cloud.faults = {
    async before(_, operation) {
      operations[operation] = (operations[operation] ?? 0) + 1;
      return {};
    },
  };
  process.on('message', async (asked: Asked) => {
    if (asked === 'counts') process.send?.(operations);
    operations = {};
    if (asked === 'end') await cloud.close().then(() => process.disconnect());
  });
  process.send?.({ sink, env } satisfies World);
}

/** A run against the local cloud over HTTP: calls by operation, time and memory, with `partials` new ones, then with none, then with one. */
async function overHttp(partials: number): Promise<Record<string, unknown>> {
  const child = fork(process.argv[1] ?? '', ['serve']);
  const answer = async () => (await once(child, 'message'))[0] as unknown;
  const world = (await answer()) as World;
  const counts = async () => {
    child.send('counts' satisfies Asked);
    return (await answer()) as Record<string, number>;
  };
  const config = configOf({ hook: { type: 'webhook', url: `${world.sink}/webhook/x` } });
  const { cos } = await openCloud({ env: world.env });
  const store = await openStore(config.state ?? '', { cwd: '.', cos: async () => cos });
  const startMs = Date.now();
  const deliver = async (name: string, count: number) => {
    const traffic = { count, from: -5, to: 0, bucket: SITE } as const;
    const file = logFile(name, startMs, startMs, [{ ...traffic, denied: 'access-denied', path: `/${name}/{n}` }]);
    await store.put(file.key, file.body);
  };
  for (let i = 0; i < partials; i++) await deliver(`f${i}`, i === 0 ? 20 : 1);
  const run = async () => {
    await counts();
    const rss = process.memoryUsage.rss();
    const cpu = process.cpuUsage();
    const begun = performance.now();
    const summary = await alertOnce(world, config, { runMs: FUNCTION_MS });
    const ms = Math.round(performance.now() - begun);
    return {
      read: summary.partials.read,
      sent: summary.messages.sent,
      ms,
      cpuMs: cpuMs(cpu),
      grownMB: grownMB(rss),
      calls: await counts(),
    };
  };
  const first = await run();
  const idle = await run();
  await deliver('one-more', 1);
  const next = await run();
  child.send('end' satisfies Asked);
  return { partials, first, idle, next };
}

function cpuMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return Math.round((user + system) / 1000);
}

/** To the highest the process ever was: of a small run after a big one it says nothing. */
function grownMB(rssBefore: number): number {
  return Math.round((process.resourceUsage().maxRSS * 1024 - rssBefore) / 1_000_000);
}

async function main(): Promise<void> {
  if (process.argv[2] === 'serve') return serve();
  const [, , sizes = '1,100,10000', http = '1,100'] = process.argv;
  console.log(JSON.stringify({ delaySeconds: await delays() }));
  for (const partials of sizes.split(',').map(Number)) console.log(JSON.stringify(await measure(partials)));
  for (const partials of http.split(',').map(Number)) console.log(JSON.stringify(await overHttp(partials)));
}

void main();
