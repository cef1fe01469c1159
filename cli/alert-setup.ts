import type { Config } from '../lib/config/types.js';
import type { Store } from '../lib/store/store.js';
import { CliError, UsageError } from './errors.js';
import type { Io } from './io.js';

export interface StateOptions {
  state?: string;
  config?: string;
}

/** The configuration that `--config` or `COS403_CONFIG` names, else the defaults. */
export async function configOf(options: StateOptions, io: Io): Promise<{ config: Config; named: boolean }> {
  const { loadConfig } = await import('../lib/config/load.js');
  const { ConfigError } = await import('../lib/config/error.js');
  try {
    const { config, location } = await loadConfig(options.config, {
      env: io.env,
      cwd: io.cwd,
      readCos: async (place) => (await import('../lib/config/read-cos.js')).readCosObject(io.env)(place),
    });
    return { config, named: location !== null };
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError(error.code, error.message, { cause: error });
    throw error;
  }
}

/** Where the state is: `--state`, else the configuration's. */
export function stateOf(options: StateOptions, config: Config): string {
  const state = options.state ?? config.state;
  if (state !== undefined) return state;
  throw new UsageError(
    'no-state',
    'say where the state is: --state DIR, --state cos://bucket-appid/prefix, or "state" in --config',
  );
}

/** Opens the state for commands that only look at it or change a silence. */
export async function storeOf(options: StateOptions, io: Io): Promise<Store> {
  const { config } = await configOf(options, io);
  const { openStore } = await import('../lib/store/open.js');
  return openStore(stateOf(options, config), {
    cwd: io.cwd,
    cos: async () => {
      const { openCloud } = await import('../lib/cloud/open.js');
      return (await openCloud({ env: io.env, likelyRegion: config.region })).cos;
    },
  });
}
