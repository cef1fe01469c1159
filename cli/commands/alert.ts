import type { Command } from 'commander';
import type { RunSummary } from '../../lib/alert/run.js';
import type { Channel, Notification } from '../../lib/notify/message.js';
import { safeJson } from '../../lib/text/json.js';
import { configOf, type StateOptions, stateOf } from '../alert-setup.js';
import { holdingMarks } from '../held-marks.js';
import type { Io } from '../io.js';
import { addOutputOptions, type OutputOptions } from '../options.js';
import { writeOutput } from '../output.js';

interface AlertOptions extends StateOptions, OutputOptions {
  readonly once?: boolean;
}

/** One run takes seconds; a state of months that is read for the first time may take minutes. */
const RUN_MS = 10 * 60_000;

/** `cos403 alert --once --state S`: one run of the alert function, against a folder or a COS prefix. */
export function registerAlert(program: Command, io: Io): void {
  const command = program
    .command('alert')
    .description('Run the alert function once: new partials become incidents and messages.')
    .option('--once', 'run once and end (what this command always does)')
    .option('--state <where>', 'state folder or cos://bucket-appid/prefix')
    .option('--config <file>', 'configuration; without channels in it messages are printed');
  addOutputOptions(command, ['table', 'json']);
  command.action((options: AlertOptions) => run(options, io));
}

async function run(options: AlertOptions, io: Io): Promise<void> {
  const { config, named } = await configOf(options, io);
  const [{ openPorts }, { runAlert }, { silentLog }] = await Promise.all([
    import('../../lib/alert/open-ports.js'),
    import('../../lib/alert/run.js'),
    import('../../lib/ingest/log.js'),
  ]);
  const printed: Notification[] = [];
  const asJson = options.format === 'json';
  const hasChannels = Object.values(config.channels).some((channel) => channel.enabled);
  const lang = named && options.lang === 'en' ? config.lang : options.lang;
  const startMs = io.nowMs();
  const ports = await openPorts({
    config,
    state: stateOf(options, config),
    env: io.env,
    cwd: io.cwd,
    // A channel that prints must not print into the document.
    stdout: asJson ? io.stderr : io.stdout,
    lang,
    log: silentLog,
    nowMs: io.nowMs,
    deadlineMs: startMs + RUN_MS,
    signal: io.signal,
    // Without channels messages are the result: part of the JSON document, or what is printed and goes to `--out`.
    ...(!hasChannels ? { channels: [collecting(printed)] } : {}),
  });
  const marks = holdingMarks(ports.store);
  const summary = await runAlert(config, hasChannels ? ports : { ...ports, store: marks.store });
  if (asJson) {
    const { webhookBody } = await import('../../lib/notify/webhook.js');
    const messages = printed.map((notification) => JSON.parse(webhookBody(notification, lang)) as unknown);
    await writeOutput(io, options.out, [`${safeJson(JSON.stringify({ ...summary, printed: messages }))}\n`]);
  } else {
    const { plainMessage, plainText } = await import('../../lib/notify/plain.js');
    const texts = printed.map((notification) => `${plainText(plainMessage(notification, lang))}\n\n`);
    if (!hasChannels || options.out !== undefined) await writeOutput(io, options.out, texts);
    if (!options.quiet) io.stderr.write(`${inWords(summary)}\n`);
  }
  // A run that cannot write its messages has told nobody: the next one prints them.
  if (options.out === undefined || options.out === '-') await flushed(io.stdout);
  await marks.release();
  for (const { key, reason } of summary.refused) io.stderr.write(`cos403: ${key}: ${reason}\n`);
  for (const { channel, reason } of summary.messages.failed) {
    io.stderr.write(`cos403: channel ${channel} did not take a message: ${reason}\n`);
  }
  // What was damaged was set aside and is read again from the logs; what is newer waits for an upgrade.
  if (summary.messages.failed.length > 0 || summary.refused.some(({ why }) => why === 'newer')) io.exit(1);
}

/** A pipe that nobody reads any more says so only when it was written to. */
function flushed(stream: Io['stdout']): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write('', (error) => (error ? reject(error) : resolve()));
  });
}

function collecting(printed: Notification[]): Channel {
  return {
    name: 'stdout',
    type: 'stdout',
    lang: 'en',
    async send(notification) {
      printed.push(notification);
      return { status: 'sent' };
    },
  };
}

function inWords({ status, partials, open, messages, conditions }: RunSummary): string {
  if (status === 'skipped') return 'another alert run is under way; nothing was done';
  return [
    `${partials.read} new ${partials.read === 1 ? 'partial' : 'partials'} read${partials.complete ? '' : ' (more are left for the next run)'}`,
    `${open} open`,
    `${messages.sent} sent${messages.waiting > 0 ? `, ${messages.waiting} waiting` : ''}`,
    ...(conditions.length > 0 ? [`watching is impaired: ${conditions.join(', ')}`] : []),
  ].join('; ');
}
