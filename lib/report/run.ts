import { enqueue, flush, type PendingMessage } from '../alert/outbox.js';
import { loadHealth, saveHealth } from '../alert/state.js';
import type { Channel } from '../notify/message.js';
import type { Store } from '../store/store.js';
import { type Compaction, compact } from './compact.js';
import { readCovered, writeCovered } from './covered.js';
import { type DayPorts, makeDay } from './day.js';
import { forgetFacts } from './facts-of-day.js';
import { oldestKept } from './index-model.js';
import { reportKey } from './keys.js';
import { reportNotification } from './mail.js';
import { unseen, writtenHours } from './read-day.js';
import { listStateObjects } from './state-objects.js';
import type { ReportModel } from './types.js';
import { deleteBefore, writeIndex, writeReport } from './write.js';
import { addDays, dayBounds, wallClock } from './zone.js';

/** So many past days are looked at again for late logs. */
const LATE_DAYS = 3;
/** Of the time left, what building a day leaves for writing, sending and compaction. */
const BUILD_SHARE = 0.7;

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

export interface DayOutcome {
  readonly date: string;
  readonly status: 'written' | 'rewritten' | 'unchanged' | 'no-records' | 'out-of-time';
  readonly denials?: number;
  readonly lateFiles?: number;
}

/**
 * One run of the hourly timer: yesterday's report once it is due, the days before when late logs arrived, then the message, the old
 * reports and the compaction. Runs that do the same work twice write the same files and send once; what the time does not suffice for
 * the next run does.
 */
export async function runReport(config: ReportJobConfig, ports: ReportPorts): Promise<ReportRun> {
  const { store } = ports;
  const { timeZone } = ports.settings;
  const wall = wallClock(ports.scheduledMs, timeZone);
  const newest = addDays(wall.date, wall.time >= config.report.at ? -1 : -2);
  const written: ReportModel[] = [];
  const days: DayOutcome[] = [];
  const queued: PendingMessage[] = [];
  for (let back = 0; back < LATE_DAYS; back++) {
    const date = addDays(newest, -back);
    if (outOfTime(ports)) {
      days.push({ date, status: 'out-of-time' });
      continue;
    }
    const outcome = await oneDay(config, ports, date, back === 0).catch((error: unknown) => {
      // Stopped by the deadline: nothing of this day is marked as done, the next run begins it again.
      if (!ports.signal.aborted) throw error;
      return { day: { date, status: 'out-of-time' as const }, queued: [] };
    });
    days.push(outcome.day);
    if ('report' in outcome && outcome.report) written.push(outcome.report);
    queued.push(...outcome.queued);
  }
  const today = wall.date;
  const oldest = oldestKept(today, config.report.keepDays);
  if (written.length > 0) {
    const updatedAt = new Date(ports.nowMs()).toISOString();
    await writeIndex(store, written, {
      updatedAt,
      timeZone,
      today,
      keepDays: config.report.keepDays,
      lang: config.lang,
    });
    // Only now the day counts as done: a crash before makes the next run do it again.
    for (const report of written) await commit(store, report, ports);
  }
  const messages = await send(config, ports, queued);
  const deletedReports = await deleteBefore(store, oldest);
  if (written.length > 0) await forgetFacts(store, oldest);
  const compaction = outOfTime(ports) ? null : await compact(ports);
  return {
    schema: 'cos403.report-run/1',
    days,
    messages,
    compaction: compaction && {
      hours: compaction.hours,
      days: compaction.days,
      deleted: compaction.deleted,
      complete: compaction.complete,
    },
    deletedReports,
    outOfTime: days.some(({ status }) => status === 'out-of-time') || compaction === null || !compaction.complete,
  };
}

const outOfTime = (ports: ReportPorts) => ports.signal.aborted || ports.nowMs() >= ports.deadlineMs;

const readings = new WeakMap<
  ReportModel,
  { readonly inside: readonly string[]; readonly outside: readonly string[] }
>();

async function oneDay(
  config: ReportJobConfig,
  ports: ReportPorts,
  date: string,
  isNewest: boolean,
): Promise<{ day: DayOutcome; report?: ReportModel; queued: PendingMessage[] }> {
  const { store } = ports;
  const covered = await readCovered(store, date, ports.settings.timeZone);
  const seen = new Set(covered ? [...covered.inside, ...covered.outside] : []);
  const objects = [];
  const hours = writtenHours(dayBounds(date, ports.settings.timeZone), ports.nowMs());
  for (const root of ports.roots) objects.push(...(await listStateObjects(root.store, hours.fromMs, hours.toMs)));
  if (covered && unseen(objects, seen).length === 0) return { day: { date, status: 'unchanged' }, queued: [] };
  // Before the first records there is nothing to report on; yesterday always gets its page.
  if (!covered && objects.length === 0 && !isNewest) return { day: { date, status: 'no-records' }, queued: [] };
  const before = ports.nowMs();
  const made = await makeDay(
    { ...ports, deadlineMs: before + (ports.deadlineMs - before) * BUILD_SHARE },
    { date, covered },
  );
  if (made.status === 'unchanged') {
    await writeCovered(store, { ...covered!, inside: made.inside, outside: made.outside });
    return { day: { date, status: 'unchanged' }, queued: [] };
  }
  const { report } = made;
  if (!covered && !isNewest && report.headline.requests === 0)
    return { day: { date, status: 'no-records' }, queued: [] };
  const files = await writeReport(store, report, config.lang);
  readings.set(report, { inside: made.inside, outside: made.outside });
  const queued: PendingMessage[] = [];
  if (!covered && isNewest) {
    const key = reportKey(date, 'report.html');
    const url = config.report.baseUrl ? `${config.report.baseUrl.replace(/\/+$/, '')}/${key}` : null;
    const presigned = url === null && ports.presign ? await ports.presign(key) : null;
    const notification = reportNotification(report, { ...files, url, presigned, key });
    for (const name of config.report.channels) queued.push(await enqueue(store, notification, name, ports.nowMs()));
  }
  const status = covered ? 'rewritten' : 'written';
  return {
    day: { date, status, denials: report.headline.denials, lateFiles: report.coverage.lateFiles },
    report,
    queued,
  };
}

async function commit(store: Store, report: ReportModel, ports: ReportPorts): Promise<void> {
  const { inside, outside } = readings.get(report)!;
  await writeCovered(store, {
    schema: 'cos403.report-covered/1',
    date: report.date,
    timeZone: ports.settings.timeZone,
    revision: report.revision,
    denials: report.headline.denials,
    inside,
    outside,
  });
}

/** Sends through the outbox that the alerts use: what fails now is sent by the next run of either. */
async function send(config: ReportJobConfig, ports: ReportPorts, queued: readonly PendingMessage[]) {
  if (queued.length === 0) return { queued: 0, sent: 0, waiting: 0, failed: 0 };
  const health = await loadHealth(ports.store);
  const channels = ports.channels.filter(({ name }) => config.report.channels.includes(name));
  const { store, nowMs, random, deadlineMs, signal } = ports;
  const result = await flush({ store, channels, health, nowMs, random, deadlineMs, signal }, queued);
  await saveHealth(store, health);
  return { queued: queued.length, sent: result.sent, waiting: result.waiting, failed: result.failed.length };
}
