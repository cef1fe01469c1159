import { STATE_PREFIXES } from '../store/keys.js';
import type { SystemCondition } from './conditions.js';
import { forgetOldMarks } from './outbox-objects.js';
import type { SweepReport } from './ports.js';
import type { AlertPorts } from './run.js';
import type { AlertState } from './state.js';
import { damageCondition, sweepConditions } from './system.js';

const SWEEP_EVERY_MS = 30 * 60_000;
/** Results of the half-hourly checks hold until the next one, and a little. */
const HOLD_MS = SWEEP_EVERY_MS + 10 * 60_000;
const FORGET_EVERY_MS = 24 * 3_600_000;

/** Is it time for {@link halfHourly}? A last time in the future (the clock went back) does not count. */
export function halfHourIsDue({ lastSweepMs }: AlertState, nowMs: number): boolean {
  return nowMs - lastSweepMs >= SWEEP_EVERY_MS || lastSweepMs > nowMs;
}

/** Sweep, look at the logging settings, forget old marks: each may fail without stopping the run. */
export async function halfHourly(state: AlertState, ports: AlertPorts, startMs: number): Promise<SweepReport | null> {
  const limits = { deadlineMs: startMs + (ports.deadlineMs - startMs) * 0.3, signal: ports.signal };
  state.lastSweepMs = startMs;
  let report: SweepReport | null = null;
  if (ports.sweep !== null) {
    try {
      report = await ports.sweep(limits);
      hold(state, sweepConditions(report), startMs, 'log-files-failed');
      release(state, 'sweep-failing');
    } catch (error) {
      hold(state, sweepConditions({ error: codeOf(error) }), startMs);
    }
  }
  if (ports.watch !== null) {
    try {
      const found = await ports.watch(limits);
      for (const id of ['logging-off', 'logging-moved', 'log-role-missing'] as const) release(state, id);
      hold(state, found, startMs);
    } catch {
      // What was found before holds until it expires.
    }
  }
  const setAside = await setAsideSince(ports, startMs - HOLD_MS);
  if (setAside.length > 0) hold(state, [damageCondition(setAside)], startMs);
  if (startMs - state.lastForgetMs >= FORGET_EVERY_MS) {
    state.lastForgetMs = startMs;
    await forgetOldMarks(ports.store, startMs);
  }
  return report;
}

/** What any of the functions set aside lately: ingest and report have no other voice. */
async function setAsideSince({ store }: AlertPorts, sinceMs: number): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key, lastModifiedMs } of store.list(STATE_PREFIXES.corrupt)) {
    if (lastModifiedMs >= sinceMs) keys.push(key.slice(STATE_PREFIXES.corrupt.length));
  }
  return keys;
}

/** Keeps conditions that are not found anew in every run. `replaces`: drops what was held under this id. */
export function hold(
  state: AlertState,
  conditions: readonly SystemCondition[],
  nowMs: number,
  replaces?: string,
): void {
  if (replaces !== undefined) release(state, replaces);
  for (const condition of conditions) {
    state.held = state.held.filter(
      (entry) => entry.condition.condition !== condition.condition || entry.condition.subject !== condition.subject,
    );
    state.held.push({ condition, untilMs: nowMs + HOLD_MS });
  }
}

/** What is still held; the rest is forgotten. */
export function stillHeld(state: AlertState, nowMs: number): AlertState['held'] {
  return state.held.filter(({ untilMs }) => untilMs > nowMs && untilMs - nowMs <= 2 * HOLD_MS);
}

function release(state: AlertState, condition: string): void {
  state.held = state.held.filter((entry) => entry.condition.condition !== condition);
}

/** Only a code: messages of foreign errors can hold anything. */
function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : 'unexpected error';
}
