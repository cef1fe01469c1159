import type { Config, Silence } from '../config/types.js';
import type { Channel, Notification } from '../notify/message.js';
import { STATE_PREFIXES } from '../store/keys.js';
import type { Store } from '../store/store.js';
import type { SystemCondition } from './conditions.js';
import { deadMan } from './dead-man.js';
import { judge } from './judge.js';
import { acquireLease } from './lease.js';
import { enqueue, type FlushResult, flush, forgetOldMarks, type PendingMessage } from './outbox.js';
import type { Diagnoser, SweepReport } from './ports.js';
import { channelsFor } from './route.js';
import { listSilences, type SilenceRecord } from './silences.js';
import { type AlertState, loadHealth, loadState, saveHealth, saveState } from './state.js';
import {
  channelConditions,
  crashedCondition,
  damageCondition,
  newerCondition,
  outOfTimeCondition,
  sweepConditions,
} from './system.js';
import { notificationOf } from './text.js';
import { undeliverable } from './undeliverable.js';
import { forget, readNews } from './window.js';
import { ageCounts } from './window-age.js';

/** What a run needs of the configuration. */
export type AlertConfig = Pick<Config, 'rules' | 'silences' | 'timeZone' | 'privacy' | 'logs' | 'alert' | 'channels'>;

/** Everything outside a run, injected: tests run whole days in virtual time. */
export interface AlertPorts {
  readonly store: Store;
  readonly channels: readonly Channel[];
  /** Live diagnosis; null when it is switched off or there are no credentials. */
  readonly diagnose: Diagnoser | null;
  /** Ingests what the trigger missed; null where there is nothing to sweep. */
  readonly sweep: ((limits: Limits) => Promise<SweepReport>) | null;
  /** Looks whether logging is on and goes where the configuration says; null when it cannot be looked at. */
  readonly watch: ((limits: Limits) => Promise<readonly SystemCondition[]>) | null;
  nowMs(): number;
  /** 0..1, for jitter. */
  random(): number;
  /** Clock time at which the run must be over. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** Names this run in the lease. */
  readonly runId: string;
}

