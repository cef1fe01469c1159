import type { Channel, Notification, SendOutcome } from '../notify/message.js';
import type { Store } from '../store/store.js';
import { type ChannelHealth, noteOutcome, roomFor } from './channel-health.js';
import { digestOf } from './digest.js';
import {
  createPending,
  drop,
  keyOf,
  PENDING,
  type Pending,
  type PendingMessage,
  readPending,
  settle,
  wasSent,
  writePending,
} from './outbox-objects.js';
import type { Refused } from './refused.js';

export type { PendingMessage } from './outbox-objects.js';

/** Tried for so long, then given up and told through the other channels. */
const GIVE_UP_MS = 24 * 3_600_000;
/** From this many on, people get one digest instead. */
const DIGEST_FROM = 4;

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
  await createPending(store, message);
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
export async function flush(
  ports: FlushPorts,
  known: readonly PendingMessage[],
  idsFrom = '',
): Promise<FlushResult & { readonly refused: readonly Refused[] }> {
  const pending = await readPending(ports.store, idsFrom);
  return { ...(await send(ports, known, pending)), refused: pending.refused };
}

/** Sends what is due of what was `queued` just now and what was `pending` before. */
export async function send(
  ports: FlushPorts,
  queued: readonly PendingMessage[],
  pending: Pending = { messages: new Map(), refused: [] },
): Promise<FlushResult> {
  const byKey = new Map(queued.map((message) => [keyOf(PENDING, message.id, message.channel), message]));
  // What is stored is the truth about attempts.
  for (const [key, message] of pending.messages) byKey.set(key, message);
  // What a newer cos403 keeps under the same key is its to send: sending would end in removing it.
  for (const { key, why } of pending.refused) if (why === 'newer') byKey.delete(key);
  const due = [...byKey.values()].sort((a, b) => compare(a.queuedAt, b.queuedAt) || compare(a.id, b.id));
  const results = await Promise.all([...byChannel(due)].map(([name, messages]) => flushChannel(ports, name, messages)));
  return {
    sent: results.reduce((sum, result) => sum + result.sent, 0),
    waiting: results.reduce((sum, result) => sum + result.waiting, 0),
    failed: results.flatMap((result) => result.failed),
  };
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
      await settle(ports.store, message, 'dropped', ports.nowMs());
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
      for (const message of batch) await settle(ports.store, message, 'sent', ports.nowMs());
      sent += batch.length;
      continue;
    }
    for (const message of batch) {
      const tooOld = ports.nowMs() - Date.parse(message.queuedAt) > GIVE_UP_MS;
      if (outcome.status === 'failed' || tooOld) {
        await settle(ports.store, message, 'failed', ports.nowMs());
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
  await writePending(ports.store, {
    ...message,
    attempts: message.attempts + 1,
    notBeforeMs: Math.round(ports.nowMs() + Math.max(outcome.retryAfterMs, backoff)),
    lastReason: outcome.reason,
  });
}
