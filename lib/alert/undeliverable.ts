import { createHash } from 'node:crypto';
import type { Notification } from '../notify/message.js';
import type { FlushResult } from './outbox.js';

/** A message that a channel will never take is told through the others: once per channel and day. */
export function undeliverable(
  failed: FlushResult['failed'],
  nowMs: number,
): { readonly notification: Notification; readonly except: string }[] {
  const byChannel = new Map<string, FlushResult['failed'][number][]>();
  for (const failure of failed) {
    // Its own failure is not a reason for another message.
    if (failure.id.startsWith('undeliverable-')) continue;
    byChannel.set(failure.channel, [...(byChannel.get(failure.channel) ?? []), failure]);
  }
  return [...byChannel].map(([channel, failures]) => {
    const day = Math.floor(nowMs / 86_400_000);
    const name = createHash('sha256').update(channel).digest('hex').slice(0, 12);
    const reason = failures[0]?.reason ?? '-';
    return {
      except: channel,
      notification: {
        id: `undeliverable-${name}-${day}`,
        type: 'system',
        severity: 'error',
        dedupKey: `undeliverable-${name}`,
        time: new Date(nowMs).toISOString(),
        title: {
          en: `Channel "${channel}" refuses messages: ${failures.length} not delivered`,
          zh: `通知渠道“${channel}”拒收消息：${failures.length} 条未送达`,
        },
        action: {
          en: `Check its settings, then run \`cos403 notify test --channel ${channel}\`. \`cos403 incidents\` shows what it missed.`,
          zh: `请检查其配置并运行 cos403 notify test --channel ${channel}；cos403 incidents 可查看遗漏的内容。`,
        },
        sections: [
          {
            title: { en: 'Answer', zh: '应答' },
            lines: [{ en: reason, zh: reason }],
          },
        ],
        links: [],
        labels: { severity: 'error', condition: 'message-undeliverable' },
        data: { condition: 'message-undeliverable', channel, count: failures.length },
      },
    };
  });
}