export interface Limits {
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/** What a run did: the function's return value. Never holds an address or a secret. */
export interface RunSummary {
  readonly schema: 'cos403.alert-run/1';
  /** `skipped`: another run holds the lease. */
  readonly status: 'done' | 'skipped';
  readonly partials: { readonly read: number; readonly complete: boolean; readonly damaged: number };
  readonly swept: Omit<SweepReport, 'givenUp'> | null;
  readonly breaches: number;
  readonly diagnosed: number;
  readonly open: number;
  readonly events: Readonly<Record<string, number>>;
  readonly messages: Pick<FlushResult, 'sent' | 'waiting' | 'failed'> & { readonly queued: number };
  /** Conditions of the watching itself that hold now. */
  readonly conditions: readonly string[];
  readonly outOfTime: boolean;
  readonly ms: number;
}

const SWEEP_EVERY_MS = 30 * 60_000;
/** Results of the half-hourly checks hold until the next one, and a little. */
const HOLD_MS = SWEEP_EVERY_MS + 10 * 60_000;
const FORGET_EVERY_MS = 24 * 3_600_000;
/** Kept for writing the state and sending: reading stops when only this share of the time is left. */
const RESERVE = 0.35;

/**
 * One run: sweep when due, read new partials, judge, queue messages, keep the state, send. In this order, so that a crash at any point
 * leaves a state from which the next run does the rest: messages are queued before the state says they were, and marked after sending.
 */
export async function runAlert(config: AlertConfig, ports: AlertPorts): Promise<RunSummary> {
  const startMs = ports.nowMs();
  const leaseUntil = Number.isFinite(ports.deadlineMs) ? ports.deadlineMs + 10_000 : startMs + 600_000;
  const lease = await acquireLease(ports.store, ports.runId, startMs, leaseUntil);
  if (lease === null) return skipped();
  try {
    return await leased(config, ports, startMs, lease.afterCrash);
  } finally {
    await lease.release();
  }
}

async function leased(
  config: AlertConfig,
  ports: AlertPorts,
  startMs: number,
  afterCrash: boolean,
): Promise<RunSummary> {
  const { store } = ports;
  const health = await loadHealth(store);
  const queued: PendingMessage[] = [];
  let done: Awaited<ReturnType<typeof decide>> | null = null;
  let failure: unknown = null;
  try {
    done = await decide(config, ports, startMs, afterCrash, health, queued);
  } catch (error) {
    // What earlier runs left in the outbox is sent even when this run cannot judge.
    failure = error;
  }
  const sending = {
    store,
    channels: ports.channels,
    health,
    nowMs: ports.nowMs,
    random: ports.random,
    deadlineMs: ports.deadlineMs,
    signal: ports.signal,
  };
  const first = await flush(sending, queued);
  const told = await enqueueAll(ports, undeliverable(first.failed, ports.nowMs()), config);
  const second = told.length > 0 ? await flush(sending, told) : { sent: 0, waiting: 0, failed: [] };
  if (first.sent + first.failed.length + first.waiting > 0) await saveHealth(store, health);
  if (failure !== null || done === null) throw failure;
  return {
    schema: 'cos403.alert-run/1',
    status: 'done',
    ...done,
    messages: {
      queued: queued.length + told.length,
      sent: first.sent + second.sent,
      waiting: told.length > 0 ? second.waiting : first.waiting,
      failed: [...first.failed, ...second.failed],
    },
    ms: ports.nowMs() - startMs,
  };
}

async function decide(
  config: AlertConfig,
  ports: AlertPorts,
  startMs: number,
  afterCrash: boolean,
  health: Awaited<ReturnType<typeof loadHealth>>,
  queued: PendingMessage[],
) {
  const { store, signal } = ports;
  const readUntil = startMs + (ports.deadlineMs - startMs) * (1 - RESERVE);
  const { state, damaged } = await loadState(store, startMs);
  const sweepDue = startMs - state.lastSweepMs >= SWEEP_EVERY_MS || state.lastSweepMs > startMs;
  const swept = sweepDue ? await halfHourly(state, ports, startMs) : null;
  const news = await readNews(state.window, {
    store,
    rules: config.rules,
    nowMs: startMs,
    far: sweepDue,
    outOfTime: () => ports.nowMs() >= readUntil || signal.aborted,
  });
  if (afterCrash) state.crashesMs = [...state.crashesMs, startMs].slice(-10);
  state.outOfTime = news.complete ? 0 : state.outOfTime + 1;
  const lost = [...(damaged === null ? [] : [`${STATE_PREFIXES.incidents}state.json.gz`]), ...news.damaged];
  if (lost.length > 0) hold(state, [damageCondition(lost)], startMs);
  if (news.newer.length > 0) hold(state, [newerCondition(news.newer)], startMs);
  state.held = state.held.filter(({ untilMs }) => untilMs > startMs && untilMs - startMs <= 2 * HOLD_MS);
  const conditions = [
    ...state.held.map(({ condition }) => condition),
    ...outOfTimeCondition(state.outOfTime),
    ...crashedCondition(state.crashesMs, startMs),
    ...channelConditions(health, startMs),
    // Unread partials may hold the files that seem to be missing.
    ...(config.alert.deadMan && news.complete
      ? deadMan(
          state.window.counts.buckets,
          config.logs.flatMap((log) => log.watch),
          startMs,
        )
      : []),
  ];
  const judgement = await judge(state, {
    rules: config.rules,
    silences: [...(await listSilences(store)), ...config.silences.map(configured)],
    news,
    conditions,
    diagnose: config.alert.diagnose ? ports.diagnose : null,
    nowMs: startMs,
    deadlineMs: readUntil,
    signal,
  });
  for (const event of judgement.events) {
    const notification = notificationOf(event, startMs, config);
    const skip =
      event.incident.key.by === 'system' && event.incident.key.condition === 'channel-failing'
        ? event.incident.key.subject
        : null;
    for (const channel of channelsFor(
      ports.channels,
      config.channels,
      event.incident.severity,
      event.incident.channels,
    )) {
      if (channel.name !== skip) queued.push(await enqueue(store, notification, channel.name, startMs));
    }
  }
  ageCounts(
    state.window.counts,
    Math.max(startMs, ...Object.values(state.window.counts.buckets).map((bucket) => bucket.watermarkMs)),
  );
  forget(state.window, news.details);
  await saveState(store, state, startMs);
  return {
    partials: { read: news.read, complete: news.complete, damaged: news.damaged.length },
    swept: swept === null ? null : { ingested: swept.ingested, failed: swept.failed, complete: swept.complete },
    breaches: judgement.breaches,
    diagnosed: judgement.diagnosed,
    open: state.incidents.filter((incident) => incident.state === 'open').length,
    events: countBy(judgement.events.map((event) => event.type)),
    conditions: conditions.map(({ condition, subject }) => `${condition} ${subject}`),
    outOfTime: !news.complete,
  };
}

/** Sweep, look at the logging settings, forget old marks: each may fail without stopping the run. */
async function halfHourly(state: AlertState, ports: AlertPorts, startMs: number): Promise<SweepReport | null> {
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
  if (startMs - state.lastForgetMs >= FORGET_EVERY_MS) {
    state.lastForgetMs = startMs;
    await forgetOldMarks(ports.store, startMs);
  }
  return report;
}

function hold(state: AlertState, conditions: readonly SystemCondition[], nowMs: number, replaces?: string): void {
  if (replaces !== undefined) release(state, replaces);
  for (const condition of conditions) {
    state.held = state.held.filter(
      (entry) => entry.condition.condition !== condition.condition || entry.condition.subject !== condition.subject,
    );
    state.held.push({ condition, untilMs: nowMs + HOLD_MS });
  }
}

function release(state: AlertState, condition: string): void {
  state.held = state.held.filter((entry) => entry.condition.condition !== condition);
}

/** Only a code: messages of foreign errors can hold anything. */
function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : 'unexpected error';
}

async function enqueueAll(
  ports: AlertPorts,
  notifications: readonly { readonly notification: Notification; readonly except: string }[],
  config: AlertConfig,
): Promise<PendingMessage[]> {
  const queued: PendingMessage[] = [];
  for (const { notification, except } of notifications) {
    for (const channel of channelsFor(ports.channels, config.channels, notification.severity, null)) {
      if (channel.name !== except) queued.push(await enqueue(ports.store, notification, channel.name, ports.nowMs()));
    }
  }
  return queued;
}

function configured(silence: Silence, index: number): SilenceRecord {
  return { schema: 'cos403.silence/1', ...silence, id: silence.id ?? `config-${index + 1}` };
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

function skipped(): RunSummary {
  return {
    schema: 'cos403.alert-run/1',
    status: 'skipped',
    partials: { read: 0, complete: false, damaged: 0 },
    swept: null,
    breaches: 0,
    diagnosed: 0,
    open: 0,
    events: {},
    messages: { queued: 0, sent: 0, waiting: 0, failed: [] },
    conditions: [],
    outOfTime: false,
    ms: 0,
  };
}
