import type { Lang } from '../lang.js';

/** What every channel is made with beside its own settings. */
export interface ChannelContext {
  /** The name in the configuration. */
  readonly name: string;
  readonly lang: Lang;
  /** Ms since the epoch: signatures carry the time. */
  nowMs(): number;
  /** Ms that a service may take to answer; default 10 s (`SEND_TIMEOUT_MS`). */
  readonly timeoutMs?: number;
}
