import { type Command, Option } from 'commander';
import type { Io } from '../io.js';

export interface IngestOptions {
  readonly state: string;
  readonly region?: string;
  readonly format: string;
  readonly quiet?: boolean;
}

export function registerIngest(program: Command, io: Io): void {
  program
    .command('ingest')
    .description(
      'Write the partials of log files into a state, as the ingest function does. Files that are there already change nothing.',
    )
    .argument('<input...>', 'log files, folders, cos://<bucket-appid>/<prefix>, or - for standard input')
    .requiredOption('--state <location>', 'a folder or cos://<bucket-appid>/<prefix>')
    .option('--region <region>', 'region of cos:// inputs (default: asked with HEAD Bucket)')
    .option('--quiet', 'no progress and no notes on standard error')
    .addOption(new Option('--format <format>', 'how to print the result').choices(['table', 'json']).default('table'))
    .action(async (inputs: string[], options: IngestOptions) => {
      const { ingestInputs } = await import('../ingest.js');
      if (!(await ingestInputs(io, inputs, options))) io.exit(1);
    });
}
