import { createInterface } from 'node:readline/promises';
import { backfill, missingObjects } from '../lib/ingest/backfill.js';
import { estimateBackfill } from '../lib/ingest/estimate.js';
import { fanOut } from '../lib/ingest/fan-out.js';
import { silentLog } from '../lib/ingest/log.js';
import type { Lang } from '../lib/lang.js';
import { configOf, stateOf } from './alert-setup.js';
import { cloudOf, openState } from './cloud.js';
import type { BackfillOptions } from './commands/backfill.js';
import { CliError, UsageError } from './errors.js';
import type { Io } from './io.js';
import { writeOutput } from './output.js';

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
    if (options.estimate) {
      const json = JSON.stringify({ schema: 'cos403.estimate/1', ...estimate });
      await writeOutput(io, options.out, [`${options.format === 'json' ? json : estimated(estimate, options.lang)}\n`]);
      return true;
    }
    if (!options.quiet) io.stderr.write(`${estimated(estimate, options.lang)}\n`);
    if (estimate.objects > 0 && !options.yes && !(await confirmed(io)))
      throw new CliError('not-confirmed', 'nothing was sent: not confirmed (use --yes where nobody can answer)');
  }

  const done = { objects: 0, bytes: 0 };
  const onDone = ({ object }: { object: { size: number } }) => {
    done.objects += 1;
    done.bytes += object.size;
    if (io.stderr.isTTY && !options.quiet)
      io.stderr.write(`\r\u001b[K${done.objects} objects, ${(done.bytes / 1e6).toFixed(0)} MB`);
  };
  let held = 0;
  const summary = options.function
    ? await fanOut(
        missingObjects(config.logs, period, deps, () => {
          held += 1;
        }),
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
  const counts = { ...summary, held: summary.held + held };
  const json = JSON.stringify({ schema: 'cos403.backfill/1', ...counts });
  await writeOutput(io, options.out, [`${options.format === 'json' ? json : inWords(counts, options.lang)}\n`]);
  if (summary.failed > 0) {
    io.stderr.write(
      `cos403: ${summary.failed} objects failed: ${store.location} keeps each with its reason below failed/; run it again to try them again\n`,
    );
  }
  return summary.failed === 0;
}

type Estimate = Awaited<ReturnType<typeof estimateBackfill>>;

function estimated({ objects, bytes, functionSeconds, cny }: Estimate, lang: Lang): string {
  const [gigabytes, seconds, yuan] = [(bytes / 1e9).toFixed(2), functionSeconds.toFixed(0), cny.toFixed(4)];
  return lang === 'zh'
    ? `${objects} 个对象，压缩后 ${gigabytes} GB：以 256 MB 运行约需函数时间 ${seconds} 秒，约 ${yuan} 元`
    : `${objects} objects, ${gigabytes} GB compressed: about ${seconds} s of function time at 256 MB, about ${yuan} CNY`;
}

function inWords({ ingested, held, skipped, failed }: Awaited<ReturnType<typeof backfill>>, lang: Lang): string {
  return lang === 'zh'
    ? `已写入 ${ingested} 个对象，${held} 个已存在，跳过 ${skipped} 个，失败 ${failed} 个`
    : `${ingested} objects ingested, ${held} were there already, ${skipped} skipped, ${failed} failed`;
}

async function confirmed(io: Io): Promise<boolean> {
  if (!io.stdin.isTTY) return false;
  const terminal = createInterface({ input: io.stdin, output: io.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question('Send them to the function? [y/N] ')).trim());
  } finally {
    terminal.close();
  }
}
