import type { Channel, SendOutcome } from '../notify/message.js';

/** What is kept of a channel between runs (`outbox/channels.json`): its rate window and since when it fails. */
export interface ChannelHealth {
  /** Clock times of recent attempts, ms. */
  recentMs: number[];
  failingSinceMs: number | null;
  /** The service asked to be left alone until then. */
  blockedUntilMs: number;
  lastReason: string | null;
}

/** A channel that has failed for so long is told through the others. */
export const FAILING_MS = 3_600_000;
/** No service may ask for more. */
const MAX_BLOCK_MS = 86_400_000;

/** May the channel be used now? Times in the future (the clock went back) do not count. */
export function roomFor(channel: Channel, health: ChannelHealth, nowMs: number): boolean {
  if (health.blockedUntilMs > nowMs && health.blockedUntilMs - nowMs <= MAX_BLOCK_MS) return false;
  if (channel.rate === undefined) return true;
  const { count, perMs } = channel.rate;
  return health.recentMs.filter((ms) => ms <= nowMs && ms > nowMs - perMs).length < count;
}

export function noteOutcome(health: ChannelHealth, outcome: SendOutcome, nowMs: number): void {
  health.recentMs = [...health.recentMs, nowMs].slice(-120);
  if (outcome.status === 'sent') {
    health.failingSinceMs = null;
    health.lastReason = null;
    health.blockedUntilMs = 0;
    return;
  }
  health.failingSinceMs = Math.min(health.failingSinceMs ?? nowMs, nowMs);
  health.lastReason = outcome.reason;
  // The whole channel waits, not only this message: more attempts would prolong the block.
  if (outcome.status === 'retry') health.blockedUntilMs = nowMs + Math.min(outcome.retryAfterMs, MAX_BLOCK_MS);
}

export function isFailing(health: ChannelHealth, nowMs: number): boolean {
  return health.failingSinceMs !== null && nowMs - health.failingSinceMs >= FAILING_MS;
}
