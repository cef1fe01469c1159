import type { Channel, Notification, SendOutcome } from '../notify/message.js';
import type { Store } from '../store/store.js';
import { type ChannelHealth, noteOutcome, roomFor } from './channel-health.js';
import { digestOf } from './digest.js';
import { drop, type PendingMessage, settle, wasSent, writePending } from './outbox-objects.js';

/** Tried for so long and so often, then given up and told through the other channels. Where runs were missing, time alone says nothing. */
const GIVE_UP_MS = 24 * 3_600_000;
const GIVE_UP_TRIES = 10;
/** From this many on, people get one digest instead. */
const DIGEST_FROM = 4;
/** Waits double up to this: three runs, so that nobody waits long for the end of an incident after a receiver is back. */
const LONGEST_WAIT_MS = 15 * 60_000;

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
 * What waits for one channel, in one run. A success shows that the receiver is well: what waits only because it was not goes at once.
 * Messages of one incident keep their order, or a receiver would hear of its end before its beginning.
 */
export async function flushChannel(
  ports: FlushPorts,
  name: string,
  messages: readonly PendingMessage[],
): Promise<FlushResult> {
  const unsent: PendingMessage[] = [];
  for (const message of messages) {
    if (await wasSent(ports.store, message)) await drop(ports.store, message);
    else unsent.push(message);
  }
  const channel = ports.channels.find((candidate) => candidate.name === name);
  if (channel === undefined) return withoutChannel(ports, name, unsent);
  const { due, backedOff } = byTime(unsent, ports.nowMs());
  const turn = new Turn(ports, channel);
  await turn.send(due);
  if (turn.sent > 0) await turn.send(backedOff);
  else turn.waiting += backedOff.length;
  return turn;
}

/** A message that is due makes the earlier ones of its incident due. */
function byTime(messages: readonly PendingMessage[], nowMs: number) {
  // A time that is further away comes from a clock that was wrong.
  const waits = ({ notBeforeMs }: PendingMessage) => notBeforeMs > nowMs && notBeforeMs - nowMs < GIVE_UP_MS;
  const moving = new Set(messages.filter((message) => !waits(message)).map(incidentOf));
  const isDue = (message: PendingMessage) => moving.has(incidentOf(message));
  return { due: messages.filter(isDue), backedOff: messages.filter((message) => !isDue(message)) };
}

const incidentOf = ({ notification }: PendingMessage) => notification.dedupKey;

/** Perhaps a run with another configuration has the channel; after a day nobody will. */
async function withoutChannel(
  ports: FlushPorts,
  name: string,
  messages: readonly PendingMessage[],
): Promise<FlushResult> {
  const old = messages.filter((message) => ports.nowMs() - Date.parse(message.queuedAt) > GIVE_UP_MS);
  for (const message of old) await settle(ports.store, message, 'dropped', ports.nowMs());
  const reason = 'the configuration has no such channel any more';
  const failed = old.map(({ id }) => ({ channel: name, id, reason }));
  return { sent: 0, waiting: messages.length - old.length, failed };
}

class Turn implements FlushResult {
  sent = 0;
  waiting = 0;
  readonly failed: { channel: string; id: string; reason: string }[] = [];
  /** Incidents of which a message waits: later ones wait with it. */
  readonly #held = new Set<string>();

  constructor(
    private readonly ports: FlushPorts,
    private readonly channel: Channel,
  ) {}

  async send(messages: readonly PendingMessage[]): Promise<void> {
    const asOne = this.channel.digest === true && messages.length >= DIGEST_FROM;
    for (const batch of asOne ? [messages] : messages.map((message) => [message])) await this.#batch(batch);
  }

  async #batch(batch: readonly PendingMessage[]): Promise<void> {
    const { ports, channel } = this;
    const nowMs = ports.nowMs();
    const health = this.#health();
    const held = batch.some((message) => this.#held.has(incidentOf(message)));
    if (held || nowMs >= ports.deadlineMs || ports.signal.aborted || !roomFor(channel, health, nowMs)) {
      this.#wait(batch);
      return;
    }
    const outcome = await attempt(channel, asOne(batch, nowMs), ports.signal);
    noteOutcome(health, outcome, ports.nowMs());
    if (outcome.status === 'sent') {
      for (const message of batch) await settle(ports.store, message, 'sent', ports.nowMs());
      this.sent += batch.length;
      return;
    }
    for (const message of batch) {
      const tooOld = ports.nowMs() - Date.parse(message.queuedAt) > GIVE_UP_MS;
      if (outcome.status === 'failed' || (tooOld && message.attempts + 1 >= GIVE_UP_TRIES)) {
        await settle(ports.store, message, 'failed', ports.nowMs());
        this.failed.push({ channel: channel.name, id: message.id, reason: outcome.reason });
      } else {
        await postpone(ports, message, outcome);
        this.#wait([message]);
      }
    }
  }

  #wait(messages: readonly PendingMessage[]): void {
    for (const message of messages) this.#held.add(incidentOf(message));
    this.waiting += messages.length;
  }

  #health(): ChannelHealth {
    const unknown = { recentMs: [], failingSinceMs: null, blockedUntilMs: 0, lastReason: null };
    return (this.ports.health[this.channel.name] ??= unknown);
  }
}

function asOne(batch: readonly PendingMessage[], nowMs: number): Notification {
  const [first] = batch;
  const notifications = batch.map(({ notification }) => notification);
  return first !== undefined && batch.length === 1
    ? first.notification
    : digestOf(notifications, new Date(nowMs).toISOString());
}

async function attempt(channel: Channel, notification: Notification, signal: AbortSignal): Promise<SendOutcome> {
  try {
    return await channel.send(notification, signal);
  } catch {
    // A channel answers, it does not throw; what it threw may hold an address, so it is not repeated.
    return { status: 'retry', reason: 'unexpected error', retryAfterMs: 60_000 };
  }
}

/** Doubling with full jitter, never sooner than the service asked for. */
async function postpone(ports: FlushPorts, message: PendingMessage, outcome: SendOutcome & { status: 'retry' }) {
  const backoff = Math.min(LONGEST_WAIT_MS, 30_000 * 2 ** Math.min(message.attempts, 10)) * ports.random();
  await writePending(ports.store, {
    ...message,
    attempts: message.attempts + 1,
    notBeforeMs: Math.round(ports.nowMs() + Math.max(outcome.retryAfterMs, backoff)),
    lastReason: outcome.reason,
  });
}
