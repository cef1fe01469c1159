import { type Command, Option } from 'commander';
import type { Lang } from '../../lib/lang.js';
import { safeJson } from '../../lib/text/json.js';
import { configOf } from '../alert-setup.js';
import { CliError } from '../errors.js';
import type { Io } from '../io.js';
import { writeOutput } from '../output.js';

interface TestOptions {
  readonly channel: string;
  readonly config?: string;
  readonly lang?: Lang;
  readonly format: string;
  readonly out?: string;
  readonly quiet?: boolean;
}

/** `cos403 notify test --channel NAME`: sends a sample through one configured channel. */
export function registerNotify(program: Command, io: Io): void {
  const notify = program.command('notify').description('Try the channels of the configuration.');
  notify
    .command('test')
    .description('Send a sample message.')
    .requiredOption('--channel <name>', 'a channel of the configuration')
    .option('--config <file>', 'configuration that names the channel')
    .addOption(new Option('--format <format>', 'how to print the result').choices(['table', 'json']).default('table'))
    .option('--out <file>', 'write to a file, whole or not at all')
    .addOption(new Option('--lang <lang>', 'instead of the language of the channel').choices(['en', 'zh']))
    .option('--quiet', 'no notes on standard error')
    .action((options: TestOptions) => test(options, io));
  for (const command of notify.commands) command.exitOverride().copyInheritedSettings(notify);
}

async function test(options: TestOptions, io: Io): Promise<void> {
  const { config } = await configOf(options, io);
  const asJson = options.format === 'json';
  const settings = Object.hasOwn(config.channels, options.channel) ? config.channels[options.channel] : undefined;
  if (settings === undefined) {
    const names = Object.keys(config.channels).join(', ') || 'none';
    throw new CliError(
      'no-such-channel',
      `the configuration has no channel "${options.channel}" (there are: ${names})`,
    );
  }
  const { createChannel } = await import('../../lib/notify/channels.js');
  const { sampleNotification } = await import('../../lib/notify/sample.js');
  const channel = createChannel(
    options.channel,
    options.lang === undefined ? settings : { ...settings, lang: options.lang },
    {
      nowMs: io.nowMs,
      // A channel that prints must not print into the document.
      stdout: asJson ? io.stderr : io.stdout,
      lang: config.lang,
      callApi: async (service, action, parameters, call) => {
        const { openCloud } = await import('../../lib/cloud/open.js');
        const { api } = await openCloud({ env: io.env, likelyRegion: config.region });
        return api(service, action, parameters, call);
      },
    },
  );
  const outcome = await channel.send(sampleNotification(io.nowMs()), io.signal);
  if (asJson) {
    const result = { schema: 'cos403.notify-test/1', channel: options.channel, type: channel.type, ...outcome };
    await writeOutput(io, options.out, [`${safeJson(JSON.stringify(result))}\n`]);
  }
  if (outcome.status === 'sent') {
    const line = `channel ${options.channel} (${channel.type}) took the sample message\n`;
    if (options.out !== undefined && !asJson) await writeOutput(io, options.out, [line]);
    else if (!options.quiet) io.stderr.write(line);
    return;
  }
  const hint = outcome.status === 'retry' ? 'a run would try again later' : 'check its address and secret';
  throw new CliError(
    'not-sent',
    `channel ${options.channel} (${channel.type}) did not take it: ${outcome.reason}; ${hint}`,
  );
}
