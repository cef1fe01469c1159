import { type Command, Option } from 'commander';
import type { Lang } from '../../lib/lang.js';
import type { Io } from '../io.js';

export interface CalibrateOptions {
  readonly bucket: string;
  readonly region?: string;
  readonly out?: string;
  readonly yes?: boolean;
  readonly format: string;
  readonly lang: Lang;
  readonly quiet?: boolean;
}

export function registerCalibrate(program: Command, io: Io): void {
  program
    .command('calibrate')
    .description(
      'Record what COS really answers, in a guided experiment on a scratch bucket. It changes the bucket and cleans up.',
    )
    .requiredOption('--bucket <name>', 'an empty bucket of your own, made for this')
    .option('--region <region>', 'region of the bucket (default: asked with HEAD Bucket)')
    .option('--out <file>', 'write the observations to a file')
    .option('--yes', 'do it: about 60 requests, a few objects of 20 bytes, under 0.01 CNY')
    .addOption(new Option('--format <format>', 'how to print the result').choices(['table', 'json']).default('table'))
    .addOption(new Option('--lang <lang>', 'language of the table').choices(['en', 'zh']).default('en'))
    .option('--quiet', 'no progress on standard error')
    .action(async (options: CalibrateOptions) => {
      const { runCalibration } = await import('../calibrate.js');
      if (!(await runCalibration(io, options))) io.exit(1);
    });
}
