import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Config } from '../lib/config/types.js';
import type { FactSource } from '../lib/facts/source.js';
import type { Lang } from '../lib/lang.js';
import type { DayPorts, MadeDay } from '../lib/report/day.js';
import type { ReportModel } from '../lib/report/types.js';
import { addDays, dayBounds, isDate, wallClock } from '../lib/report/zone.js';
import { configOf } from './alert-setup.js';
import type { ReportOptions } from './commands/report.js';
import { UsageError } from './errors.js';
import type { Io } from './io.js';
import { type Chunks, writeOutput } from './output.js';

/** A day's report needs few calls; this stops a runaway, not a large account. */
const LIVE_CALLS = 2_000;
const LIVE_MS = 10 * 60_000;

interface Wanted {
  readonly date: string;
  readonly timeZone: string;
  readonly lang: Lang;
  readonly config: Config;
  readonly privacy: { readonly maskKeys: boolean; readonly maskAddresses: boolean };
}

/** Makes and prints the report. `false`: an INPUT could not be read, the report covers the others. */
export async function makeReport(inputs: readonly string[], options: ReportOptions, io: Io): Promise<boolean> {
  const wanted = await wantedOf(options, io);
  const fromState = inputs.length === 0 && (options.state !== undefined || wanted.config.state !== undefined);
  if (inputs.length > 0 && options.state !== undefined) {
    throw new UsageError('two-sources', 'give either log files or --state, not both');
  }
  if (inputs.length === 0 && !fromState && io.stdin.isTTY) {
    throw new UsageError('no-input', 'nothing to report on: name log files, or a state with --state or --config');
  }
  const { report, failed } = fromState
    ? await reportOfState(options, wanted, io)
    : await reportOfInputs(inputs, options, wanted, io);
  const format = formatOf(options);
  if (options.open) await openInBrowser(await writtenPage(report, options, wanted.lang, io));
  // The page that was opened is the output, unless another format was asked for.
  if (!options.open || format !== 'html') {
    await writeOutput(io, options.out, await render(report, format, wanted.lang, io, options));
  }
  return !failed;
}

async function wantedOf(options: ReportOptions, io: Io): Promise<Wanted> {
  if (options.snapshot !== undefined && options.live) {
    throw new UsageError('facts-source', 'give either --snapshot FILE or --live, not both');
  }
  const { config } = await configOf(options.config === undefined ? {} : { config: options.config }, io);
  const timeZone = options.timeZone ?? config.timeZone;
  let today: string;
  try {
    today = wallClock(io.nowMs(), timeZone).date;
  } catch {
    throw new UsageError('bad-time-zone', `"${timeZone}" is no time zone; write a name such as Asia/Shanghai or UTC`);
  }
  const date = options.date ?? addDays(today, -1);
  if (!isDate(date)) throw new UsageError('bad-date', `"${date}" is no day: write YYYY-MM-DD`);
  const { mask } = options;
  return {
    date,
    timeZone,
    lang: options.lang ?? config.lang,
    config,
    privacy: mask === undefined ? config.privacy : { maskKeys: mask, maskAddresses: mask },
  };
}

async function reportOfInputs(inputs: readonly string[], options: ReportOptions, wanted: Wanted, io: Io) {
  const { date, timeZone, privacy, config } = wanted;
  const bounds = dayBounds(date, timeZone);
  const { scanInputs } = await import('./scan.js');
  const { aggregate, failed } = await scanInputs(
    io,
    inputs,
    {
      ...options,
      since: Math.max(bounds.fromMs, options.since ?? bounds.fromMs),
      until: Math.min(bounds.toMs, options.until ?? bounds.toMs),
    },
    { slots: true },
  );
  const [{ viewOf }, { chosenView }, { diagnoseDay }, { joinDiagnoses }, { buildReport }, { settingsOf }] =
    await Promise.all([
      import('../lib/aggregate/view.js'),
      import('../lib/report/chosen-view.js'),
      import('../lib/report/diagnose-day.js'),
      import('../lib/report/day-diagnoses.js'),
      import('../lib/report/model.js'),
      import('../lib/report/settings.js'),
    ]);
  const view = chosenView(viewOf(aggregate), options);
  const budget = { calls: LIVE_CALLS, deadlineMs: io.nowMs() + LIVE_MS };
  const source = await factSource(options, budget, io);
  const { diagnoses, snapshot } = await diagnoseDay(view, source, {
    deadlineMs: Number.POSITIVE_INFINITY,
    nowMs: io.nowMs,
  });
  const hasFacts = options.snapshot !== undefined || options.live === true;
  const report = buildReport({
    date,
    timeZone,
    view,
    generatedAt: new Date(io.nowMs()).toISOString(),
    diagnoses: joinDiagnoses(view.scan.groups, diagnoses, [], snapshot.takenAt || new Date(io.nowMs()).toISOString()),
    previousDay: null,
    lastWeek: null,
    networks: settingsOf(config).networks,
    privacy,
    coverage: { calls: LIVE_CALLS - budget.calls, factsAsOf: hasFacts && snapshot.takenAt ? snapshot.takenAt : null },
  });
  return { report, failed };
}

