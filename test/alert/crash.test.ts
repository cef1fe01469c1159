import { runAlert } from '../../lib/alert/run.js';
import { parseConfig } from '../../lib/config/load.js';
import { tableDiagnoser } from './support/diagnoser.js';
import { logFile } from './support/log-file.js';
import { MemoryStore } from './support/memory-store.js';
import { type Heard, sink } from './support/sink.js';

const START = Date.parse('2026-11-23T02:00:00Z');
const CONFIG = parseConfig(
  { schema: 'cos403.config/1', channels: { chat: { type: 'file', path: '-' }, mail: { type: 'file', path: '-' } } },
  'test',
);

class Killed extends Error {}

/** A world in which the n-th store or network call is the last one of its process. */
function world() {
  let minute = 5;
  const nowMs = () => START + minute * 60_000;
  const store = new MemoryStore(nowMs);
  const heard: Heard[] = [];
  let calls = 0;
  let killAt = Number.POSITIVE_INFINITY;
  /** `after`: the call still happens (its answer is lost), as when a function is killed while waiting. */
  const step = () => {
    calls++;
    if (calls >= killAt) throw new Killed(`call ${calls}`);
  };
  store.hook = step;
  const channel = (name: string) =>
    sink(name, heard, nowMs, () => {
      step();
      return { status: 'sent' };
    });
  const run = () =>
    runAlert(CONFIG, {
      store,
      channels: [channel('chat'), channel('mail')],
      diagnose: tableDiagnoser([{ cause: 'no-permission' }], () => minute),
      sweep: null,
      watch: null,
      nowMs,
      random: () => 0.5,
      deadlineMs: nowMs() + 60_000,
      signal: new AbortController().signal,
      runId: `run-${minute}`,
    });
  return {
    store,
    heard,
    run,
    deliver: (name: string, from: number, denied: boolean) => {
      const traffic = { count: 20, from, to: from + 4, ...(denied ? { denied: 'access-denied' as const } : {}) };
      const file = logFile(name, START, nowMs(), [traffic]);
      store.objects.set(file.key, { body: file.body, lastModifiedMs: nowMs(), visibleFromMs: 0 });
    },
    at: (value: number) => {
      minute = value;
    },
    killAt: (n: number) => {
      calls = 0;
      killAt = n;
    },
    calls: () => calls,
  };
}

async function plain(): Promise<number> {
  const w = world();
  w.deliver('a', 0, true);
  await w.run();
  return w.calls();
}

const ids = (heard: readonly Heard[]) => heard.map(({ channel, notification }) => `${channel} ${notification.id}`);

test('killed at any call, the next run sends what is missing and repeats at most what was under way', async () => {
  const total = await plain();
  expect(total).toBeGreaterThan(15);
  let repeated = 0;
  for (let n = 1; n <= total; n++) {
    const w = world();
    w.deliver('a', 0, true);
    w.killAt(n);
    await w.run().catch((error: unknown) => {
      // A channel never throws to its caller: a kill inside one ends the run at the next store call.
      if (!(error instanceof Killed)) throw error;
    });
    w.killAt(Number.POSITIVE_INFINITY);
    w.at(10);
    await w.run();
    w.at(15);
    await w.run();
    expect(new Set(ids(w.heard)).size).toBe(2);
    expect(w.heard.map(({ notification }) => notification.type)).toEqual(w.heard.map(() => 'incident.opened'));
    repeated += w.heard.length - 2;
    const left = [...w.store.objects.keys()].filter((key) => key.startsWith('outbox/pending/'));
    expect(left).toEqual([]);
  }
  // Only the call between sending and marking can repeat: one for each channel.
  expect(repeated).toBeLessThanOrEqual(4);
});

test('killed while the answer of a write is awaited, nothing is lost', async () => {
  const total = await plain();
  for (let n = 1; n <= total; n++) {
    const w = world();
    w.deliver('a', 0, true);
    let calls = 0;
    let dead = false;
    const put = w.store.put.bind(w.store);
    const putIfAbsent = w.store.putIfAbsent.bind(w.store);
    w.store.hook = () => {
      if (dead) throw new Killed('dead');
      calls++;
    };
    // The write happens, the process does not live to see it.
    w.store.put = async (key, body) => {
      await put(key, body);
      if (calls >= n) {
        dead = true;
        throw new Killed('dead');
      }
    };
    w.store.putIfAbsent = async (key, body) => {
      const result = await putIfAbsent(key, body);
      if (calls >= n) {
        dead = true;
        throw new Killed('dead');
      }
      return result;
    };
    await w.run().catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    w.store.put = put;
    w.store.putIfAbsent = putIfAbsent;
    w.store.hook = () => undefined;
    w.at(10);
    await w.run();
    w.at(15);
    await w.run();
    expect(new Set(ids(w.heard)).size).toBe(2);
  }
});

test('two runs at once without a lease lose nothing', async () => {
  for (let delay = 0; delay < 12; delay++) {
    const w = world();
    w.deliver('a', 0, true);
    // Each store call takes a turn of the event loop; the second run starts `delay` turns later and ignores the lease.
    w.store.hook = async (call, key) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (key === 'incidents/lease.json' && call === 'putIfAbsent') w.store.objects.delete(key);
    };
    const first = w.run();
    for (let i = 0; i < delay; i++) await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([first, w.run()]);
    w.store.hook = () => undefined;
    w.at(10);
    await w.run();
    expect(new Set(ids(w.heard)).size).toBe(2);
    expect(w.heard.length).toBeLessThanOrEqual(4);
  }
});
