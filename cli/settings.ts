import type { Command } from 'commander';
import type { Config } from '../lib/config/types.js';
import type { Lang } from '../lib/lang.js';
import type { Io } from './io.js';

/** What stays hidden in the output. */
export interface Masking {
  readonly keys: boolean;
  readonly addresses: boolean;
}

export interface Chosen {
  readonly config?: string;
  readonly lang: Lang;
  readonly region?: string;
  readonly state?: string;
  readonly mask?: boolean;
}

const USES = 'configuration whose language, region and privacy hold where no option says otherwise';

/** `--config` of the commands that work without a configuration. */
export function addConfigOption(command: Command): Command {
  return command.option('--config <location>', `${USES} (a file, cos://… or inline JSON)`);
}

/** The options of the command line, completed from the configuration that `--config` or `COS403_CONFIG` names. Without one nothing changes. */
export async function withConfig<T extends Chosen>(
  command: Command,
  options: T,
  io: Io,
): Promise<T & { readonly masking: Masking }> {
  const named = options.config ?? io.env['COS403_CONFIG'] ?? '';
  if (named.trim() === '') return { ...options, masking: maskingOf(options, null) };
  const { configOf } = await import('./alert-setup.js');
  const { config } = await configOf({ config: named }, io);
  const typed = command.getOptionValueSource('lang') !== 'default';
  const region = options.region ?? config.region;
  const state = options.state ?? config.state;
  return {
    ...options,
    lang: typed ? options.lang : config.lang,
    ...(region === undefined ? {} : { region }),
    ...(state === undefined ? {} : { state }),
    masking: maskingOf(options, config.privacy),
  };
}

/** `--mask` and `--no-mask` win over the configuration; without either everything is shown as logged. */
function maskingOf({ mask }: Chosen, privacy: Config['privacy'] | null): Masking {
  if (mask !== undefined) return { keys: mask, addresses: mask };
  return { keys: privacy?.maskKeys ?? false, addresses: privacy?.maskAddresses ?? false };
}
