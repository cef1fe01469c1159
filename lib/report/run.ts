import { flush, type PendingMessage } from '../alert/outbox.js';
import { loadHealth, saveHealth } from '../alert/state.js';
import type { Channel } from '../notify/message.js';
import { type Compaction, compact } from './compact.js';
import { writeCovered } from './covered.js';
import type { DayPorts } from './day.js';
import { type DueDay, dueDays } from './due.js';
import { forgetFacts } from './facts-of-day.js';
import { oldestKept } from './index-model.js';
import { MissedDays } from './missed.js';
import { deleteBefore, readIndex, writeIndex } from './write.js';
import { type DayOutcome, enqueueAll, type WrittenDay, writeDay } from './write-day.js';
import { addDays, wallClock } from './zone.js';

export interface ReportJobConfig {
  readonly lang: 'en' | 'zh';
  readonly report: {
    /** `HH:MM` of the zone: yesterday's report is due from then on. */
    readonly at: string;
    /** Channel names; none: nobody is told. */
    readonly channels: readonly string[];
    readonly keepDays: number;
    readonly baseUrl?: string | undefined;
  };
}

/** Everything outside a run, injected. */
export interface ReportPorts extends DayPorts {
  readonly channels: readonly Channel[];
  /** A time-limited address of a state object, for mail; null where there is none (a folder). */
  readonly presign: ((key: string) => Promise<string>) | null;
  /** 0..1, for jitter. */
  random(): number;
  /** When the timer fired, ms UTC: decides which day is due. */
  readonly scheduledMs: number;
}

/** What a run did: the function's return value. */
export interface ReportRun {
  readonly schema: 'cos403.report-run/1';
  readonly days: readonly DayOutcome[];
  readonly messages: {
    readonly queued: number;
    readonly sent: number;
    readonly waiting: number;
    readonly failed: number;
  };
  readonly compaction: Omit<Compaction, 'damaged'> | null;
  readonly deletedReports: number;
  readonly outOfTime: boolean;
}

/**
 * One run of the hourly timer: yesterday's report once it is due, with its message; then days that were missed and days for which late
 * logs arrived; then old reports and the compaction. Runs that do the same work twice write the same files and send once; what the time
 * does not suffice for the next run does. A day that fails does not keep the others from being written and sent; it is thrown at the end.
 */
export async function runReport(config: ReportJobConfig, ports: ReportPorts): Promise<ReportRun> {
  const { store } = ports;
  const wall = wallClock(ports.scheduledMs, ports.settings.timeZone);
  const newest = addDays(wall.date, wall.time >= config.report.at ? -1 : -2);
  const oldest = oldestKept(wall.date, config.report.keepDays);
  const due = dueDays(await readIndex(store), newest, oldest);
  const run: Progress = { days: [], messages: { queued: 0, sent: 0, waiting: 0, failed: 0 }, failures: [] };
  // Yesterday is told before the time may go into making up for an outage.
  for (const days of [due.slice(0, 1), due.slice(1)]) {
    await writeDays(config, ports, { days, today: wall.date }, run);
  }
  const deletedReports = await deleteBefore(store, oldest);
  await forgetFacts(store, oldest);
  const compaction = outOfTime(ports) ? null : await compact(ports);
  if (run.failures.length > 0) throw run.failures[0];
  return {
    schema: 'cos403.report-run/1',
    days: run.days,
    messages: run.messages,
    compaction: compaction && {
      hours: compaction.hours,
      days: compaction.days,
      deleted: compaction.deleted,
      complete: compaction.complete,
    },
    deletedReports,
    outOfTime: run.days.some(({ status }) => status === 'out-of-time') || compaction === null || !compaction.complete,
  };
}

const outOfTime = (ports: ReportPorts) => ports.signal.aborted || ports.nowMs() >= ports.deadlineMs;

interface Progress {
  readonly days: DayOutcome[];
  messages: ReportRun['messages'];
  readonly failures: unknown[];
}

/** Writes the days that need it, queues what is to be told of them, marks them as done, and sends. */
async function writeDays(
  config: ReportJobConfig,
  ports: ReportPorts,
  { days, today }: { readonly days: readonly DueDay[]; readonly today: string },
  run: Progress,
): Promise<void> {
  const { store } = ports;
  const written: WrittenDay[] = [];
  const queued: PendingMessage[] = [];
  const missed = new MissedDays(ports.settings.timeZone);
  for (const day of days) {
    if (outOfTime(ports)) {
      run.days.push({ date: day.date, status: 'out-of-time' });
      continue;
    }
    try {
      const { outcome, done } = await writeDay(config, ports, day, { queued, missed });
      run.days.push(outcome);
      if (done !== null) written.push(done);
    } catch (error) {
      // Stopped by the deadline: nothing of this day is marked as done, the next run begins it again.
      if (ports.signal.aborted) run.days.push({ date: day.date, status: 'out-of-time' });
      else run.failures.push(error);
    }
  }
  const updatedAt = new Date(ports.nowMs()).toISOString();
  const madeUp = missed.message(updatedAt);
  if (madeUp !== null) queued.push(...(await enqueueAll(config, ports, madeUp)));
  if (written.length > 0) {
    const { timeZone } = ports.settings;
    const entries = written.map(({ entry }) => entry);
    await writeIndex(store, entries, {
      updatedAt,
      timeZone,
      today,
      keepDays: config.report.keepDays,
      lang: config.lang,
    });
    // Only now the days count as done: a crash before makes the next run do them again.
    for (const { covered } of written) await writeCovered(store, covered);
  }
  const sent = await send(config, ports, queued);
  const { messages } = run;
  run.messages = {
    queued: messages.queued + queued.length,
    sent: messages.sent + sent.sent,
    waiting: sent.waiting,
    failed: messages.failed + sent.failed,
  };
}

/** Sends through the outbox that the alerts use: what fails now is sent by the next run of either. */
async function send(config: ReportJobConfig, ports: ReportPorts, queued: readonly PendingMessage[]) {
  if (config.report.channels.length === 0) return { sent: 0, waiting: 0, failed: 0 };
  const health = await loadHealth(ports.store);
  const channels = ports.channels.filter(({ name }) => config.report.channels.includes(name));
  const { store, nowMs, random, deadlineMs, signal } = ports;
  const result = await flush({ store, channels, health, nowMs, random, deadlineMs, signal }, queued, 'report-');
  const tried = result.sent + result.waiting + result.failed.length > 0;
  if (tried) await saveHealth(store, health);
  return { sent: result.sent, waiting: result.waiting, failed: result.failed.length };
}
