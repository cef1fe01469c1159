import { type Command, Option } from 'commander';
import type { Lang } from '../../lib/lang.js';
import type { Io } from '../io.js';

interface DoctorOptions {
  config?: string;
  state?: string;
  region?: string;
  service: string;
  stage: string;
  json?: boolean;
  format: string;
  lang: Lang;
  sendTest?: boolean;
  out?: string;
  quiet?: boolean;
}

export function registerDoctor(program: Command, io: Io): void {
  program
    .command('doctor')
    .description('Check a deployment end to end, read-only: buckets, logging, functions, permissions, state, channels.')
    .option(
      '--config <location>',
      'cos://…/config.json, a file, or inline JSON (default: COS403_CONFIG, else what the deployed functions read)',
    )
    .option('--state <location>', 'instead of the state of the configuration')
    .option('--service <name>', 'service of serverless.yml', 'cos403')
    .option('--stage <name>', 'stage it was deployed to', 'prod')
    .option('--region <region>', 'region of the deployment')
    .option('--send-test', 'also send a test message through every channel')
    .option('--json', 'the same as --format json')
    .addOption(new Option('--format <format>', 'how to print the result').choices(['table', 'json']).default('table'))
    .addOption(new Option('--lang <lang>', 'language of the text').choices(['en', 'zh']).default('en'))
    .option('--out <file>', 'write to a file, whole or not at all')
    .option('--quiet', 'show only what failed or is unknown')
    .action(async (options: DoctorOptions) => {
      const { runDoctor } = await import('../doctor.js');
      if (!(await runDoctor(io, options))) io.exit(1);
    });
}
