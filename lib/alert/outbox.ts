import { createHash } from 'node:crypto';
import type { Channel, Notification, SendOutcome } from '../notify/message.js';
import type { Store } from '../store/store.js';
import { readVersioned, writeVersioned } from '../store/versioned.js';
import { type ChannelHealth, noteOutcome, roomFor } from './channel-health.js';
import { digestOf } from './digest.js';

/**
 * Messages on their way: each is written here for each channel before it is sent, and marked when it was. What a crash leaves behind is
 * sent by the next run; two runs at once can send twice, never lose.
 *   outbox/pending/<id>.<channel>.json   to be sent
 *   outbox/sent/<id>.<channel>.json      was sent (or given up): kept a month so that no stale run sends it again
 */
export interface PendingMessage {
  readonly schema: 'cos403.outbox/1';
  readonly id: string;
  readonly channel: string;
  readonly notification: Notification;
  readonly queuedAt: string;
  readonly attempts: number;
  readonly notBeforeMs: number;
  readonly lastReason: string | null;
}

const PENDING = 'outbox/pending/';
const SENT = 'outbox/sent/';
/** Tried for so long, then given up and told through the other channels. */
const GIVE_UP_MS = 24 * 3_600_000;
/** From this many on, people get one digest instead. */
const DIGEST_FROM = 4;
const FORMAT = { schema: 'cos403.outbox/1', parse: parsePending };

const keyOf = (prefix: string, id: string, channel: string) => `${prefix}${id}.${safeName(channel)}.json`;

/** Channel names are free text in the configuration; keys are not. */
function safeName(channel: string): string {
  if (/^[A-Za-z0-9_-]{1,60}$/.test(channel)) return channel;
  return createHash('sha256').update(channel).digest('hex').slice(0, 16);
}

/** Queues one message for one channel. Queueing the same again changes nothing. */
export async function enqueue(
  store: Store,
  notification: Notification,
  channel: string,
  nowMs: number,
): Promise<PendingMessage> {
  const message: PendingMessage = {
    schema: 'cos403.outbox/1',
    id: notification.id,
    channel,
    notification,
    queuedAt: new Date(nowMs).toISOString(),
    attempts: 0,
    notBeforeMs: 0,
    lastReason: null,
  };
  await store.putIfAbsent(keyOf(PENDING, message.id, channel), encode(message), { contentType: 'application/json' });
  return message;
}

export interface FlushPorts {
  readonly store: Store;
  readonly channels: readonly Channel[];
  /** By channel name; changed in place. */
  readonly health: Record<string, ChannelHealth>;
  nowMs(): number;
  random(): number;
  /** Stop sending at this clock time. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

export interface FlushResult {
  readonly sent: number;
  /** Left for the next run: throttled, failing, or out of time. */
  readonly waiting: number;
  /** Will never be sent, and why; never the address. */
  readonly failed: readonly { readonly channel: string; readonly id: string; readonly reason: string }[];
}

/**
 * Sends what is due. `known`: what this run queued, because a listing may not show it yet. `idsFrom`: only messages whose id begins so;
 * the report leaves alerts to the alert function.
 */
export async function flush(ports: FlushPorts, known: readonly PendingMessage[], idsFrom = ''): Promise<FlushResult> {
  const pending = await listPending(ports.store, known, idsFrom);
  const results = await Promise.all(
    [...byChannel(pending)].map(([name, messages]) => flushChannel(ports, name, messages)),
  );
  return {
    sent: results.reduce((sum, result) => sum + result.sent, 0),
    waiting: results.reduce((sum, result) => sum + result.waiting, 0),
    failed: results.flatMap((result) => result.failed),
  };
}

