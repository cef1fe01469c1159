import type { RateLimit } from './model.js';

/** Sliding windows per robot, on the local clock. */
export class RateLimits {
  readonly #sent = new Map<string, number[]>();
  readonly #blockedUntil = new Map<string, number>();

  /** Counts one message; `true`: over a limit (and then, where the receiver does that, blocked for a while). */
  over(key: string, limits: readonly RateLimit[], nowMs: number): boolean {
    if (nowMs < (this.#blockedUntil.get(key) ?? 0)) return true;
    const longest = Math.max(...limits.map((limit) => limit.seconds)) * 1000;
    const sent = (this.#sent.get(key) ?? []).filter((ms) => ms > nowMs - longest && ms <= nowMs);
    const passed = limits.find(
      (limit) => sent.filter((ms) => ms > nowMs - limit.seconds * 1000).length >= limit.messages,
    );
    if (passed?.blockSeconds !== undefined) this.#blockedUntil.set(key, nowMs + passed.blockSeconds * 1000);
    if (!passed) sent.push(nowMs);
    this.#sent.set(key, sent);
    return passed !== undefined;
  }

  clear(): void {
    this.#sent.clear();
    this.#blockedUntil.clear();
  }
}
