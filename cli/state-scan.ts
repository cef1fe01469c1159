import type { Command } from 'commander';
import type { ScanResult } from '../lib/aggregate/model.js';
import { visible } from '../lib/text/visible.js';
import { UsageError } from './errors.js';
import type { Io } from './io.js';
import type { InputOptions } from './options.js';

const DAY_MS = 86_400_000;

/** `--state` of the commands that read log files: the records that a state holds, instead of INPUT. */
export function addStateOption(command: Command): Command {
  return command.option(
    '--state <location>',
    'count what this state holds (a folder or cos://<bucket-appid>/<prefix>) instead of log files; --since and --until are then whole 5 minutes',
  );
}

/**
 * The state that the records come from: what `--state` says, or the configuration where neither a file is named nor anything can be
 * piped in. `undefined`: they come from INPUT.
 */
export function stateToRead(
  command: Command,
  inputs: readonly string[],
  state: string | undefined,
  io: Io,
): string | undefined {
  const asked = command.getOptionValueSource('state') === 'cli';
  if (asked && inputs.length > 0) throw new UsageError('two-sources', 'give either log files or --state, not both');
  const piped = io.stdin.isTTY !== true;
  return inputs.length === 0 && (asked || !piped) ? state : undefined;
}

/** What the state holds of the time and the groups that the options choose. `failed`: nothing is there, or a part cannot be read. */
export async function scanState(
  io: Io,
  location: string,
  options: InputOptions,
): Promise<{ readonly scan: ScanResult; readonly failed: boolean }> {
  if (options.ip !== undefined || options.requestId !== undefined) {
    throw new UsageError('state-filter', 'a state holds no single requests: --ip and --request-id need log files');
  }
  const [{ openState, cloudOf }, { readDay }] = await Promise.all([
    import('./cloud.js'),
    import('../lib/report/read-day.js'),
  ]);
  const cloud = location.startsWith('cos://') ? await cloudOf(io, options.region) : undefined;
  const store = await openState(io, location, cloud);
  const nowMs = io.nowMs();
  const { view, damaged } = await readDay(
    [{ name: '', store }],
    { fromMs: options.since ?? 0, toMs: options.until ?? nowMs + DAY_MS },
    { nowMs, signal: io.signal, written: { fromMs: 0, toMs: nowMs } },
  );
  const problems = damaged.map(({ key, reason }) => `${store.location} ${key}: ${reason}`);
  if (view.scan.inputs.files + problems.length === 0)
    problems.push(`${store.location} holds no log files; check --state`);
  for (const problem of problems) io.stderr.write(`cos403: ${visible(problem)}\n`);
  return { scan: chosen(view.scan, options), failed: problems.length > 0 };
}

/** As the filters do it with log files: the bucket chooses records and so the totals, kind and requester the groups that are listed. */
function chosen(scan: ScanResult, { bucket, kind, requester }: InputOptions): ScanResult {
  const groups = scan.groups.filter(
    (group) =>
      (bucket === undefined || group.bucket === bucket) &&
      (kind === undefined || group.kind === kind) &&
      (requester === undefined || group.requester === requester),
  );
  if (bucket === undefined) return { ...scan, groups };
  const buckets = scan.buckets.filter((entry) => entry.bucket === bucket);
  const [{ requests, denials } = { requests: 0, denials: 0 }] = buckets;
  return {
    ...scan,
    window: requests === 0 ? null : scan.window,
    totals: { ...scan.totals, requests, denials },
    buckets,
    groups,
    changes: scan.changes.filter((change) => change.bucket === bucket),
  };
}
