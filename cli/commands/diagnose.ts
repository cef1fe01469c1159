import { type Command, Option } from 'commander';
import type { ScanResult } from '../../lib/aggregate/model.js';
import type { DiagnosisReport } from '../../lib/diagnose/model.js';
import type { FactSource } from '../../lib/facts/source.js';
import { CliError, UsageError } from '../errors.js';
import type { Io } from '../io.js';
import {
  addInputOptions,
  addMaskOption,
  addOutputOptions,
  addTopOption,
  type InputOptions,
  type OutputOptions,
  REPORT_FORMATS,
} from '../options.js';
import type { Chunks } from '../output.js';
import { addConfigOption, type Masking, withConfig } from '../settings.js';
import { addStateOption, scanState, stateToRead } from '../state-scan.js';

interface DiagnoseOptions extends InputOptions, OutputOptions {
  readonly snapshot?: string;
  readonly live?: boolean;
  readonly error?: string;
  readonly probe?: boolean;
  readonly failOn?: 'certain' | 'likely' | 'unexplained';
  readonly state?: string;
}

const DEFAULT_TOP = 20;
const PIPE_WIDTH = 120;
/** A diagnosis of one account needs few calls; this stops a runaway, not a large account. */
const LIVE_CALLS = 2_000;
const LIVE_MS = 10 * 60_000;

export function registerDiagnose(program: Command, io: Io): void {
  const command = program
    .command('diagnose')
    .description('Name the cause of every group of 403s, with proof and remedy.')
    .argument('[input...]', 'log files, folders, cos://<bucket-appid>/<prefix>, or - for standard input')
    .option('--snapshot <file>', 'facts of the account (cos403 snapshot writes them); - for standard input')
    .option('--live', 'read the facts that are needed from the account, read-only')
    .option('--error <file>', "a client's error body (XML) instead of a log; - for standard input")
    .option('--probe', 'send the unsigned HEAD and OPTIONS requests of the help page with the seen Referer or Origin')
    .addOption(
      new Option('--fail-on <what>', 'exit 1 when there is such a diagnosis').choices([
        'certain',
        'likely',
        'unexplained',
      ]),
    );
  addInputOptions(command, io.nowMs);
  addStateOption(addConfigOption(addTopOption(addMaskOption(addOutputOptions(command, REPORT_FORMATS)))));
  command.action(async (inputs: string[], given: DiagnoseOptions) => {
    const options = await withConfig(command, given, io);
    await run(inputs, stateToRead(command, inputs, options.state, io), options, io);
  });
}

async function run(
  inputs: readonly string[],
  state: string | undefined,
  options: DiagnoseOptions & { readonly masking: Masking },
  io: Io,
): Promise<void> {
  if (options.snapshot !== undefined && options.live)
    throw new UsageError('facts-source', 'give either --snapshot FILE or --live, not both');
  if (options.snapshot === undefined && !options.live)
    throw new UsageError(
      'facts-source',
      'say where the facts come from: --snapshot FILE (made by cos403 snapshot), or --live to read them from the account',
    );
  if (state !== undefined && options.error !== undefined)
    throw new UsageError('two-sources', 'give either --state or --error, not both');
  const usesStdin =
    state === undefined &&
    (options.error === undefined ? inputs.length === 0 || inputs.includes('-') : options.error === '-');
  if (usesStdin && options.snapshot === '-')
    throw new UsageError('two-inputs', 'only one of the log (or --error) and --snapshot can be standard input');
  const { scan, failed } =
    options.error === undefined
      ? await scanLog(inputs, state, options, io)
      : await scanError(options.error, inputs, options, io);
  const source = await factSource(options, io);
  const { diagnoseWithFacts } = await import('../../lib/facts/driver.js');
  const { diagnose } = await import('../../lib/diagnose/diagnose.js');
  const { diagnosisReport } = await import('../../lib/diagnose/report.js');
  const { findKeySuccesses } = await import('../key-successes.js');
  const keySuccesses =
    options.error === undefined && state === undefined ? await findKeySuccesses(io, inputs, options.region, scan) : {};
  const driven = await diagnoseWithFacts(scan.groups, diagnose, source, { changes: scan.changes, keySuccesses });
  const byGroup = driven.groups.map(({ outcome }) => outcome.diagnoses);
  const probed = options.probe
    ? await (await import('../probe.js')).probeAll(io, scan.groups, byGroup, driven.snapshot)
    : byGroup;
  const report = diagnosisReport(scan, probed);
  const { writeOutput } = await import('../output.js');
  await writeOutput(io, options.out, await render(report, options, io));
  const reason = failReason(report, options.failOn);
  if (reason !== null) io.stderr.write(`cos403: failed because of --fail-on ${options.failOn}: ${reason}\n`);
  if (failed || reason !== null) io.exit(1);
}

