import { gzipSync } from 'node:zlib';
import { type AlertPorts, runAlert } from '../../lib/alert/run.js';
import { parseConfig } from '../../lib/config/load.js';
import { logFile } from './support/log-file.js';
import { MemoryStore } from './support/memory-store.js';
import { type Heard, sink } from './support/sink.js';

const START = Date.parse('2026-11-23T02:00:00Z');
const CONFIG = parseConfig({ schema: 'cos403.config/1', channels: { chat: { type: 'file', path: '-' } } }, 'test');

async function world() {
  let minute = 0;
  const nowMs = () => START + minute * 60_000;
  const store = new MemoryStore(nowMs);
  const heard: Heard[] = [];
  const ports: AlertPorts = {
    store,
    channels: [sink('chat', heard, nowMs)],
    diagnose: null,
    sweep: null,
    watch: null,
    nowMs,
    random: () => 0.5,
    deadlineMs: Number.POSITIVE_INFINITY,
    signal: new AbortController().signal,
    runId: 'test',
  };
  const file = logFile('a', START, START, [{ count: 20, from: -4, to: 0, denied: 'access-denied' }]);
  await store.put(file.key, file.body);
  return {
    store,
    titles: () => heard.map(({ notification }) => notification.title.en),
    run: () => runAlert(CONFIG, ports),
    later: (minutes: number) => {
      minute += minutes;
    },
  };
}

const OBJECTS = [
  ['outbox/pending/x.chat.json', 'cos403.outbox'],
  ['outbox/channels.json', 'cos403.channels'],
  ['incidents/silences/x.json', 'cos403.silence'],
  [`partials/v1/2026/11/23/02/${'0'.repeat(32)}.json.gz`, 'cos403.partial'],
] as const;

test.each(OBJECTS)('%s of a newer cos403 is left alone and told; the rest of the run is done', async (key, schema) => {
  const { store, run, titles } = await world();
  const text = JSON.stringify({ schema: `${schema}/9`, precious: true });
  const body = key.endsWith('.gz') ? gzipSync(text) : Buffer.from(text);
  await store.put(key, body);
  const summary = await run();
  expect(summary).toMatchObject({ status: 'done', events: { opened: 2 }, messages: { sent: 2, failed: [] } });
  expect(summary.refused).toEqual([{ key, why: 'newer', reason: expect.stringContaining('upgrade cos403') }]);
  expect(summary.conditions).toEqual(['newer-state state']);
  expect(store.objects.get(key)?.body.equals(body)).toBe(true);
  expect(titles().join('\n')).toContain('A newer cos403 wrote state');
});

test.each(OBJECTS)('%s that is damaged is set aside and told; the rest of the run is done', async (key) => {
  const { store, run, titles } = await world();
  await store.put(key, 'no gzip, no JSON');
  const summary = await run();
  expect(summary).toMatchObject({ status: 'done', events: { opened: 2 }, messages: { sent: 2, failed: [] } });
  expect(summary.refused).toEqual([{ key, why: 'damaged', reason: expect.stringContaining(`corrupt/${key}`) }]);
  expect(store.objects.get(`corrupt/${key}`)?.body.toString()).toBe('no gzip, no JSON');
  expect(titles().join('\n')).toContain('1 damaged state object was set aside');
});

test('a message that a newer cos403 queued under the same name is not sent over it', async () => {
  const { store, run, later } = await world();
  await run();
  const sent = [...store.objects.keys()].find((key) => key.startsWith('outbox/sent/v1-')) ?? '';
  const key = sent.replace('outbox/sent/', 'outbox/pending/');
  store.objects.delete(sent);
  store.objects.delete('incidents/state.json.gz');
  const body = JSON.stringify({ schema: 'cos403.outbox/2' });
  await store.put(key, body);
  later(5);
  expect((await run()).refused.map((refused) => refused.key)).toEqual([key]);
  expect(store.objects.get(key)?.body.toString()).toBe(body);
});

test('a lease of a newer cos403 is kept for as long as a run can last', async () => {
  const { store, run, later } = await world();
  await store.put('incidents/lease.json', JSON.stringify({ schema: 'cos403.lease/2', until: 'later' }));
  expect((await run()).status).toBe('skipped');
  later(17);
  expect((await run()).status).toBe('done');
});
