import type { ChannelHealth } from '../../lib/alert/channel-health.js';
import { enqueue, flush } from '../../lib/alert/outbox.js';
import { readPending } from '../../lib/alert/outbox-objects.js';
import type { Channel, Notification, SendOutcome } from '../../lib/notify/message.js';
import { sampleNotification } from '../../lib/notify/sample.js';
import { MemoryStore } from './support/memory-store.js';
import { type Heard, sink } from './support/sink.js';

const START = Date.parse('2026-11-23T02:00:00Z');
const BUSY: SendOutcome = { status: 'retry', reason: 'HTTP 503', retryAfterMs: 60_000 };

/** One channel whose receiver answers as `answer` says; minutes from START. */
function world(over: Partial<Channel> = {}) {
  let minute = 0;
  const nowMs = () => START + minute * 60_000;
  const store = new MemoryStore(nowMs);
  const health: Record<string, ChannelHealth> = {};
  const heard: Heard[] = [];
  const tried: string[] = [];
  let answer: (id: string) => SendOutcome = () => ({ status: 'sent' });
  const receiver = sink('chat', heard, nowMs, ({ id }) => {
    tried.push(id);
    return answer(id);
  });
  return {
    store,
    tried,
    answers: (value: (id: string) => SendOutcome) => {
      answer = value;
    },
    at: (value: number) => {
      minute = value;
    },
    queue: (id: string, incident = id) => {
      const notification: Notification = { ...sampleNotification(nowMs()), id, dedupKey: incident };
      return enqueue(store, notification, 'chat', nowMs());
    },
    /** Every wait is as long as it can be. */
    flush: () =>
      flush(
        {
          store,
          channels: [{ ...receiver, ...over }],
          health,
          nowMs,
          random: () => 1,
          deadlineMs: Number.POSITIVE_INFINITY,
          signal: new AbortController().signal,
        },
        [],
      ),
    heard: () => heard.map(({ notification }) => notification.id),
    pending: async () => [...(await readPending(store)).messages.values()],
  };
}

/** `ids` were each refused six times, so that they wait a quarter of an hour from minute 60 on. */
async function backedOff(ids: readonly string[], over: Partial<Channel> = {}) {
  const w = world(over);
  w.answers(() => BUSY);
  for (const id of ids) await w.queue(id);
  for (let minute = 60 - ids.length * 40; minute <= 60; minute += 2) {
    w.at(minute);
    await w.flush();
  }
  w.tried.length = 0;
  w.at(62);
  await w.flush();
  // All of them wait.
  expect(w.tried).toEqual([]);
  w.answers(() => ({ status: 'sent' }));
  return w;
}

test('the first message that is taken again sends in the same run what waited only for the failures before', async () => {
  const w = await backedOff(['a', 'b']);
  await w.queue('new');
  expect(await w.flush()).toMatchObject({ sent: 3, waiting: 0 });
  expect(w.heard()).toEqual(['new', 'a', 'b']);
  expect(await w.pending()).toEqual([]);
});

test('while the receiver goes on refusing, what waits goes on waiting', async () => {
  const w = await backedOff(['a', 'b']);
  w.answers(() => BUSY);
  await w.queue('new');
  expect(await w.flush()).toMatchObject({ sent: 0, waiting: 3 });
  expect(w.tried).toEqual(['new']);
});

test('nothing is sent before the time that the receiver asked for', async () => {
  const w = world();
  w.answers(() => ({ status: 'retry', reason: 'HTTP 429', retryAfterMs: 30 * 60_000 }));
  await w.queue('a');
  await w.flush();
  w.answers(() => ({ status: 'sent' }));
  w.at(29);
  await w.queue('new');
  expect(await w.flush()).toMatchObject({ sent: 0, waiting: 2 });
  w.at(30);
  expect(await w.flush()).toMatchObject({ sent: 2, waiting: 0 });
});

test('the rate limit holds for what a success sets free', async () => {
  const w = await backedOff(['a', 'b'], { rate: { count: 2, perMs: 60_000 } });
  await w.queue('new');
  expect(await w.flush()).toMatchObject({ sent: 2, waiting: 1 });
  w.at(64);
  await w.queue('newer');
  await w.flush();
  expect(w.heard()).toEqual(['new', 'a', 'newer', 'b']);
});

test('the end of an incident never overtakes its beginning', async () => {
  const w = await backedOff(['opened']);
  await w.queue('resolved', 'opened');
  // The new message is a reason to try the old one again, and first.
  w.answers((id) => (id === 'opened' ? BUSY : { status: 'sent' }));
  expect(await w.flush()).toMatchObject({ sent: 0, waiting: 2 });
  expect(w.tried).toEqual(['opened']);
  w.answers(() => ({ status: 'sent' }));
  w.at(90);
  await w.flush();
  expect(w.heard()).toEqual(['opened', 'resolved']);
});

test('a message that is refused again and again keeps no other back', async () => {
  const w = await backedOff(['a-poison', 'b']);
  w.answers((id) => (id === 'a-poison' ? BUSY : { status: 'sent' }));
  await w.queue('new');
  await w.flush();
  expect(w.heard()).toEqual(['new']);
  for (const minute of [65, 70, 75, 80]) {
    w.at(minute);
    await w.queue(`new-${minute}`);
    await w.flush();
  }
  expect(w.heard()).toEqual(expect.arrayContaining(['new-65', 'new-70', 'new-75', 'new-80', 'b']));
});

test('no message waits longer than a quarter of an hour for its next try', async () => {
  const w = world();
  w.answers(() => BUSY);
  await w.queue('a');
  let longest = 0;
  for (let minute = 0; minute < 600; minute += 5) {
    w.at(minute);
    await w.flush();
    const [message] = await w.pending();
    longest = Math.max(longest, (message?.notBeforeMs ?? 0) - (START + minute * 60_000));
  }
  expect(longest).toBe(15 * 60_000);
});

test('a message is given up after a day of refusals', async () => {
  const w = world();
  w.answers(() => BUSY);
  await w.queue('a');
  for (let minute = 0; minute <= 24 * 60; minute += 30) {
    w.at(minute);
    expect(await w.flush()).toMatchObject({ waiting: 1, failed: [] });
  }
  w.at(24 * 60 + 30);
  expect(await w.flush()).toMatchObject({ waiting: 0, failed: [{ channel: 'chat', id: 'a', reason: 'HTTP 503' }] });
  expect(await w.pending()).toEqual([]);
});

test('a message that waited for days because nothing ran is not given up at the first refusal', async () => {
  const w = world();
  await w.queue('a');
  w.answers(() => BUSY);
  w.at(3 * 24 * 60);
  expect(await w.flush()).toMatchObject({ waiting: 1, failed: [] });
  w.answers(() => ({ status: 'sent' }));
  w.at(3 * 24 * 60 + 30);
  expect(await w.flush()).toMatchObject({ sent: 1, waiting: 0 });
});

test('people get what was set free as one digest', async () => {
  const w = await backedOff(['a', 'b', 'c', 'd'], { digest: true });
  await w.queue('new');
  expect(await w.flush()).toMatchObject({ sent: 5, waiting: 0 });
  expect(w.heard()).toEqual(['new', expect.stringMatching(/^digest-/)]);
});
