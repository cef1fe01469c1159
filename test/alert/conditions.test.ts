import { fingerprint } from '../../lib/alert/fingerprint.js';
import { type AlertPorts, runAlert } from '../../lib/alert/run.js';
import { watchLogging } from '../../lib/alert/watch.js';
import { parseConfig } from '../../lib/config/load.js';
import { logFile } from './support/log-file.js';
import { MemoryStore } from './support/memory-store.js';
import { type Heard, sink } from './support/sink.js';

const START = Date.parse('2026-11-23T02:00:00Z');
const CONFIG = parseConfig({ schema: 'cos403.config/1', channels: { chat: { type: 'file', path: '-' } } }, 'test');

function world() {
  const clock = { minute: 0 };
  const nowMs = () => START + clock.minute * 60_000;
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
  return { clock, store, heard, ports };
}

const titles = (heard: readonly Heard[]) => heard.map(({ notification }) => notification.title.en);

test('log files that the sweep gave up are told, and that they are read after all', async () => {
  const { clock, heard, ports } = world();
  let givenUp = [{ key: 'cos://logs-1250000000/access/x.gz', reason: 'the gzip data is corrupt' }];
  const sweep = async () => ({ ingested: 0, failed: 0, givenUp, complete: true });
  await runAlert(CONFIG, { ...ports, sweep });
  expect(titles(heard)).toEqual(['[ERROR] 1 log file could not be read: its refusals are missing']);
  clock.minute = 5;
  await runAlert(CONFIG, { ...ports, sweep });
  givenUp = [];
  clock.minute = 35;
  await runAlert(CONFIG, { ...ports, sweep });
  expect(titles(heard).slice(1)).toEqual(['Resolved: 1 log file could not be read: its refusals are missing']);
});

test('a sweep that fails does not stop the run', async () => {
  const { heard, ports, store } = world();
  const file = logFile('a', START, START, [{ count: 20, from: -4, to: 0, denied: 'access-denied' }]);
  await store.put(file.key, file.body);
  const sweep = async () => {
    throw Object.assign(new Error('https://secret.example/token'), { code: 'AccessDenied' });
  };
  const summary = await runAlert(CONFIG, { ...ports, sweep });
  expect(summary).toMatchObject({ status: 'done', events: { opened: 2 } });
  expect(titles(heard).join('\n')).toContain('The log prefix cannot be listed');
  expect(JSON.stringify(heard)).not.toContain('secret.example');
});

test('a run that has no time left reads on in the next one', async () => {
  const { clock, heard, ports, store } = world();
  for (let i = 0; i < 40; i++) {
    const file = logFile(`f${i}`, START, START - 60_000, [
      { count: 1, from: -4, denied: 'access-denied', path: `/x${i}` },
    ]);
    await store.put(file.key, file.body);
  }
  // Each look at the clock costs a second; 35 % of the time is kept for writing and sending.
  let spent = 0;
  const busy = { ...ports, nowMs: () => ports.nowMs() + spent++ * 1000, deadlineMs: START + 3_000 };
  const first = await runAlert(CONFIG, busy);
  expect(first).toMatchObject({ outOfTime: true, partials: { complete: false } });
  clock.minute = 5;
  const second = await runAlert(CONFIG, ports);
  expect(first.partials.read + second.partials.read).toBe(40);
  expect(second.partials.complete).toBe(true);
  expect(heard.map(({ notification }) => notification.type)).toContain('incident.opened');
});

test('a damaged partial is set aside and told; the rest is read', async () => {
  const { heard, ports, store } = world();
  const file = logFile('a', START, START, [{ count: 20, from: -4, to: 0, denied: 'access-denied' }]);
  await store.put(file.key, file.body);
  const bad = `partials/v1/2026/11/23/02/${'0'.repeat(32)}.json.gz`;
  await store.put(bad, 'no gzip');
  expect(await runAlert(CONFIG, ports)).toMatchObject({ partials: { read: 1, damaged: 1 } });
  expect(store.objects.has(`corrupt/${bad}`)).toBe(true);
  expect(store.objects.has(bad)).toBe(false);
  expect(titles(heard).join('\n')).toContain('1 damaged state object was set aside');
});

