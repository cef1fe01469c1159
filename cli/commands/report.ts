import { type Command, Option } from 'commander';
import type { Io } from '../io.js';
import { addFilterOptions, addTopOption, type FilterOptions, parseCount } from '../options.js';

export interface ReportOptions extends FilterOptions {
  readonly date?: string;
  readonly timeZone?: string;
  readonly snapshot?: string;
  readonly live?: boolean;
  readonly state?: readonly string[];
  readonly config?: string;
  readonly format: string;
  readonly out?: string;
  readonly open?: boolean;
  readonly lang?: 'en' | 'zh';
  readonly mask?: boolean;
  readonly quiet?: boolean;
  readonly region?: string;
  readonly jobs?: number;
  readonly maxGroups?: number;
  readonly top?: number;
}

/** `cos403 report --date YYYY-MM-DD [INPUT…]`: the daily report, from the state or straight from log files. */
export function registerReport(program: Command, io: Io): void {
  const command = program
    .command('report')
    .description(
      'Make the daily report: what was refused, why, and what to do. From the state, or straight from log files.',
    )
    .argument('[input...]', 'log files, folders, cos://<bucket-appid>/<prefix>, or - for standard input')
    .option('--date <day>', 'the day, YYYY-MM-DD (default: yesterday)')
    .option('--time-zone <zone>', 'whose day (default: the configuration’s, else Asia/Shanghai)')
    .option(
      '--state <location>',
      'a state folder or cos://<bucket-appid>/<prefix>; several make one report',
      (location: string, before: readonly string[] | undefined) => [...(before ?? []), location],
    )
    .option('--snapshot <file>', 'facts of the account (cos403 snapshot writes them); - for standard input')
    .option('--live', 'read the facts that are needed from the account, read-only')
    .option('--config <file>', 'configuration: time zone, networks, privacy, state')
    .addOption(
      new Option('--format <format>', 'how to print it')
        .choices(['table', 'json', 'csv', 'markdown', 'html'])
        .default('table', 'told by the name of --out, else table'),
    )
    .option('--out <file>', 'write to a file, whole or not at all')
    .option('--open', 'open the page in the browser')
    .addOption(
      new Option('--lang <lang>', 'language of the text (default: the configuration’s, else en)').choices(['en', 'zh']),
    )
    .option('--mask', 'mask SecretIds and addresses (default: SecretIds)')
    .option('--no-mask', 'show SecretIds and addresses as logged')
    .option('--jobs <n>', 'threads to read with (default: one per core)', parseCount('--jobs'))
    .option('--max-groups <n>', 'groups kept before the rest is summed up', parseCount('--max-groups'))
    .option('--region <region>', 'region of cos:// inputs (default: asked with HEAD Bucket)')
    .option('--quiet', 'no progress and no notes on standard error');
  addTopOption(addFilterOptions(command, io.nowMs));
  command.action(async (inputs: string[], options: ReportOptions) => {
    const { makeReport } = await import('../report.js');
    const chosen = command.getOptionValueSource('format') !== 'default';
    if (!(await makeReport(inputs, { ...options, format: chosen ? options.format : '' }, io))) io.exit(1);
  });
}
