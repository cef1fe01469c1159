import { createHash } from 'node:crypto';
import type { Notification } from '../notify/message.js';

const RANK = { critical: 0, error: 1, warning: 2, info: 3 } as const;

/** Many messages of one run as one: the worst first, each with what it is and what to do. */
export function digestOf(notifications: readonly Notification[], time: string): Notification {
  const sorted = [...notifications].sort((a, b) => RANK[a.severity] - RANK[b.severity] || (a.id < b.id ? -1 : 1));
  const worst = sorted[0];
  const count = (type: Notification['type']) => sorted.filter((notification) => notification.type === type).length;
  const parts = [
    { n: count('incident.opened'), en: 'opened', zh: '新发' },
    { n: count('incident.changed'), en: 'changed', zh: '有变化' },
    { n: count('incident.repeated'), en: 'going on', zh: '持续' },
    { n: count('incident.resolved'), en: 'resolved', zh: '已恢复' },
    { n: count('system') + count('report') + count('test'), en: 'other', zh: '其他' },
  ].filter((part) => part.n > 0);
  const id = `digest-${createHash('sha256')
    .update(sorted.map((notification) => notification.id).join('\n'))
    .digest('hex')
    .slice(0, 20)}`;
  return {
    id,
    type: sorted.every((notification) => notification.type === 'incident.resolved')
      ? 'incident.resolved'
      : 'incident.opened',
    severity: worst?.severity ?? 'info',
    dedupKey: id,
    time,
    title: {
      en: `COS 403: ${sorted.length} messages (${parts.map((part) => `${part.n} ${part.en}`).join(', ')})`,
      zh: `COS 403：${sorted.length} 条消息（${parts.map((part) => `${part.n} 条${part.zh}`).join('，')}）`,
    },
    action: {
      en: 'The worst comes first; `cos403 incidents` lists them with everything known.',
      zh: '最严重的排在最前；运行 cos403 incidents 可查看全部详情。',
    },
    sections: sorted.map((notification) => ({
      title: notification.title,
      lines: notification.action.en === '' ? [] : [notification.action],
    })),
    links: worst?.links ?? [],
    labels: {},
    data: { digest: sorted.map((notification) => notification.id) },
  };
}