test('what the other functions set aside is told within half an hour, once', async () => {
  const { clock, heard, ports, store } = world();
  await runAlert(CONFIG, ports);
  clock.minute = 12;
  await store.put('corrupt/reports/2026-11-22/covered.json.gz', 'no gzip');
  for (clock.minute = 15; clock.minute <= 60; clock.minute += 15) await runAlert(CONFIG, ports);
  const told = heard.filter(({ notification }) =>
    notification.title.en.includes('1 damaged state object was set aside'),
  );
  expect(told.map(({ notification }) => notification.type)).toEqual(
    ['system', 'incident.resolved'].slice(0, told.length),
  );
  expect(JSON.stringify(told[0]?.notification.sections)).toContain('reports/2026-11-22/covered.json.gz');
});

test('a state of a newer cos403 is not overwritten, and messages that wait are sent all the same', async () => {
  const { ports, store, heard, clock } = world();
  const file = logFile('a', START, START, [{ count: 20, from: -4, to: 0, denied: 'access-denied' }]);
  await store.put(file.key, file.body);
  const failing = sink('chat', heard, ports.nowMs, () => ({ status: 'retry', reason: 'HTTP 503', retryAfterMs: 0 }));
  await runAlert(CONFIG, { ...ports, channels: [failing] });
  const newer = JSON.stringify({ schema: 'cos403.alert-state/9' });
  await store.put('incidents/state.json.gz', newer);
  clock.minute = 5;
  await expect(runAlert(CONFIG, ports)).rejects.toThrow('upgrade cos403');
  expect(store.objects.get('incidents/state.json.gz')?.body.toString()).toBe(newer);
  expect(heard).toHaveLength(1);
});

test('hostile state objects neither stop a run nor get through', async () => {
  for (const body of [
    '',
    '{}',
    '[]',
    '{"schema":"cos403.alert-state/1"}',
    '{"schema":"cos403.alert-state/1","incidents":5,"window":null}',
  ]) {
    const { ports, store } = world();
    await store.put('incidents/state.json.gz', body);
    await store.put('outbox/channels.json', body);
    await store.put('outbox/pending/x.chat.json', body);
    await store.put('incidents/silences/x.json', body);
    await store.put('incidents/lease.json', body);
    expect(await runAlert(CONFIG, ports)).toMatchObject({ status: 'done' });
  }
});

test('bucket names from a log that mean something in JavaScript are names', async () => {
  const { ports, store, heard } = world();
  for (const [i, bucket] of ['__proto__', 'constructor', 'toString'].entries()) {
    const file = logFile(`f${i}`, START, START, [{ count: 20, from: -4, to: 0, denied: 'access-denied', bucket }]);
    await store.put(file.key, file.body);
  }
  await runAlert(CONFIG, ports);
  expect(heard).toHaveLength(3);
});

test('logging that is off, moved or without its role is found', async () => {
  const logs = [
    {
      bucket: 'logs-1250000000',
      prefix: 'access/',
      watch: ['a-1250000000', 'b-1250000000', 'c-1250000000', 'd-1250000000'],
    },
  ];
  const settings: Record<string, unknown> = {
    'a-1250000000': null,
    'b-1250000000': { targetBucket: 'logs-1250000000', targetPrefix: 'other/' },
    'c-1250000000': { targetBucket: 'logs-1250000000', targetPrefix: 'access/' },
  };
  const cos = {
    bucketLogging: async (bucket: string) => {
      if (!(bucket in settings)) throw new Error('denied');
      return settings[bucket];
    },
  };
  const api = async () => {
    throw Object.assign(new Error('no role'), { code: 'InvalidParameter.RoleNotExist' });
  };
  const limits = { deadlineMs: Number.POSITIVE_INFINITY, signal: new AbortController().signal };
  const found = await watchLogging(logs as never, { cos, api } as never, limits);
  expect(found.map(({ condition, subject }) => `${condition} ${subject}`)).toEqual([
    'logging-off a-1250000000',
    'logging-moved b-1250000000',
    'log-role-missing CLS_QcsRole',
  ]);
});

test('fingerprints never change: an upgrade must not tell open incidents again', () => {
  const bucket = 'photos-1250000000';
  expect(fingerprint({ by: 'cause', cause: 'key-disabled', bucket, subject: 'AKID1' })).toBe('v1-d6fb69e9763c79b2823e');
  expect(fingerprint({ by: 'group', bucket, kind: 'access-denied', requester: '1:2' })).toBe('v1-ef75e6240c8303457f56');
  expect(fingerprint({ by: 'system', condition: 'no-log-files', subject: bucket })).toBe('v1-0fbfe4e84d3505baaa07');
});
