import { redactSecrets } from '../lib/accesslog/secrets.js';
import type { Aggregate } from '../lib/aggregate/aggregate.js';
import { Aggregator, type FileOutcome } from '../lib/aggregate/aggregator.js';
import type { AggregateOptions, Filters } from '../lib/aggregate/options.js';
import type { Cloud } from '../lib/cloud/open.js';
import { visible } from '../lib/text/visible.js';
import { CliError } from './errors.js';
import { type InputProblem, type InputSource, resolveInputs } from './inputs.js';
import type { Io } from './io.js';
import type { InputOptions } from './options.js';
import { type Progress, startProgress } from './progress.js';

export interface ScanOutcome {
  readonly aggregate: Aggregate;
  /** An INPUT could not be opened or read: exit code 1, although the others are counted. */
  readonly failed: boolean;
}

/** The filters of the command line. */
export function filtersOf(options: InputOptions): Filters {
  const { since, until, bucket, kind, requester, ip, requestId } = options;
  return {
    ...(since === undefined ? {} : { sinceMs: since }),
    ...(until === undefined ? {} : { untilMs: until }),
    ...(bucket === undefined ? {} : { bucket }),
    ...(kind === undefined ? {} : { kind }),
    ...(requester === undefined ? {} : { requester }),
    ...(ip === undefined ? {} : { ip }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/**
 * Reads every INPUT into one aggregate. Problems go to standard error, one line each; they never stop the others.
 * `slots`: keep the course over time (reports need it, a table does not). Where the cloud is asked, for the log or (`live`) for
 * facts, this command's own requests stand in such logs: they are left out.
 */
export async function scanInputs(
  io: Io,
  inputs: readonly string[],
  options: InputOptions & { readonly quiet?: boolean; readonly live?: boolean },
  keep: { readonly slots?: boolean } = {},
): Promise<ScanOutcome> {
  const { lazyCloud } = await import('./cloud.js');
  const cloud = lazyCloud(io, options.region);
  const { sources, problems } = await resolveInputs(inputs, io, cloud.cos);
  const aggregateOptions: AggregateOptions = {
    filters: filtersOf(options),
    slots: keep.slots ?? false,
    self: cloud.isOpen() || options.live ? await ownRequests(await cloud.open(), options.requester) : [],
    ...(options.maxGroups === undefined ? {} : { maxGroups: options.maxGroups }),
  };
  for (const problem of problems) tell(io, problem.message);
  const total = sources.every((source) => source.size !== null)
    ? sources.reduce((sum, source) => sum + source.size!, 0)
    : null;
  const progress = startProgress(io, total, options.quiet ?? false);
  try {
    const read = await readSources(io, sources, aggregateOptions, progress, options.jobs);
    for (const problem of read.problems) tell(io, problem.message);
    for (const note of options.quiet ? [] : read.notes) tell(io, note);
    return { aggregate: read.aggregate, failed: problems.length + read.problems.length > 0 };
  } finally {
    progress.done();
  }
}

/** The uin or role this command runs as; nobody when it is asked for by name: then it is what is looked for. */
async function ownRequests({ api }: Cloud, wanted: string | undefined): Promise<readonly string[]> {
  const { callerId } = await import('../lib/ingest/identity.js');
  const id = await callerId(api);
  return id === null || wanted?.endsWith(`:${id}`) ? [] : [id];
}

interface ReadOutcome {
  readonly aggregate: Aggregate;
  readonly problems: readonly InputProblem[];
  /** Things worth knowing that are no failure. */
  readonly notes: readonly string[];
}

async function readSources(
  io: Io,
  sources: readonly InputSource[],
  options: AggregateOptions,
  progress: Progress,
  jobs: number | undefined,
): Promise<ReadOutcome> {
  const local = sources.filter((source) => source.path !== undefined);
  if (jobs !== 1 && local.length > 1 && local.length === sources.length) {
    return readFiles(io, local, options, progress, jobs);
  }
  const aggregator = new Aggregator(options);
  const problems: InputProblem[] = [];
  const notes: string[] = [];
  for (const source of sources) {
    try {
      const opened = await (source.openPieces?.() ?? source.open(io.signal));
      const chunks = counted(opened, progress, io.signal);
      // What a broken connection delivered before it broke must not count half; a local file is read as far as it goes.
      const outcome = await aggregator.addStream(chunks, { atomic: source.path === undefined && source.size !== null });
      notes.push(...notesOn(source, outcome));
    } catch (error) {
      if (io.signal.aborted) throw new CliError('interrupted', 'interrupted');
      problems.push(readProblem(source, error));
    }
  }
  return { aggregate: aggregator.release(), problems, notes };
}

/** Several local files, in threads. */
async function readFiles(
  io: Io,
  sources: readonly InputSource[],
  options: AggregateOptions,
  progress: Progress,
  jobs: number | undefined,
): Promise<ReadOutcome> {
  const { scanFiles } = await import('./scan-files.js');
  const byPath = new Map(sources.map((source) => [source.path!, source]));
  try {
    const { aggregate, files } = await scanFiles([...byPath.keys()], {
      aggregate: options,
      signal: io.signal,
      onBytes: (bytes) => progress.add(bytes),
      ...(jobs === undefined ? {} : { jobs }),
    });
    const problems: InputProblem[] = [];
    const notes: string[] = [];
    for (const file of files) {
      const source = byPath.get(file.path)!;
      if (file.error !== null) problems.push(readProblem(source, file.error));
      else if (file.outcome !== null) notes.push(...notesOn(source, file.outcome));
    }
    return { aggregate, problems, notes };
  } catch (error) {
    if (io.signal.aborted) throw new CliError('interrupted', 'interrupted');
    throw error;
  }
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  progress: Progress,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    progress.add(chunk.length);
    yield chunk;
  }
}

function notesOn(source: InputSource, outcome: FileOutcome): string[] {
  const notes: string[] = [];
  if (outcome.damage)
    notes.push(`${source.name}: damaged gzip (${outcome.damage}); what could be decoded before is counted`);
  if (outcome.lines > 0 && outcome.rejectedLines === outcome.lines) {
    notes.push(
      `${source.name}: none of its ${outcome.lines} lines is a COS access log record; is it another kind of log?`,
    );
  }
  return notes;
}

function readProblem(source: InputSource, error: unknown): InputProblem {
  const { code = 'read-failed', message = String(error) } = error as { code?: string; message?: string };
  const why: Readonly<Record<string, string>> = {
    EACCES: 'you may not read it (check its permissions)',
    EISDIR: 'it is a folder',
    ENOENT: 'it is gone',
    NoSuchKey: 'the object does not exist any more',
  };
  return { input: source.name, code, message: `cannot read ${source.name}: ${why[code] ?? message}` };
}

function tell(io: Io, message: string): void {
  io.stderr.write(`cos403: ${visible(redactSecrets(message))}\n`);
}