async function reportOfState(options: ReportOptions, wanted: Wanted, io: Io) {
  const { date, config, privacy, timeZone } = wanted;
  const { bucket, kind, requester } = options;
  const finer = (['since', 'until', 'ip', 'requestId'] as const).some((name) => options[name] !== undefined);
  if (finer) {
    throw new UsageError(
      'state-filter',
      'a state holds no single requests: --since, --until, --ip and --request-id need log files',
    );
  }
  const [{ makeDay }, { settingsOf }, { openState }, { cloudOf }] = await Promise.all([
    import('../lib/report/day.js'),
    import('../lib/report/settings.js'),
    import('./cloud.js'),
    import('./cloud.js'),
  ]);
  const named = options.state ?? [config.state!];
  const cloud =
    named.some((location) => location.startsWith('cos://')) || options.live
      ? await cloudOf(io, options.region)
      : undefined;
  const roots = [];
  for (const location of named)
    roots.push({ name: named.length === 1 ? '' : location, store: await openState(io, location, cloud) });
  if (options.state === undefined) {
    for (const root of config.report.roots)
      roots.push({ name: root.name, store: await openState(io, root.state, cloud) });
  }
  // A person looks, and leaves nothing behind: reports and snapshots are written by the function.
  const store = readOnly(roots[0]!.store);
  const facts = options.snapshot === undefined && !options.live ? null : await liveOrFile(options, io);
  const ports: DayPorts = {
    store,
    roots,
    settings: { ...settingsOf(config), timeZone, privacy, callBudget: LIVE_CALLS },
    facts,
    nowMs: io.nowMs,
    deadlineMs: io.nowMs() + LIVE_MS,
    signal: io.signal,
    ...((bucket ?? kind ?? requester) ? { choice: options } : {}),
  };
  const report = made(await makeDay(ports, { date, covered: null }));
  if (report.headline.requests > 0) return { report, failed: false };
  // Files that were ingested from a disk bear the times of their copies: the records of a day may stand anywhere.
  const written = { fromMs: 0, toMs: io.nowMs() };
  return { report: made(await makeDay({ ...ports, written }, { date, covered: null })), failed: false };
}

function made(day: MadeDay): ReportModel {
  if (day.status !== 'made') throw new Error('a report was asked for and none was made');
  return day.report;
}

async function liveOrFile(
  options: ReportOptions,
  io: Io,
): Promise<(budget: { calls: number; readonly deadlineMs: number }) => FactSource> {
  if (options.snapshot !== undefined) {
    const source = await factSource(options, { calls: 0, deadlineMs: 0 }, io);
    return () => source;
  }
  const { liveFacts } = await import('../lib/facts/source.js');
  const { cloudOf } = await import('./cloud.js');
  const { cos, api } = await cloudOf(io, options.region);
  return (budget) => liveFacts({ cos, api, budget, signal: io.signal });
}

async function factSource(
  options: ReportOptions,
  budget: { calls: number; readonly deadlineMs: number },
  io: Io,
): Promise<FactSource> {
  const { offlineFacts, liveFacts } = await import('../lib/facts/source.js');
  if (options.snapshot !== undefined) {
    const { readSnapshotFile } = await import('./snapshot-file.js');
    return offlineFacts(await readSnapshotFile(io, options.snapshot));
  }
  if (options.live) {
    const { cloudOf } = await import('./cloud.js');
    const { cos, api } = await cloudOf(io, options.region);
    return liveFacts({ cos, api, budget, signal: io.signal });
  }
  const { emptySnapshot } = await import('../lib/facts/merge.js');
  return offlineFacts(emptySnapshot(new Date(io.nowMs()).toISOString()));
}

function readOnly<T extends { put: unknown; putIfAbsent: unknown; delete: unknown }>(store: T): T {
  const nothing = async () => undefined;
  return { ...store, put: nothing, putIfAbsent: async () => 'exists', delete: nothing };
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  html: 'html',
  htm: 'html',
  csv: 'csv',
  json: 'json',
  md: 'markdown',
};

function formatOf(options: ReportOptions): string {
  if (options.format !== '') return options.format;
  const extension = /\.([a-z]+)$/i.exec(options.out ?? '')?.[1]?.toLowerCase() ?? '';
  return EXTENSIONS[extension] ?? (options.open ? 'html' : 'table');
}

async function render(
  report: ReportModel,
  format: string,
  lang: Lang,
  io: Io,
  options: ReportOptions,
): Promise<Chunks> {
  switch (format) {
    case 'json': {
      const { safeJsonChunks } = await import('../lib/text/json.js');
      return safeJsonChunks((await import('../lib/report/json.js')).renderJson(report));
    }
    case 'csv':
      return (await import('../lib/report/csv.js')).renderCsv(report, lang);
    case 'markdown':
      return [(await import('../lib/report/markdown.js')).renderMarkdown(report, lang)];
    case 'html':
      return [await (await import('../lib/report/html/page.js')).renderReportHtml(report, lang)];
    default: {
      const width = options.out === undefined ? (io.stdout.columns ?? 120) : 120;
      const { renderReportTable } = await import('./render/report-table.js');
      return [renderReportTable(report, lang, width, options.top)];
    }
  }
}

/** The page to open: `--out` when it is one, else a file of its own. */
async function writtenPage(report: ReportModel, options: ReportOptions, lang: Lang, io: Io): Promise<string> {
  const isOut = options.out !== undefined && formatOf(options) === 'html';
  const path = isOut
    ? resolve(io.cwd, options.out!)
    : join(await mkdtemp(join(tmpdir(), 'cos403-')), `cos403-${report.date}.html`);
  await writeOutput(io, path, await render(report, 'html', lang, io, options));
  if (!options.quiet) io.stderr.write(`${path}\n`);
  return path;
}

/** The desktop's own way to open a file. Having none is no failure: the path was printed. */
async function openInBrowser(path: string): Promise<void> {
  const [command, ...before] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  const child = spawn(command!, [...before, path], { detached: true, stdio: 'ignore' });
  await new Promise<void>((done) => {
    child.once('error', () => done());
    child.once('spawn', () => done());
  });
  child.unref();
}