async function scanLog(
  inputs: readonly string[],
  state: string | undefined,
  options: DiagnoseOptions,
  io: Io,
): Promise<{ scan: ScanResult; failed: boolean }> {
  if (state !== undefined) return scanState(io, state, options);
  const { scanInputs } = await import('../scan.js');
  const { toScanResult } = await import('../../lib/aggregate/scan-result.js');
  const { aggregate, failed } = await scanInputs(io, inputs, options);
  return { scan: toScanResult(aggregate), failed };
}

async function scanError(
  file: string,
  inputs: readonly string[],
  options: DiagnoseOptions,
  io: Io,
): Promise<{ scan: ScanResult; failed: boolean }> {
  if (inputs.length > 0) throw new UsageError('two-inputs', 'give either log files or --error, not both');
  const { scanOfErrorBody } = await import('../../lib/diagnose/error-body.js');
  const { nameOf, readText } = await import('../read-text.js');
  const scan = scanOfErrorBody(await readText(io, file), {
    ...(options.bucket === undefined ? {} : { bucket: options.bucket }),
    ...(options.requester === undefined ? {} : { requester: options.requester }),
  });
  if (scan === null)
    throw new CliError(
      'no-error-body',
      `${nameOf(file)} is no error body of COS: it has no <Error> element. Save the whole answer of the failed request`,
    );
  return { scan, failed: false };
}

async function factSource(options: DiagnoseOptions, io: Io): Promise<FactSource> {
  const facts = await import('../../lib/facts/source.js');
  if (options.snapshot !== undefined) {
    const { readSnapshotFile } = await import('../snapshot-file.js');
    return facts.offlineFacts(await readSnapshotFile(io, options.snapshot));
  }
  const { cloudOf } = await import('../cloud.js');
  const { cos, api } = await cloudOf(io, options.region);
  return facts.liveFacts({
    cos,
    api,
    budget: { calls: LIVE_CALLS, deadlineMs: io.nowMs() + LIVE_MS },
    signal: io.signal,
  });
}

/** Why `--fail-on` makes the command fail; `null`: it does not. */
function failReason({ diagnoses, unexplained }: DiagnosisReport, failOn: DiagnoseOptions['failOn']): string | null {
  if (failOn === undefined) return null;
  if (failOn === 'unexplained')
    return unexplained.denials > 0 ? `${unexplained.denials} denials are unexplained` : null;
  const counted = failOn === 'certain' ? ['certain'] : ['certain', 'likely'];
  const found = diagnoses.filter(({ cause }) => counted.includes(cause.confidence)).length;
  return found > 0 ? `${found} diagnoses are ${counted.join(' or ')}` : null;
}

async function render(
  report: DiagnosisReport,
  options: DiagnoseOptions & { readonly masking: Masking },
  io: Io,
): Promise<Chunks> {
  const { localizeReport } = await import('../../lib/diagnose/localize.js');
  const { maskDiagnosis } = await import('../../lib/diagnose/mask.js');
  const { safeJson } = await import('../../lib/text/json.js');
  const plain = localizeReport(report, options.lang);
  const { masking } = options;
  const local = masking.keys || masking.addresses ? maskDiagnosis(plain, masking) : plain;
  switch (options.format) {
    case 'json':
      return [`${safeJson(JSON.stringify(local))}\n`];
    case 'ndjson':
      return local.diagnoses.map((diagnosis) => `${safeJson(JSON.stringify(diagnosis))}\n`);
    case 'csv':
      return (await import('../render/diagnosis-csv.js')).renderDiagnosisCsv(local.diagnoses);
    case 'markdown':
      return (await import('../render/diagnosis-markdown.js')).renderDiagnosisMarkdown(local, options.lang);
    case 'html':
      return (await import('../render/diagnosis-html.js')).renderDiagnosisHtml(local, options.lang);
    default: {
      const width = options.out === undefined ? (io.stdout.columns ?? PIPE_WIDTH) : PIPE_WIDTH;
      const { renderDiagnosisTable } = await import('../render/diagnosis-table.js');
      return [renderDiagnosisTable(local, { lang: options.lang, width, top: options.top ?? DEFAULT_TOP })];
    }
  }
}
