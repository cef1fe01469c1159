import { createHmac } from 'node:crypto';
import type { ChannelOf } from '../config/types.js';
import type { Lang } from '../lang.js';
import { cleanData } from './clean.js';
import { byteLength, cutBytes } from './fit.js';
import { judgeStatus, postJson } from './http.js';
import type { Channel, Notification } from './message.js';
import type { ChannelContext } from './options.js';
import { plainMessage } from './plain.js';

/** `secret`: `whsec_<base64>`; several separated by blanks while a key is rotated, each signs. */
export type WebhookOptions = Pick<ChannelOf<'webhook'>, 'url' | 'secret'>;

/** What receivers of Standard Webhooks are told to expect. */
const BODY_BYTES = 20_000;

/** Signed JSON by the Standard Webhooks specification; the body is `cos403.notification/1`. */
export function webhookChannel(options: WebhookOptions, context: ChannelContext): Channel {
  const secrets = options.secret?.split(/\s+/).filter(Boolean) ?? [];
  return {
    name: context.name,
    type: 'webhook',
    lang: context.lang,
    send(notification, signal) {
      const body = webhookBody(notification, context.lang);
      const timestamp = Math.floor(context.nowMs() / 1000);
      const headers = {
        'webhook-id': notification.id,
        'webhook-timestamp': String(timestamp),
        ...(secrets.length === 0
          ? {}
          : {
              'webhook-signature': secrets
                .map((secret) => webhookSignature(secret, notification.id, timestamp, body))
                .join(' '),
            }),
      };
      return postJson({ url: options.url, body, headers }, signal, context, (answer) => {
        if (answer.status === 410) return { status: 'failed', reason: 'HTTP 410: the receiver asks to stop' };
        return judgeStatus(answer);
      });
    },
  };
}

/** `v1,<base64 HMAC-SHA256>` over `id.timestamp.body`; the key is the decoded part behind `whsec_`. */
export function webhookSignature(secret: string, id: string, timestampSeconds: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestampSeconds}.${body}`).digest('base64')}`;
}

export function webhookBody(notification: Notification, lang: Lang): string {
  const message = plainMessage(notification, lang);
  const content = cleanData(notification.data);
  const body = (data: unknown, sections: unknown, title: string, action: string) =>
    JSON.stringify({
      schema: 'cos403.notification/1',
      id: notification.id,
      type: notification.type,
      timestamp: notification.time,
      severity: notification.severity,
      dedupKey: notification.dedupKey,
      lang,
      title,
      action,
      labels: cleanData(notification.labels),
      sections,
      links: message.links,
      data,
    });
  const whole = body(content, message.sections, message.title, message.action);
  if (byteLength(whole) <= BODY_BYTES) return whole;
  // The machine-readable part is what a receiver works with: the texts go first.
  const lean = body(content, [], message.title, message.action);
  if (byteLength(lean) <= BODY_BYTES) return lean;
  return body(null, [], cutBytes(message.title, 1000), cutBytes(message.action, 4000));
}
