import type { Writable } from 'node:stream';
import type { Environment } from '../cloud/credentials.js';
import { CloudError } from '../cloud/error.js';
import { type Cloud, openCloud } from '../cloud/open.js';
import { realPatience } from '../cloud/retry.js';
import type { Config } from '../config/types.js';
import { liveFacts } from '../facts/source.js';
import { ownRequesters } from '../ingest/identity.js';
import { createChannels } from '../notify/channels.js';
import { openStore, parseLocation } from '../store/open.js';
import type { ReportPorts } from './run.js';
import { settingsOf } from './settings.js';

export interface OpenReportOptions {
  readonly config: Config;
  /** `cos://bucket-appid/prefix` or a folder. */
  readonly state: string;
  readonly env: Environment;
  readonly cwd: string;
  readonly stdout: Writable;
  nowMs(): number;
  readonly scheduledMs: number;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/** A link in a mail is for a week; with a function's temporary credentials it ends when they do. */
const LINK_SECONDS = 7 * 24 * 3600;

/** The real world for one run of the report. Without credentials everything that needs the account is left out. */
export async function openReportPorts(options: OpenReportOptions): Promise<ReportPorts> {
  const { config, cwd, nowMs, signal } = options;
  const cloud = await cloudOrNone(options);
  const cos = async () => {
    if (cloud) return cloud.cos;
    throw new CloudError('no-credentials', 'no credentials: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY', {
      action: 'cos:GetObject',
      retryable: false,
    });
  };
  const store = await openStore(options.state, { cwd, cos });
  // What this function reads of the watched buckets is counted by another one.
  if (cloud) await ownRequesters(cloud.api, options.env, store);
  const roots = [{ name: config.region ?? '', store }];
  for (const root of config.report.roots) {
    roots.push({ name: root.name, store: await openStore(root.state, { cwd, cos }) });
  }
  const location = parseLocation(options.state, cwd);
  return {
    store,
    roots,
    settings: settingsOf(config),
    // The budget's deadline is told by this run's clock, which is the local cloud's when there is one.
    facts:
      cloud &&
      ((budget) => liveFacts({ cos: cloud.cos, api: cloud.api, budget, signal, patience: { ...realPatience, nowMs } })),
    channels: createChannels(config.channels, {
      nowMs,
      stdout: options.stdout,
      lang: config.lang,
      ...(cloud && { callApi: cloud.api }),
    }),
    presign:
      cloud && location.kind === 'cos'
        ? (key) =>
            cloud.cos.presign(location.bucket, `${location.prefix}${key}`, {
              method: 'GET',
              expiresSeconds: LINK_SECONDS,
            })
        : null,
    nowMs,
    random: Math.random,
    scheduledMs: options.scheduledMs,
    deadlineMs: options.deadlineMs,
    signal,
  };
}

async function cloudOrNone({ config, env }: OpenReportOptions): Promise<Cloud | null> {
  try {
    return await openCloud({ env, likelyRegion: config.region });
  } catch (error) {
    if (error instanceof CloudError && error.code === 'no-credentials') return null;
    throw error;
  }
}
