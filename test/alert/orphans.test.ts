import { withoutOrphans } from '../../lib/alert/orphans.js';
import { createPending, PENDING, type PendingMessage, readPending } from '../../lib/alert/outbox-objects.js';
import { runAlert } from '../../lib/alert/run.js';
import { parseConfig } from '../../lib/config/load.js';
import type { Notification } from '../../lib/notify/message.js';
import { tableDiagnoser } from './support/diagnoser.js';
import { logFile } from './support/log-file.js';
import { MemoryStore } from './support/memory-store.js';
import { type Heard, sink } from './support/sink.js';

const MINUTE = 60_000;
const NOW = Date.parse('2026-11-23T02:00:00Z');

function message(id: string, ageMs: number): PendingMessage {
  return {
    schema: 'cos403.outbox/1',
    id,
    channel: 'ops',
    notification: { id, title: id } as unknown as Notification,
    queuedAt: new Date(NOW - ageMs).toISOString(),
    attempts: 0,
    notBeforeMs: 0,
    lastReason: null,
  };
}

/** The state knows one incident: its second episode, of which it told twice. */
const TOLD = new Map([['v1-known', { episode: 2, messages: 2 }]]);

/** What may be sent, and what is still there afterwards. */
async function judged(messages: readonly PendingMessage[]) {
  const store = new MemoryStore(() => NOW);
  for (const one of messages) await createPending(store, one);
  const { pending, held } = await withoutOrphans(store, await readPending(store), TOLD, NOW);
  const ids = (values: Iterable<PendingMessage>) => [...values].map(({ id }) => id);
  return { sent: ids(pending.messages.values()), held, left: ids((await readPending(store)).messages.values()) };
}

test('an opening that the state never heard of waits for its run, is dropped after it, and is told when runs were missing', async () => {
  const [fresh, dead, old] = ['v1-b-1-t-1-opened', 'v1-c-1-t-1-opened', 'v1-d-1-t-1-opened'] as const;
  const all = [message(fresh, 5 * MINUTE), message(dead, 20 * MINUTE), message(old, 90 * MINUTE)];
  expect(await judged(all)).toEqual({ sent: [old], held: 1, left: [fresh, old] });
});

test.each([
  ['an end', 'v1-known-2-t-3-resolved'],
  ['a change', 'v1-known-2-t-3-changed'],
  ['that it came back', 'v1-known-3-t-1-reopened'],
])('%s that the state never heard of is no more told than an opening', async (_, id) => {
  expect(await judged([message(id, 20 * MINUTE)])).toEqual({ sent: [], held: 0, left: [] });
});

test.each([
  ['what the state told', 'v1-known-2-t-2-resolved'],
  ['what it told of an earlier episode', 'v1-known-1-t-4-resolved'],
  ['the end of an incident that it forgot', 'v1-gone-1-t-2-resolved'],
  ['what is about no incident', 'undeliverable-ops-20415'],
  ['a report', 'report-2026-11-22'],
])('%s is sent', async (_, id) => {
  expect(await judged([message(id, 20 * MINUTE)])).toMatchObject({ sent: [id], held: 0 });
});

test('what a run could not keep in its state is not told before the next one has judged again', async () => {
  let minute = 5;
  const nowMs = () => NOW + minute * MINUTE;
  const store = new MemoryStore(nowMs);
  const heard: Heard[] = [];
  const config = parseConfig({ schema: 'cos403.config/1', channels: { chat: { type: 'file', path: '-' } } }, 'test');
  const file = logFile('a', NOW, nowMs(), [{ count: 20, from: 0, to: 4, denied: 'access-denied' }]);
  await store.put(file.key, file.body);
  // Meanwhile somebody finds out what the settings are, and the same denials are another incident.
  const verdicts = [
    { cause: 'no-permission', until: 10 },
    { cause: 'explicit-deny-bucket-policy', from: 10 },
  ] as const;
  const run = () =>
    runAlert(config, {
      store,
      channels: [sink('chat', heard, nowMs)],
      diagnose: tableDiagnoser(verdicts, () => minute),
      sweep: null,
      watch: null,
      nowMs,
      random: () => 0.5,
      deadlineMs: nowMs() + MINUTE,
      signal: new AbortController().signal,
      runId: 'run',
    });
  store.hook = (call, key) => {
    if (call === 'put' && key === 'incidents/state.json.gz') throw new Error('SlowDown');
  };
  await expect(run()).rejects.toThrow('SlowDown');
  expect(heard).toEqual([]);
  store.hook = () => undefined;
  for (minute = 10; minute <= 30; minute += 5) await run();
  expect(heard.map(({ notification }) => notification.labels['cause'])).toEqual(['explicit-deny-bucket-policy']);
  expect([...store.objects.keys()].filter((key) => key.startsWith(PENDING))).toEqual([]);
});
