import type { ChannelOf } from '../config/types.js';
import type { Lang } from '../lang.js';
import { safeReason } from './clean.js';
import { cutBytes } from './fit.js';
import { judgeStatus, postJson } from './http.js';
import type { Channel, Notification } from './message.js';
import type { ChannelContext } from './options.js';
import { bodyLines, plainMessage } from './plain.js';

/** `url`: the base address, without `/api/v2/alerts`. */
export type AlertmanagerOptions = Pick<ChannelOf<'alertmanager'>, 'url' | 'user' | 'password' | 'bearer'>;

/** How long Alertmanager keeps a firing alert without hearing of it: longer than the longest repeat, so that only we resolve it. */
const FIRING_MS = 26 * 3_600_000;

/** Prometheus Alertmanager API v2. The label set is the identity: only labels that stay the same over the life of an incident go in. */
export function alertmanagerChannel(options: AlertmanagerOptions, context: ChannelContext): Channel {
  return {
    name: context.name,
    type: 'alertmanager',
    lang: context.lang,
    send(notification, signal) {
      const url = `${options.url.replace(/\/+$/, '')}/api/v2/alerts`;
      const authorization = authorizationOf(options);
      const headers = authorization === null ? {} : { authorization };
      const body = alertmanagerAlerts(notification, context.lang, context.nowMs());
      return postJson({ url, body, headers }, signal, context, (answer) => {
        const outcome = judgeStatus(answer);
        const detail = safeReason(answer.body, [options.url, options.bearer ?? '', options.password ?? '']);
        return outcome.status === 'failed' && detail !== ''
          ? { ...outcome, reason: `${outcome.reason}: ${detail}` }
          : outcome;
      });
    },
  };
}

function authorizationOf({ user, password, bearer }: AlertmanagerOptions): string | null {
  if (bearer !== undefined) return `Bearer ${bearer}`;
  if (user === undefined) return null;
  return `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`;
}

export function alertmanagerAlerts(notification: Notification, lang: Lang, nowMs: number): string {
  const message = plainMessage(notification, lang);
  const startsAt = (notification.data as { incident?: { startedAt?: string } } | null)?.incident?.startedAt;
  const resolved = notification.type === 'incident.resolved';
  // Severity and cause can change while an incident is open: they would make it another alert, so they are annotations.
  const { bucket, kind } = notification.labels;
  return JSON.stringify([
    {
      labels: {
        alertname: 'COS403',
        incident: notification.dedupKey,
        ...(bucket === undefined ? {} : { bucket }),
        ...(kind === undefined ? {} : { kind }),
      },
      annotations: {
        summary: message.title,
        action: message.action,
        severity: notification.severity,
        cause: notification.labels['cause'] ?? '',
        description: cutBytes(bodyLines(message).join('\n'), 16_384),
      },
      ...(startsAt === undefined ? {} : { startsAt }),
      endsAt: new Date(resolved ? nowMs : nowMs + FIRING_MS).toISOString(),
      generatorURL: message.links[0]?.url ?? 'https://console.cloud.tencent.com/cos5',
    },
  ]);
}
