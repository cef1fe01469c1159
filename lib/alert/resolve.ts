import type { Incident, ResolvedBy } from './incident.js';
import { HOUR_MS } from './rules-types.js';

/** Without any traffic nothing proves the repair: wait at least this long. */
const NO_TRAFFIC_MS = HOUR_MS;
/** What comes back within a day doubles the quiet time asked for, up to this factor: flapping makes one message, not ten. */
const MAX_DAMPING = 8;
/** Log files come every five minutes and later: the log's own end lags behind the clock by about this much. */
const LOG_SLACK_MS = 15 * 60_000;

export interface Present {
  readonly nowMs: number;
  watermarkMs(bucket: string): number;
  /** Buckets of which a log file was read in this run. */
  readonly heardOf: ReadonlySet<string>;
}

/** Quiet time asked for: longer for what came back within a day. */
export function quietTime(incident: Incident): number {
  return incident.resolveAfterMs * Math.min(MAX_DAMPING, 2 ** incident.reopenedMs.length);
}

/**
 * Why an open incident is over, or null. Clock and log must agree: a missing log is no proof of health, and a clock that jumped is none
 * either. A system condition is over when the run no longer finds it.
 */
export function isOver(incident: Incident, present: Present): ResolvedBy | null {
  if (incident.key.by === 'system') return 'condition-gone';
  const quiet = quietTime(incident);
  const idle = present.nowMs - Math.max(incident.lastActiveMs, incident.lastSeenMs);
  if (idle < quiet) return null;
  const told = Math.min(...incident.groups.map((group) => present.watermarkMs(group.bucket)));
  if (told - incident.lastSeenMs >= quiet - LOG_SLACK_MS) return 'quiet';
  // While log files come, however late, there is traffic: they will tell.
  if (incident.groups.some((group) => present.heardOf.has(group.bucket))) return null;
  return idle >= Math.max(NO_TRAFFIC_MS, 2 * quiet) ? 'no-traffic' : null;
}
