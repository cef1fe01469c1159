import type { Writable } from 'node:stream';
import type { ChannelConfig } from '../config/types.js';
import type { Lang } from '../lang.js';
import { alertmanagerChannel } from './alertmanager.js';
import { dingtalkChannel } from './dingtalk.js';
import { feishuChannel } from './feishu.js';
import type { Channel } from './message.js';
import type { ChannelContext } from './options.js';
import { pagerdutyChannel } from './pagerduty.js';
import { type CallApi, sesChannel } from './ses.js';
import { slackChannel } from './slack.js';
import { smtpChannel } from './smtp.js';
import { fileChannel, stdoutChannel } from './stdout.js';
import { webhookChannel } from './webhook.js';
import { wecomChannel } from './wecom.js';

/** What channels need from outside. */
export interface ChannelPorts {
  nowMs(): number;
  /** Where `file` with the path `-` writes. */
  readonly stdout: Writable;
  /** For `ses`; absent where no credentials are at hand. */
  readonly callApi?: CallApi;
  /** Of the configuration: for channels without their own. */
  readonly lang: Lang;
  /** Ms that a service may take to answer; default 10 s. */
  readonly timeoutMs?: number;
}

/** One channel from its configuration, secrets already filled in. */
export function createChannel(name: string, config: ChannelConfig, ports: ChannelPorts): Channel {
  const context: ChannelContext = {
    name,
    lang: config.lang ?? ports.lang,
    nowMs: ports.nowMs,
    ...(ports.timeoutMs === undefined ? {} : { timeoutMs: ports.timeoutMs }),
  };
  switch (config.type) {
    case 'smtp':
      return smtpChannel(config, context);
    case 'ses':
      return sesChannel(config, ports.callApi ?? noApi, context);
    case 'wecom':
      return wecomChannel(config, context);
    case 'dingtalk':
      return dingtalkChannel(config, context);
    case 'feishu':
      return feishuChannel(config, context);
    case 'slack':
      return slackChannel(config, context);
    case 'pagerduty':
      return pagerdutyChannel(config, context);
    case 'alertmanager':
      return alertmanagerChannel(config, context);
    case 'webhook':
      return webhookChannel(config, context);
    case 'file':
      return config.path === '-' ? stdoutChannel(ports.stdout, context) : fileChannel(config, context);
  }
}

/** Every enabled channel of a configuration. */
export function createChannels(
  configs: Readonly<Record<string, ChannelConfig>>,
  ports: ChannelPorts,
): readonly Channel[] {
  return Object.entries(configs)
    .filter(([, config]) => config.enabled)
    .map(([name, config]) => createChannel(name, config, ports));
}

const noApi: CallApi = async () => {
  throw Object.assign(new Error('no credentials for the mail API'), { code: 'no-credentials' });
};
