import { createInterface } from 'node:readline/promises';
import { backfill, missingObjects } from '../lib/ingest/backfill.js';
import { estimateBackfill } from '../lib/ingest/estimate.js';
import { fanOut } from '../lib/ingest/fan-out.js';
import { silentLog } from '../lib/ingest/log.js';
import { configOf, stateOf } from './alert-setup.js';
import { cloudOf, openState } from './cloud.js';
import type { BackfillOptions } from './commands/backfill.js';
import { CliError, UsageError } from './errors.js';
import type { Io } from './io.js';

const HERE_JOBS = 4;
const FUNCTION_JOBS = 20;

/** Ingests what is missing of the period; `false` when an object failed. Interrupted, it goes on where it stopped when run again. */
export async function runBackfill(io: Io, options: BackfillOptions): Promise<boolean> {
  if (options.to <= options.from) throw new UsageError('bad-period', '--to must be after --from');
  const { config } = await configOf(options, io);
  const location = stateOf(options, config);
  if (config.logs.length === 0)
    throw new CliError('no-logs', 'the configuration names no "logs": where COS delivers its access logs');
  const cloud = await cloudOf(io, options.region ?? config.region);
  const store = await openState(io, location, cloud);
  const deps = { cos: cloud.cos, store, nowMs: io.nowMs, log: silentLog, signal: io.signal };
  const period = { fromMs: options.from, toMs: options.to };

  if (options.estimate || options.function) {
    const estimate = await estimateBackfill(missingObjects(config.logs, period, deps));
    if (options.estimate && options.format === 'json')
      io.stdout.write(`${JSON.stringify({ schema: 'cos403.estimate/1', ...estimate })}\n`);
    else if (options.estimate || !options.quiet) {
      (options.estimate ? io.stdout : io.stderr).write(
        `${estimate.objects} objects, ${(estimate.bytes / 1e9).toFixed(2)} GB compressed: about ${estimate.functionSeconds.toFixed(0)} s of function time at 256 MB, about ${estimate.cny.toFixed(4)} CNY\n`,
      );
    }
    if (options.estimate) return true;
    if (!options.yes && !(await confirmed(io)))
      throw new CliError('not-confirmed', 'nothing was sent: not confirmed (use --yes where nobody can answer)');
  }

  const done = { objects: 0, bytes: 0 };
  const onDone = ({ object }: { object: { size: number } }) => {
    done.objects += 1;
    done.bytes += object.size;
    if (io.stderr.isTTY && !options.quiet)
      io.stderr.write(`\r\u001b[K${done.objects} objects, ${(done.bytes / 1e6).toFixed(0)} MB`);
  };
  const summary = options.function
    ? await fanOut(
        missingObjects(config.logs, period, deps),
        {
          ...deps,
          api: cloud.api,
          region: cloud.region,
          functionName: options.function,
          concurrency: options.jobs ?? FUNCTION_JOBS,
        },
        onDone,
      )
    : await backfill(config.logs, period, { ...deps, concurrency: options.jobs ?? HERE_JOBS }, onDone);
  if (io.stderr.isTTY && !options.quiet) io.stderr.write('\r\u001b[K');
  const result = { schema: 'cos403.backfill/1', ...summary };
  io.stdout.write(
    options.format === 'json'
      ? `${JSON.stringify(result)}\n`
      : `${summary.ingested} objects ingested, ${summary.held} were there already, ${summary.skipped} skipped, ${summary.failed} failed\n`,
  );
  return summary.failed === 0;
}

async function confirmed(io: Io): Promise<boolean> {
  if (!(io.stdin as { isTTY?: boolean }).isTTY) return false;
  const terminal = createInterface({ input: io.stdin, output: io.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question('Send them to the function? [y/N] ')).trim());
  } finally {
    terminal.close();
  }
}
