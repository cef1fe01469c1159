import { enqueue, type PendingMessage } from '../alert/outbox.js';
import type { Notification } from '../notify/message.js';
import { type Covered, readCovered, writeCovered } from './covered.js';
import { makeDay } from './day.js';
import type { DueDay } from './due.js';
import { type IndexEntry, indexEntry } from './index-model.js';
import { reportKey } from './keys.js';
import { reportNotification } from './mail.js';
import type { MissedDays } from './missed.js';
import { unseen, writtenHours } from './read-day.js';
import type { ReportJobConfig, ReportPorts } from './run.js';
import { listStateObjects } from './state-objects.js';
import { writeReport } from './write.js';
import { dayBounds } from './zone.js';

/** Of the time left, what building a day leaves for writing, sending and compaction. */
const BUILD_SHARE = 0.7;

export interface DayOutcome {
  readonly date: string;
  readonly status: 'written' | 'rewritten' | 'unchanged' | 'no-records' | 'out-of-time';
  readonly denials?: number;
  readonly lateFiles?: number;
}

/** What is left of a written report until the day is marked as done; the report itself can be large. */
export interface WrittenDay {
  readonly entry: IndexEntry;
  readonly covered: Covered;
}

/**
 * Writes one day's report when it is missing, or when late logs with records of it arrived, and says what is to be told. The day is not
 * marked as done: that is for after its messages are queued.
 */
export async function writeDay(
  config: ReportJobConfig,
  ports: ReportPorts,
  { date, why }: DueDay,
  tell: { readonly queued: PendingMessage[]; readonly missed: MissedDays },
): Promise<{ readonly outcome: DayOutcome; readonly done: WrittenDay | null }> {
  const { store } = ports;
  const { timeZone } = ports.settings;
  const covered = await readCovered(store, date, timeZone);
  const seen = new Set(covered ? [...covered.inside, ...covered.outside] : []);
  const objects = [];
  const hours = writtenHours(dayBounds(date, timeZone), ports.nowMs());
  for (const root of ports.roots) objects.push(...(await listStateObjects(root.store, hours.fromMs, hours.toMs)));
  const only = (status: 'unchanged' | 'no-records') => ({ outcome: { date, status }, done: null });
  if (covered && unseen(objects, seen).length === 0) return only('unchanged');
  // Before the first records there is nothing to report on; yesterday and missed days always get their page.
  const mayBeEmpty = !covered && why === 'late';
  if (mayBeEmpty && objects.length === 0) return only('no-records');
  const before = ports.nowMs();
  const made = await makeDay(
    { ...ports, deadlineMs: before + (ports.deadlineMs - before) * BUILD_SHARE },
    { date, covered },
  );
  const { inside, outside } = made;
  if (made.status === 'unchanged') {
    await writeCovered(store, { ...covered!, inside, outside });
    return only('unchanged');
  }
  const { report } = made;
  const { denials, requests } = report.headline;
  if (mayBeEmpty && requests === 0) return only('no-records');
  const files = await writeReport(store, report, config.lang);
  if (!covered && why !== 'late') {
    const key = reportKey(date, 'report.html');
    const url = config.report.baseUrl ? `${config.report.baseUrl.replace(/\/+$/, '')}/${key}` : null;
    if (why === 'missed') tell.missed.add(report, { html: files.html, url, key });
    else {
      const presigned = url === null && ports.presign ? await ports.presign(key) : null;
      const notification = reportNotification(report, { ...files, url, presigned, key });
      tell.queued.push(...(await enqueueAll(config, ports, notification)));
    }
  }
  const { revision, coverage } = report;
  const done: WrittenDay = {
    entry: indexEntry(report),
    covered: { schema: 'cos403.report-covered/1', date, timeZone, revision, denials, inside, outside },
  };
  const status = covered ? 'rewritten' : 'written';
  return { outcome: { date, status, denials, lateFiles: coverage.lateFiles }, done };
}

/** Queues a message for every channel of the report. */
export async function enqueueAll(
  config: ReportJobConfig,
  { store, nowMs }: ReportPorts,
  notification: Notification,
): Promise<PendingMessage[]> {
  const queued: PendingMessage[] = [];
  for (const name of config.report.channels) queued.push(await enqueue(store, notification, name, nowMs()));
  return queued;
}
