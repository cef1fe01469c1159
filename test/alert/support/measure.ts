import { runAlert } from '../../../lib/alert/run.js';
import { parseConfig } from '../../../lib/config/load.js';
import { logFile } from './log-file.js';
import { MemoryStore } from './memory-store.js';
import { type Heard, sink } from './sink.js';

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
    const cpu = process.cpuUsage(before);
    return { read: summary.partials.read, calls: { ...calls }, cpuMs: Math.round((cpu.user + cpu.system) / 1000) };
  };
  const first = await run();
  minute = 65;
  await deliver(partials, 60);
  const second = await run();
  return {
    partials,
    firstCalls: JSON.stringify(first.calls),
    firstCpuMs: first.cpuMs,
    nextRead: second.read,
    nextCalls: JSON.stringify(second.calls),
    nextCpuMs: second.cpuMs,
    stateKB: Math.round((store.objects.get('incidents/state.json.gz')?.body.length ?? 0) / 1024),
    messages: heard.length,
  };
}

async function main(): Promise<void> {
  for (const partials of (process.argv[2] ?? '1,100,10000').split(',').map(Number)) {
    console.log(JSON.stringify(await measure(partials)));
  }
}

void main();
