import type { Notification } from '../notify/message.js';
import type { Store } from '../store/store.js';
import { type FlushPorts, type FlushResult, flushChannel } from './flush-channel.js';
import { createPending, keyOf, PENDING, type Pending, type PendingMessage, readPending } from './outbox-objects.js';
import type { Refused } from './refused.js';

export type { FlushPorts, FlushResult } from './flush-channel.js';
export type { PendingMessage } from './outbox-objects.js';

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
  // Channels do not wait for each other.
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
