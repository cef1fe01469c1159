import type { Config, Silence } from '../config/types.js';
import type { Channel, Notification } from '../notify/message.js';
import type { Store } from '../store/store.js';
import type { SystemCondition } from './conditions.js';
import { deadMan } from './dead-man.js';
import { halfHourIsDue, halfHourly, hold, stillHeld } from './half-hourly.js';
import { judge } from './judge.js';
import { acquireLease } from './lease.js';
import { type Told, withoutOrphans } from './orphans.js';
import { enqueue, type FlushResult, send } from './outbox.js';
import { type PendingMessage, readPending } from './outbox-objects.js';
import type { Diagnoser, SweepReport } from './ports.js';
import type { Refused } from './refused.js';
import { channelsFor } from './route.js';
import { listSilences, type SilenceRecord } from './silences.js';
import { loadHealth, loadState, saveHealth, saveState } from './state.js';
import { channelConditions, crashedCondition, damageCondition, newerCondition, outOfTimeCondition } from './system.js';
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
  /** State objects that could not be used. */
  readonly refused: readonly Refused[];
  readonly outOfTime: boolean;
  readonly ms: number;
}

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
  const refused: Refused[] = [];
  const health = await loadHealth(store, refused);
  // Listed before judging, so that what cannot be read is told with everything else.
  const pending = await readPending(store);
  refused.push(...pending.refused);
  const queued: PendingMessage[] = [];
  const told = new Map<string, Told>();
  let done: Awaited<ReturnType<typeof decide>> | null = null;
  let failure: unknown = null;
  try {
    done = await decide(config, ports, { startMs, afterCrash, health, refused, queued, told });
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
  // Without a judgement nobody knows which incidents there are: then everything is sent.
  const { pending: sendable, held } =
    done === null ? { pending, held: 0 } : await withoutOrphans(store, pending, told, ports.nowMs());
  // What the state does not know was said is judged again by the next run, perhaps otherwise: it waits for that.
  const first = await send(sending, done === null ? [] : queued, sendable);
  const complaints = await enqueueAll(ports, undeliverable(first.failed, ports.nowMs()), config);
  const second = await send(sending, complaints);
  if (first.sent + first.failed.length + first.waiting > 0) await saveHealth(store, health, refused);
  if (failure !== null || done === null) throw failure;
  return {
    schema: 'cos403.alert-run/1',
    status: 'done',
    ...done,
    messages: {
      queued: queued.length + complaints.length,
      sent: first.sent + second.sent,
      waiting: first.waiting + second.waiting + held,
      failed: [...first.failed, ...second.failed],
    },
    refused,
    ms: ports.nowMs() - startMs,
  };
}

async function decide(
  config: AlertConfig,
  ports: AlertPorts,
  run: {
    readonly startMs: number;
    readonly afterCrash: boolean;
    readonly health: Awaited<ReturnType<typeof loadHealth>>;
    /** Filled: what could not be read, and what is to be sent. */
    readonly refused: Refused[];
    readonly queued: PendingMessage[];
    /** Filled: of all incidents that the state knows. */
    readonly told: Map<string, Told>;
  },
) {
  const { store, signal } = ports;
  const { startMs, afterCrash, health, refused, queued } = run;
  const readUntil = startMs + (ports.deadlineMs - startMs) * (1 - RESERVE);
  const state = await loadState(store, startMs, refused);
  const sweepDue = halfHourIsDue(state, startMs);
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
  const silences = [...(await listSilences(store, refused)), ...config.silences.map(configured)];
  refused.push(...news.refused);
  const damaged = refused.filter(isDamaged).map(({ key }) => key);
  const newer = refused.filter(({ why }) => why === 'newer').map(({ key }) => key);
  if (damaged.length > 0) hold(state, [damageCondition(damaged)], startMs);
  if (newer.length > 0) hold(state, [newerCondition(newer)], startMs);
  state.held = stillHeld(state, startMs);
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
    silences,
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
  for (const incident of state.incidents) run.told.set(incident.fingerprint, incident);
  return {
    partials: { read: news.read, complete: news.complete, damaged: news.refused.filter(isDamaged).length },
    swept: swept === null ? null : { ingested: swept.ingested, failed: swept.failed, complete: swept.complete },
    breaches: judgement.breaches,
    diagnosed: judgement.diagnosed,
    open: state.incidents.filter((incident) => incident.state === 'open').length,
    events: countBy(judgement.events.map((event) => event.type)),
    conditions: conditions.map(({ condition, subject }) => `${condition} ${subject}`),
    outOfTime: !news.complete,
  };
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

const isDamaged = ({ why }: Refused) => why === 'damaged';

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
    refused: [],
    outOfTime: false,
    ms: 0,
  };
}
