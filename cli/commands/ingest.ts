import type { Command } from 'commander';
import { UsageError } from '../errors.js';
import type { Io } from '../io.js';
import { addOutputOptions, type OutputOptions } from '../options.js';
import { withConfig } from '../settings.js';

export interface IngestOptions extends OutputOptions {
  readonly state: string;
  readonly region?: string;
}

export function registerIngest(program: Command, io: Io): void {
  const command = program
    .command('ingest')
    .description(
      'Write the partials of log files into a state, as the ingest function does. Files that are there already change nothing.',
    )
    .argument('<input...>', 'log files, folders, cos://<bucket-appid>/<prefix>, or - for standard input')
    .option('--state <location>', 'a folder or cos://<bucket-appid>/<prefix> (default: the state of the configuration)')
    .option('--config <location>', 'configuration whose state, region and language hold where no option says otherwise')
    .option('--region <region>', 'region of cos:// inputs (default: asked with HEAD Bucket)');
  addOutputOptions(command, ['table', 'json']);
  command.action(async (inputs: string[], given: Partial<IngestOptions> & OutputOptions) => {
    const { state, ...options } = await withConfig(command, given, io);
    if (state === undefined) {
      throw new UsageError(
        'no-state',
        'say where the state is: --state DIR, --state cos://bucket-appid/prefix, or "state" in --config',
      );
    }
    const { ingestInputs } = await import('../ingest.js');
    if (!(await ingestInputs(io, inputs, { ...options, state }))) io.exit(1);
  });
}
