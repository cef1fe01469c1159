import { createHash } from 'node:crypto';
import type { Notification } from '../notify/message.js';
import type { Store } from '../store/store.js';
import { writeVersioned } from '../store/versioned.js';
import { type Refused, readOrRefuse } from './refused.js';

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

export const PENDING = 'outbox/pending/';
export const SENT = 'outbox/sent/';
const FORMAT = { schema: 'cos403.outbox/1', parse: parsePending };

export const keyOf = (prefix: string, id: string, channel: string) => `${prefix}${id}.${safeName(channel)}.json`;

/** Channel names are free text in the configuration; keys are not. */
function safeName(channel: string): string {
  if (/^[A-Za-z0-9_-]{1,60}$/.test(channel)) return channel;
  return createHash('sha256').update(channel).digest('hex').slice(0, 16);
}

export interface Pending {
  /** By key. */
  readonly messages: ReadonlyMap<string, PendingMessage>;
  readonly refused: readonly Refused[];
}

/** What waits to be sent; what cannot be read is refused and waits for a person or an upgrade. */
export async function readPending(store: Store, idsFrom = ''): Promise<Pending> {
  const messages = new Map<string, PendingMessage>();
  const refused: Refused[] = [];
  for await (const { key } of store.list(`${PENDING}${idsFrom}`)) {
    const message = await readOrRefuse<PendingMessage>(store, key, FORMAT, refused);
    if (message !== null) messages.set(key, message);
  }
  return { messages, refused };
}

export async function writePending(store: Store, message: PendingMessage): Promise<void> {
  await store.put(keyOf(PENDING, message.id, message.channel), encode(message), { contentType: 'application/json' });
}

/** Writing the same again changes nothing. */
export async function createPending(store: Store, message: PendingMessage): Promise<void> {
  const options = { contentType: 'application/json' };
  await store.putIfAbsent(keyOf(PENDING, message.id, message.channel), encode(message), options);
}

export async function wasSent(store: Store, message: PendingMessage): Promise<boolean> {
  return (await store.get(keyOf(SENT, message.id, message.channel))) !== null;
}

/** Mark first, then remove: a crash between leaves a message that the next run recognises as sent. */
export async function settle(
  store: Store,
  message: PendingMessage,
  how: 'sent' | 'failed' | 'dropped',
  nowMs: number,
): Promise<void> {
  await writeVersioned(store, keyOf(SENT, message.id, message.channel), {
    schema: 'cos403.sent/1',
    id: message.id,
    channel: message.channel,
    how,
    at: new Date(nowMs).toISOString(),
    attempts: message.attempts + 1,
  } as { schema: string });
  await drop(store, message);
}

export async function drop(store: Store, message: PendingMessage): Promise<void> {
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
