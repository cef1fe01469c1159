import { incidentDiagnoses } from '../alert/state.js';
import type { FactBudget } from '../facts/asker.js';
import { emptySnapshot } from '../facts/merge.js';
import { type FactSource, offlineFacts } from '../facts/source.js';
import { listFailures } from '../ingest/failed.js';
import type { Store } from '../store/store.js';
import { masker, type Privacy } from '../text/privacy.js';
import { type Baseline, baselineOfReport, baselineOfView } from './baseline.js';
import { chosenView, type GroupChoice } from './chosen-view.js';
import { type Covered, fingerprintOf } from './covered.js';
import { type IncidentDiagnosis, joinDiagnoses } from './day-diagnoses.js';
import { diagnoseDay } from './diagnose-day.js';
import { keepFacts, readDailyFacts, readFacts } from './facts-of-day.js';
import { buildReport } from './model.js';
import type { NamedNetwork } from './networks.js';
import { type DayBounds, type DayReading, type ReportRoot, readDay, type WrittenHours } from './read-day.js';
import { isoSeconds } from './timeline.js';
import type { ReportModel } from './types.js';
import { readReport } from './write.js';
import { addDays, dayBounds } from './zone.js';

/** What a report needs of the configuration. */
export interface DaySettings {
  readonly timeZone: string;
  readonly privacy: Privacy;
  readonly networks: readonly NamedNetwork[];
  /** Buckets whose settings are kept day by day. */
  readonly watched: readonly string[];
  /** Cloud calls that one report may spend on facts. */
  readonly callBudget: number;
}

export interface DayPorts {
  /** Where reports are written and compared with: the first root. */
  readonly store: Store;
  readonly roots: readonly ReportRoot[];
  readonly settings: DaySettings;
  /** Facts of the live account within a budget, or null: then the log and the kept snapshot have to do. */
  readonly facts: ((budget: FactBudget) => FactSource) | null;
  nowMs(): number;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** Where to look for the day's log files; absent: from the day to 7 days after it. */
  readonly written?: WrittenHours;
  /** Only these groups; the report is then compared with the same groups of other days. */
  readonly choice?: GroupChoice;
}

export type MadeDay =
  | {
      readonly status: 'made';
      readonly report: ReportModel;
      readonly inside: readonly string[];
      readonly outside: readonly string[];
    }
  /** What arrived since holds no record of the day. */
  | { readonly status: 'unchanged'; readonly inside: readonly string[]; readonly outside: readonly string[] };

/** Reads a day from the state, diagnoses it and builds its report. `covered`: what the report that is there has looked into. */
export async function makeDay(
  ports: DayPorts,
  day: { readonly date: string; readonly covered: Covered | null },
): Promise<MadeDay> {
  const { date, covered } = day;
  const { timeZone, privacy } = ports.settings;
  const bounds = dayBounds(date, timeZone);
  const reading = await readChosen(ports, bounds);
  const { inside, outside } = reading;
  const fingerprint = fingerprintOf(inside);
  if (covered && fingerprintOf(covered.inside) === fingerprint) return { status: 'unchanged', inside, outside };
  const diagnosed = await diagnosesOf(ports, date, bounds, reading);
  const known = new Set(covered?.inside ?? []);
  const failed = await failedFiles(ports.roots, reading, bounds);
  const mask = masker(privacy);
  const now = new Date(ports.nowMs()).toISOString();
  const report = buildReport({
    date,
    timeZone,
    view: reading.view,
    generatedAt: now,
    diagnoses: diagnosed.diagnoses,
    previousDay: await baseline(ports, addDays(date, -1), mask),
    lastWeek: await baseline(ports, addDays(date, -7), mask),
    snapshots: { before: await readFacts(ports.store, addDays(date, -1)), today: await readFacts(ports.store, date) },
    roots: reading.roots,
    networks: ports.settings.networks,
    privacy,
    revision: (covered?.revision ?? 0) + 1,
    rewritten: covered
      ? { at: now, lateFiles: inside.filter((id) => !known.has(id)).length, denialsBefore: covered.denials }
      : null,
    coverage: {
      lateFiles: reading.lateFiles,
      failed: failed.slice(0, 100),
      failedFiles: failed.length,
      calls: diagnosed.calls,
      factsAsOf: diagnosed.asOf,
      fingerprint,
    },
  });
  return { status: 'made', report, inside, outside };
}

async function readChosen({ roots, nowMs, signal, written, choice }: DayPorts, bounds: DayBounds): Promise<DayReading> {
  const options = { nowMs: nowMs(), signal, ...(written === undefined ? {} : { written }) };
  const reading = await readDay(roots, bounds, options);
  return choice === undefined ? reading : { ...reading, view: chosenView(reading.view, choice) };
}

/** Today's diagnoses with those of the day's incidents, and the snapshot kept. */
async function diagnosesOf(ports: DayPorts, date: string, bounds: DayBounds, reading: DayReading) {
  const kept = await readFacts(ports.store, date);
  const budget: FactBudget = { calls: ports.settings.callBudget, deadlineMs: ports.deadlineMs };
  const live = ports.facts?.(budget) ?? null;
  const source = live ?? offlineFacts(kept ?? emptySnapshot(isoSeconds(ports.nowMs())));
  if (live) await readDailyFacts(live, ports.settings.watched);
  const { diagnoses, snapshot } = await diagnoseDay(reading.view, source, ports);
  if (live) await keepFacts(ports.store, date, snapshot);
  const incidents: IncidentDiagnosis[] = [];
  for (const { store } of ports.roots) incidents.push(...(await incidentsOf(store, bounds)));
  return {
    diagnoses: joinDiagnoses(reading.view.scan.groups, diagnoses, incidents, snapshot.takenAt),
    asOf: live || kept ? snapshot.takenAt : null,
    calls: ports.settings.callBudget - budget.calls,
  };
}

/** Diagnoses of incidents that were open during the day. The alert's state being unreadable costs only them. */
async function incidentsOf(store: Store, bounds: DayBounds): Promise<IncidentDiagnosis[]> {
  try {
    const all = await incidentDiagnoses(store);
    return all.filter(({ incident }) => incident.episodeStartMs < bounds.toMs && incident.lastSeenMs >= bounds.fromMs);
  } catch {
    return [];
  }
}

async function failedFiles(
  roots: readonly ReportRoot[],
  reading: DayReading,
  bounds: DayBounds,
): Promise<{ key: string; reason: string }[]> {
  const failed = [...reading.damaged];
  for (const { store } of roots) {
    for await (const { source, reason, status, firstFailedAt } of listFailures(store)) {
      const ms = Date.parse(firstFailedAt);
      // A file comes within minutes of its records: what failed a day later is another day's.
      const ours = ms >= bounds.fromMs && ms < bounds.toMs + 6 * 3_600_000;
      if (ours && status !== 'retrying') failed.push({ key: `${source.bucket}/${source.key}`, reason });
    }
  }
  return failed;
}

/** An earlier day to compare with: its report, else its records. Null when the state knows nothing of it. */
async function baseline(ports: DayPorts, date: string, mask: (text: string) => string): Promise<Baseline | null> {
  const report = ports.choice === undefined ? await readReport(ports.store, date) : null;
  if (report && report.timeZone === ports.settings.timeZone) return baselineOfReport(report);
  const { timeZone } = ports.settings;
  const reading = await readChosen(ports, dayBounds(date, timeZone));
  return reading.view.scan.totals.requests === 0 ? null : baselineOfView(date, timeZone, reading.view, mask);
}