async function listPending(store: Store, known: readonly PendingMessage[], idsFrom: string): Promise<PendingMessage[]> {
  const byKey = new Map(known.map((message) => [keyOf(PENDING, message.id, message.channel), message]));
  for await (const { key } of store.list(`${PENDING}${idsFrom}`)) {
    // What is stored is the truth about attempts; a damaged one is set aside by the reader.
    const read = await readVersioned<PendingMessage>(store, key, FORMAT);
    if (read.status === 'ok') byKey.set(key, read.value);
    else byKey.delete(key);
  }
  return [...byKey.values()].sort((a, b) => compare(a.queuedAt, b.queuedAt) || compare(a.id, b.id));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function byChannel(messages: readonly PendingMessage[]): Map<string, PendingMessage[]> {
  const map = new Map<string, PendingMessage[]>();
  for (const message of messages) {
    const list = map.get(message.channel);
    if (list === undefined) map.set(message.channel, [message]);
    else list.push(message);
  }
  return map;
}

/** One channel after its own order; channels do not wait for each other. */
async function flushChannel(
  ports: FlushPorts,
  name: string,
  messages: readonly PendingMessage[],
): Promise<FlushResult> {
  const channel = ports.channels.find((candidate) => candidate.name === name);
  const failed: { channel: string; id: string; reason: string }[] = [];
  let sent = 0;
  let waiting = 0;
  const due: PendingMessage[] = [];
  for (const message of messages) {
    if (await wasSent(ports.store, message)) await drop(ports.store, message);
    else if (channel === undefined && ports.nowMs() - Date.parse(message.queuedAt) <= GIVE_UP_MS) {
      // Perhaps a run with another configuration will send it.
      waiting++;
    } else if (channel === undefined) {
      await settle(ports, message, 'dropped');
      failed.push({ channel: name, id: message.id, reason: 'the configuration has no such channel any more' });
    } else if (message.notBeforeMs > ports.nowMs() && message.notBeforeMs - ports.nowMs() < GIVE_UP_MS) waiting++;
    else due.push(message);
  }
  if (channel === undefined) return { sent, waiting, failed };
  const batches = channel.digest === true && due.length >= DIGEST_FROM ? [due] : due.map((message) => [message]);
  for (const batch of batches) {
    const first = batch[0];
    if (first === undefined) continue;
    const nowMs = ports.nowMs();
    const health = (ports.health[name] ??= { recentMs: [], failingSinceMs: null, blockedUntilMs: 0, lastReason: null });
    if (nowMs >= ports.deadlineMs || ports.signal.aborted || !roomFor(channel, health, nowMs)) {
      waiting += batch.length;
      continue;
    }
    const notification =
      batch.length === 1
        ? first.notification
        : digestOf(
            batch.map((message) => message.notification),
            new Date(nowMs).toISOString(),
          );
    const outcome = await attempt(channel, notification, ports.signal);
    noteOutcome(health, outcome, ports.nowMs());
    if (outcome.status === 'sent') {
      for (const message of batch) await settle(ports, message, 'sent');
      sent += batch.length;
      continue;
    }
    for (const message of batch) {
      const tooOld = ports.nowMs() - Date.parse(message.queuedAt) > GIVE_UP_MS;
      if (outcome.status === 'failed' || tooOld) {
        await settle(ports, message, 'failed');
        failed.push({ channel: name, id: message.id, reason: outcome.reason });
      } else {
        await postpone(ports, message, outcome);
        waiting++;
      }
    }
  }
  return { sent, waiting, failed };
}

async function attempt(channel: Channel, notification: Notification, signal: AbortSignal): Promise<SendOutcome> {
  try {
    return await channel.send(notification, signal);
  } catch {
    // A channel answers, it does not throw; what it threw may hold an address, so it is not repeated.
    return { status: 'retry', reason: 'unexpected error', retryAfterMs: 60_000 };
  }
}

/** Doubling with full jitter on top of what the service asked for, at most an hour. */
async function postpone(ports: FlushPorts, message: PendingMessage, outcome: SendOutcome & { status: 'retry' }) {
  const backoff = Math.min(3_600_000, 30_000 * 2 ** Math.min(message.attempts, 7)) * ports.random();
  await ports.store.put(
    keyOf(PENDING, message.id, message.channel),
    encode({
      ...message,
      attempts: message.attempts + 1,
      notBeforeMs: Math.round(ports.nowMs() + Math.max(outcome.retryAfterMs, backoff)),
      lastReason: outcome.reason,
    }),
    { contentType: 'application/json' },
  );
}

async function wasSent(store: Store, message: PendingMessage): Promise<boolean> {
  return (await store.get(keyOf(SENT, message.id, message.channel))) !== null;
}

/** Mark first, then remove: a crash between leaves a message that the next run recognises as sent. */
async function settle(ports: FlushPorts, message: PendingMessage, how: 'sent' | 'failed' | 'dropped'): Promise<void> {
  await writeVersioned(ports.store, keyOf(SENT, message.id, message.channel), {
    schema: 'cos403.sent/1',
    id: message.id,
    channel: message.channel,
    how,
    at: new Date(ports.nowMs()).toISOString(),
    attempts: message.attempts + 1,
  } as { schema: string });
  await drop(ports.store, message);
}

async function drop(store: Store, message: PendingMessage): Promise<void> {
  await store.delete(keyOf(PENDING, message.id, message.channel));
}

/** Attachments are bytes: JSON gets them as base64. */
function encode(message: PendingMessage): string {
  const attachments = message.notification.attachments?.map((attachment) => ({
    ...attachment,
    body: Buffer.from(attachment.body).toString('base64'),
  }));
  const notification = attachments === undefined ? message.notification : { ...message.notification, attachments };
  return `${JSON.stringify({ ...message, notification })}\n`;
}

function parsePending(value: Record<string, unknown>): PendingMessage {
  const message = value as unknown as PendingMessage;
  if (typeof message.id !== 'string' || typeof message.channel !== 'string' || !message.notification?.title) {
    throw new Error('no message');
  }
  const attachments = message.notification.attachments as unknown as { body: string }[] | undefined;
  if (attachments === undefined) return message;
  return {
    ...message,
    notification: {
      ...message.notification,
      attachments: attachments.map((attachment) => ({
        ...(attachment as unknown as { name: string; contentType: string }),
        body: Buffer.from(attachment.body, 'base64'),
      })),
    },
  };
}

/** Deletes marks older than a month, a bounded number a call. */
export async function forgetOldMarks(store: Store, nowMs: number, atMost = 500): Promise<number> {
  const old: string[] = [];
  for await (const { key, lastModifiedMs } of store.list(SENT)) {
    if (lastModifiedMs < nowMs - 30 * 24 * 3_600_000) old.push(key);
    if (old.length === atMost) break;
  }
  for (const key of old) await store.delete(key);
  return old.length;
}
