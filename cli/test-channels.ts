import type { Cloud } from '../lib/cloud/open.js';
import type { Config } from '../lib/config/types.js';
import { type DoctorResult, result } from '../lib/doctor/check.js';
import { createChannels } from '../lib/notify/channels.js';
import { sampleNotification } from '../lib/notify/sample.js';
import type { Io } from './io.js';

/** `doctor --send-test`: a sample message through every enabled channel, and what became of it. */
export async function* testChannels(io: Io, config: Config, cloud: Cloud): AsyncGenerator<DoctorResult> {
  const channels = createChannels(config.channels, {
    nowMs: io.nowMs,
    stdout: io.stdout,
    lang: config.lang,
    callApi: cloud.api,
  });
  for (const channel of channels) {
    const outcome = await channel.send(sampleNotification(io.nowMs()), io.signal);
    const title = { en: `message through ${channel.name}`, zh: `通过 ${channel.name} 发送消息` };
    if (outcome.status === 'sent') {
      yield result(`send:${channel.name}`, 'pass', title, { en: 'was taken', zh: '已被接收' });
    } else {
      yield result(
        `send:${channel.name}`,
        'fail',
        title,
        { en: outcome.reason, zh: outcome.reason },
        { en: 'check its address and secret', zh: '检查地址与密钥' },
      );
    }
  }
}
