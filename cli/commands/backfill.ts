import { type Command, Option } from 'commander';
import type { Lang } from '../../lib/lang.js';
import type { Io } from '../io.js';
import { parseCount, parseTime } from '../options.js';

export interface BackfillOptions {
  readonly from: number;
  readonly to: number;
  readonly config?: string;
  readonly state?: string;
  readonly region?: string;
  readonly jobs?: number;
  readonly function?: string;
  readonly estimate?: boolean;
  readonly yes?: boolean;
  readonly format: string;
  readonly quiet?: boolean;
  readonly lang: Lang;
  readonly out?: string;
}

export function registerBackfill(program: Command, io: Io): void {
  const time = (text: string) => parseTime(text, io.nowMs());
  program
    .command('backfill')
    .description(
      'Ingest the log objects of a period that are not in the state yet: here, or fanned out over the deployed ingest function.',
    )
    .requiredOption('--from <time>', 'first day (ISO time, or an age like 30d)', time)
    .requiredOption('--to <time>', 'up to this time, exclusive', time)
    .option('--config <location>', 'configuration with "logs" and "state" (default: COS403_CONFIG)')
    .option('--state <location>', 'instead of the state of the configuration')
    .option('--region <region>', 'region of the buckets and the function')
    .option('--jobs <n>', 'objects at a time (default 4 here, 20 with --function)', parseCount('--jobs'))
    .option(
      '--function <name>',
      'send the objects to this function, e.g. cos403-prod-ingest, instead of reading them here',
    )
    .option('--estimate', 'only say how much there is to do and what it costs')
    .option('--yes', 'do not ask before fanning out')
    .option('--quiet', 'no progress on standard error')
    .addOption(new Option('--format <format>', 'how to print the result').choices(['table', 'json']).default('table'))
    .option('--out <file>', 'write to a file, whole or not at all')
    .addOption(new Option('--lang <lang>', 'language of the text').choices(['en', 'zh']).default('en'))
    .action(async (options: BackfillOptions) => {
      const { runBackfill } = await import('../backfill.js');
      if (!(await runBackfill(io, options))) io.exit(1);
    });
}
