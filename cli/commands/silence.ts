import type { Command } from 'commander';
import type { Refused } from '../../lib/alert/refused.js';
import type { SilenceRecord } from '../../lib/alert/silences.js';
import { safeJson } from '../../lib/text/json.js';
import { type StateOptions, storeOf } from '../alert-setup.js';
import { CliError, UsageError } from '../errors.js';
import type { Io } from '../io.js';
import { addOutputOptions, type OutputOptions, parseTime } from '../options.js';
import { writeOutput } from '../output.js';

interface AddOptions extends StateOptions, OutputOptions {
  readonly incident?: string[];
  readonly bucket?: string[];
  readonly kind?: string[];
  readonly requester?: string[];
  readonly cause?: string[];
  readonly address?: string[];
  readonly path?: string[];
  readonly for?: string;
  readonly until?: string;
  readonly reason?: string;
}

/** `cos403 silence add|list|remove`: mute incidents for a time. */
export function registerSilence(program: Command, io: Io): void {
  const silence = program.command('silence').description('Mute incidents for a time.');
  const common = (command: Command) =>
    addOutputOptions(
      command
        .option('--state <where>', 'state folder or cos://bucket-appid/prefix')
        .option('--config <file>', 'configuration that names the state'),
      ['table', 'json'],
    );
  const add = silence
    .command('add')
    .description('Add a silence. Every field that is given must match; * stands for anything.')
    .option('--incident <id...>', 'incidents by id (cos403 incidents lists them)')
    .option('--bucket <name...>', 'buckets')
    .option('--kind <kind...>', 'kinds of refusal')
    .option('--requester <id...>', 'requesters')
    .option('--cause <id...>', 'causes of the diagnosis')
    .option('--address <cidr...>', 'client addresses, as CIDR blocks')
    .option('--path <glob...>', 'paths')
    .option('--for <duration>', 'how long, such as 90m, 4h or 2d')
    .option('--until <time>', 'until when (ISO time)')
    .option('--reason <text>', 'why, for those who find it later');
  common(add).action((options: AddOptions) => addOne(options, io));
  common(silence.command('list').description('List the silences of the state.')).action(
    (options: StateOptions & OutputOptions & { all?: boolean }) => listAll(options, io),
  );
  common(silence.command('remove').description('End a silence now.').argument('<id>', 'its id')).action(
    (id: string, options: StateOptions & OutputOptions) => removeOne(id, options, io),
  );
  // Subcommands do not inherit these from the program by themselves.
  for (const command of silence.commands) command.exitOverride().copyInheritedSettings(silence);
}

async function addOne(options: AddOptions, io: Io): Promise<void> {
  const where = await whereOf(options);
  const until = await untilOf(options, io.nowMs());
  const store = await storeOf(options, io);
  const { addSilence } = await import('../../lib/alert/silences.js');
  const added = await addSilence(store, {
    where,
    until: new Date(until).toISOString(),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
  });
  await print(options, io, added, `${added.id}  until ${added.until}\n`);
}

async function whereOf(options: AddOptions): Promise<SilenceRecord['where']> {
  const { incident, bucket, kind, requester, cause, address, path } = options;
  const { KINDS } = await import('../../lib/denial/kinds.js');
  const { CAUSE_IDS } = await import('../../lib/diagnose/ids.js');
  const { isCidr } = await import('../../lib/config/filter.js');
  const bad = (what: string, value: string | undefined, list?: readonly string[]) => {
    if (value === undefined) return;
    throw new UsageError('bad-silence', `"${value}" is no ${what}${list ? `; there are ${list.join(', ')}` : ''}`);
  };
  bad(
    'kind',
    kind?.find((value) => !(KINDS as readonly string[]).includes(value)),
    KINDS,
  );
  bad(
    'cause',
    cause?.find((value) => !(CAUSE_IDS as readonly string[]).includes(value)),
    CAUSE_IDS,
  );
  bad(
    'address or CIDR block',
    address?.find((value) => !isCidr(value)),
  );
  const where = {
    ...(incident === undefined ? {} : { incidents: incident }),
    ...(bucket === undefined ? {} : { buckets: bucket }),
    ...(kind === undefined ? {} : { kinds: kind }),
    ...(requester === undefined ? {} : { requesters: requester }),
    ...(cause === undefined ? {} : { causes: cause }),
    ...(address === undefined ? {} : { addresses: address }),
    ...(path === undefined ? {} : { paths: path }),
  };
  if (Object.keys(where).length === 0) {
    throw new UsageError(
      'empty-silence',
      'say what to mute: --incident, --bucket, --kind, --requester, --cause, --address or --path',
    );
  }
  return where;
}

async function untilOf(options: AddOptions, nowMs: number): Promise<number> {
  if ((options.for === undefined) === (options.until === undefined)) {
    throw new UsageError('no-end', 'a silence always ends: give --for 4h or --until TIME, one of them');
  }
  if (options.until !== undefined) {
    const until = parseTime(options.until, nowMs);
    if (until <= nowMs) throw new UsageError('past', `--until ${options.until} is over already`);
    return until;
  }
  const { parseDuration } = await import('../../lib/config/duration.js');
  const ms = parseDuration(options.for ?? '');
  if (ms === null)
    throw new UsageError('bad-duration', `--for takes a duration such as 90m, 4h or 2d, not "${options.for}"`);
  return nowMs + ms;
}

async function listAll(options: StateOptions & OutputOptions, io: Io): Promise<void> {
  const { listSilences } = await import('../../lib/alert/silences.js');
  const now = io.nowMs();
  const refused: Refused[] = [];
  const silences = (await listSilences(await storeOf(options, io), refused)).map((silence) => ({
    ...silence,
    expired: Date.parse(silence.until) <= now,
  }));
  const lines = silences.map(
    ({ id, until, where, reason, expired }) =>
      `${id}  ${expired ? 'expired' : 'until'} ${until}  ${JSON.stringify(where)}${reason === undefined ? '' : `  ${reason}`}\n`,
  );
  const { visible } = await import('../../lib/text/visible.js');
  const text = lines.map((line) => `${visible(line.trimEnd())}\n`).join('') || 'no silences\n';
  await print(options, io, { schema: 'cos403.silences/1', silences }, text);
  for (const { key, reason } of refused) io.stderr.write(`cos403: ${key}: ${reason}\n`);
  if (refused.some(({ why }) => why === 'newer')) io.exit(1);
}

async function removeOne(id: string, options: StateOptions & OutputOptions, io: Io): Promise<void> {
  const { removeSilence } = await import('../../lib/alert/silences.js');
  const known = await removeSilence(await storeOf(options, io), id);
  if (!known) throw new CliError('no-such-silence', `there is no silence "${id}"; cos403 silence list shows them`);
  await print(options, io, { schema: 'cos403.silence-removed/1', id }, `${id} removed\n`);
}

async function print(options: OutputOptions, io: Io, json: object, text: string): Promise<void> {
  await writeOutput(io, options.out, [options.format === 'json' ? `${safeJson(JSON.stringify(json))}\n` : text]);
}
