import { type Command, Option } from 'commander';
import type { Lang } from '../../lib/lang.js';
import { UsageError } from '../errors.js';
import type { Io } from '../io.js';
import { parseCount } from '../options.js';
import { withConfig } from '../settings.js';

export interface SnapshotOptions {
  readonly bucket: readonly string[];
  readonly object: readonly string[];
  readonly cam: 'all' | 'keys' | 'none';
  readonly calls: number;
  readonly config?: string;
  readonly out?: string;
  readonly region?: string;
  readonly quiet?: boolean;
  readonly lang: Lang;
  readonly format: 'json' | 'table';
}

const DEFAULT_CALLS = 5_000;

export function registerSnapshot(program: Command, io: Io): void {
  const many = (value: string, before: readonly string[]) => [...before, value];
  program
    .command('snapshot')
    .description(
      'Read the facts of an account that the checks need, read-only. What may not be read is listed with the permission that is missing.',
    )
    .option('--bucket <name...>', 'buckets with their APPID', collect, [])
    .option('--object <cos://bucket/key>', 'also the state and ACL of this object; can be repeated', many, [])
    .addOption(
      new Option('--cam <what>', 'users, keys, policies and roles (all), users and keys (keys), or none')
        .choices(['all', 'keys', 'none'])
        .default('all'),
    )
    .option('--calls <n>', 'cloud calls that it may make', parseCount('--calls'), DEFAULT_CALLS)
    .option('--region <region>', 'region of the buckets (default: asked with HEAD Bucket)')
    .option('--config <location>', 'configuration whose region and language hold where no option says otherwise')
    .addOption(
      new Option('--format <format>', 'json: the snapshot itself; table: what it holds')
        .choices(['json', 'table'])
        .default('json'),
    )
    .addOption(new Option('--lang <lang>', 'language of table and notes').choices(['en', 'zh']).default('en'))
    .option('--out <file>', 'write to a file, whole or not at all')
    .option('--quiet', 'no progress and no notes on standard error')
    .action(async (given: SnapshotOptions, command: Command) => {
      if (given.bucket.length === 0) throw new UsageError('no-bucket', 'name the buckets: --bucket <name-appid>');
      for (const bucket of given.bucket) checkBucket(bucket);
      const { takeSnapshot } = await import('../snapshot.js');
      await takeSnapshot(io, await withConfig(command, given, io));
    });
}

/** `--bucket a b` and `--bucket a --bucket b` are the same. */
function collect(value: string, before: readonly string[]): readonly string[] {
  return before.includes(value) ? before : [...before, value];
}

function checkBucket(bucket: string): void {
  if (!/^[a-z0-9][a-z0-9-]*-\d{8,12}$/.test(bucket)) {
    throw new UsageError(
      'bad-bucket',
      `"${bucket}" is no bucket: give it with its APPID, such as examplebucket-1250000000`,
    );
  }
}
