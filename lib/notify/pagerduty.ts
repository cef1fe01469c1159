import type { ChannelOf } from '../config/types.js';
import type { Lang } from '../lang.js';
import { safeReason } from './clean.js';
import { byteLength, cutBytes, cutChars } from './fit.js';
import { type HttpAnswer, jsonObject, judgeStatus, postJson, retryLater } from './http.js';
import type { Channel, Notification, SendOutcome } from './message.js';
import type { ChannelContext } from './options.js';
import { plainMessage } from './plain.js';

/** `routingKey` is the integration key: a secret. */
export type PagerdutyOptions = Pick<ChannelOf<'pagerduty'>, 'routingKey' | 'url'>;

const BODY_BYTES = 512 * 1024;
/** Throttling has no published figure; the service asks to back off for minutes. */
const THROTTLE_MS = 120_000;

/** PagerDuty Events API v2: repeats merge by `dedup_key`, `resolved` closes the incident there. */
export function pagerdutyChannel(options: PagerdutyOptions, context: ChannelContext): Channel {
  return {
    name: context.name,
    type: 'pagerduty',
    lang: context.lang,
    send(notification, signal) {
      const { url } = options;
      const body = pagerdutyEvent(notification, context.lang, options.routingKey);
      return postJson({ url, body }, signal, context, (answer) => judge(answer, [options.routingKey, url]));
    },
  };
}

export function pagerdutyEvent(notification: Notification, lang: Lang, routingKey: string): string {
  const message = plainMessage(notification, lang);
  const event = (details: object) =>
    JSON.stringify({
      routing_key: routingKey,
      event_action: notification.type === 'incident.resolved' ? 'resolve' : 'trigger',
      dedup_key: cutChars(notification.dedupKey, 255),
      payload: {
        summary: cutChars(message.title, 1024),
        source: notification.labels['bucket'] ?? 'cos403',
        severity: notification.severity,
        timestamp: notification.time,
        component: 'cos',
        group: notification.labels['bucket'] ?? '',
        class: notification.labels['cause'] ?? notification.labels['kind'] ?? notification.type,
        custom_details: details,
      },
      links: message.links.map((link) => ({ href: link.url, text: link.label })),
      client: 'cos403',
    });
  const details = Object.fromEntries([
    ['action', message.action],
    ...message.sections.map((section) => [
      section.title,
      section.code === null ? section.lines : [...section.lines, section.code],
    ]),
  ]);
  const whole = event(details);
  if (byteLength(whole) <= BODY_BYTES) return whole;
  return event({ action: cutBytes(message.action, 4096), note: 'details left out: larger than 512 KB' });
}

function judge(answer: HttpAnswer, secrets: readonly string[]): SendOutcome {
  const body = jsonObject(answer.body);
  if (answer.status === 202 && body?.['status'] === 'success') return { status: 'sent' };
  if (answer.status === 429) return retryLater(answer, 'HTTP 429', THROTTLE_MS);
  const outcome = judgeStatus(answer);
  if (outcome.status === 'sent') return retryLater(answer, `HTTP ${answer.status} without status "success"`);
  const errors = Array.isArray(body?.['errors']) ? body['errors'].join('; ') : String(body?.['message'] ?? '');
  const detail = safeReason(errors, secrets);
  return detail === '' ? outcome : { ...outcome, reason: `${outcome.reason}: ${detail}` };
}
