import { randomUUID } from 'node:crypto';
import type { Writable } from 'node:stream';
import type { Environment } from '../cloud/credentials.js';
import { CloudError } from '../cloud/error.js';
import { type Cloud, type CloudOptions, openCloud } from '../cloud/open.js';
import type { Config } from '../config/types.js';
import { ownRequesters } from '../ingest/identity.js';
import type { Log } from '../ingest/log.js';
import { sweep } from '../ingest/sweep.js';
import type { Lang } from '../lang.js';
import { createChannels } from '../notify/channels.js';
import type { Channel } from '../notify/message.js';
import { stdoutChannel } from '../notify/stdout.js';
import { openStore } from '../store/open.js';
import { liveDiagnoser } from './live-diagnosis.js';
import type { AlertPorts } from './run.js';
import { watchLogging } from './watch.js';

export interface OpenOptions {
  readonly config: Config;
  /** `cos://bucket-appid/prefix` or a folder. */
  readonly state: string;
  readonly env: Environment;
  readonly cwd: string;
  readonly stdout: Writable;
  readonly lang: Lang;
  readonly log: Log;
  nowMs(): number;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** Instead of the configured channels. */
  readonly channels?: readonly Channel[];
  /** How calls of the cloud and of channels wait and give up, when not as usual. */
  readonly calls?: Pick<CloudOptions, 'timeoutMs' | 'patience'>;
}

/** The real world for one run. The cloud is opened when the first call is due; without credentials what needs it is left out. */
export async function openPorts(options: OpenOptions): Promise<AlertPorts> {
  const { config, env, nowMs, signal } = options;
  let opened: Promise<Cloud | null> | undefined;
  const cloud = () => (opened ??= openWithCredentials(options));
  const needed = async (): Promise<Cloud> => {
    const ready = await cloud();
    if (ready !== null) return ready;
    throw new CloudError('no-credentials', 'no credentials: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY', {
      action: 'cos:GetObject',
      retryable: false,
    });
  };
  const store = await openStore(options.state, { cwd: options.cwd, cos: async () => (await needed()).cos });
  const channels = options.channels ?? configuredChannels(options, async () => (await needed()).api);
  const hasLogs = config.logs.length > 0;
  return {
    store,
    channels,
    diagnose: liveDiagnoser({ store, cloud, calls: config.alert.callBudget, nowMs }),
    sweep: hasLogs
      ? async (limits) => {
          const { cos, api } = await needed();
          const self = await ownRequesters(api, env, store);
          const { log } = options;
          return sweep(config.logs, { cos, store, nowMs, log, self, ...limits });
        }
      : null,
    watch: hasLogs ? async (limits) => watchLogging(config.logs, await needed(), limits) : null,
    nowMs,
    random: Math.random,
    deadlineMs: options.deadlineMs,
    signal,
    runId: randomUUID(),
  };
}

/** Without a channel in the configuration messages are printed. */
function configuredChannels(
  { config, nowMs, stdout, lang, calls }: OpenOptions,
  api: () => Promise<Cloud['api']>,
): readonly Channel[] {
  const channels = createChannels(config.channels, {
    nowMs,
    stdout,
    lang,
    ...(calls?.timeoutMs === undefined ? {} : { timeoutMs: calls.timeoutMs }),
    callApi: async (service, action, parameters, call) => (await api())(service, action, parameters, call),
  });
  return channels.length > 0 ? channels : [stdoutChannel(stdout, { name: 'stdout', lang, nowMs })];
}

async function openWithCredentials({ config, env, calls }: OpenOptions): Promise<Cloud | null> {
  try {
    return await openCloud({ env, likelyRegion: config.region, ...calls });
  } catch (error) {
    if (error instanceof CloudError && error.code === 'no-credentials') return null;
    throw error;
  }
}
