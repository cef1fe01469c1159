import type { ChannelOf } from '../config/types.js';
import { safeReason } from './clean.js';
import { cutBytes } from './fit.js';
import { mailOf } from './mail.js';
import type { Channel, Notification, SendOutcome } from './message.js';
import type { ChannelContext } from './options.js';

export type SesOptions = Pick<ChannelOf<'ses'>, 'region' | 'from' | 'to' | 'templateId'>;

/** One call of API 3.0; lib/cloud provides it. Throws an error with `code` and `details.retryable`. */
export type CallApi = (
  service: 'ses',
  action: string,
  parameters: Readonly<Record<string, unknown>>,
  options: { readonly region: string; readonly signal: AbortSignal },
) => Promise<unknown>;

/** All attachments together, before base64. */
const ATTACHMENT_BYTES = 3_500_000;
/** What fits a template variable; the page gives no figure, the request as a whole may be 8 MB. */
const BODY_BYTES = 8_000;

/** Mail by the vendor's template API: ordinary accounts may only fill an approved template, whose values must not be HTML. */
export function sesChannel(options: SesOptions, callApi: CallApi, context: ChannelContext): Channel {
  return {
    name: context.name,
    type: 'ses',
    lang: context.lang,
    rate: { count: 10, perMs: 3_600_000 },
    digest: true,
    async send(notification, signal) {
      try {
        const answer = await callApi('ses', 'SendEmail', sesRequest(notification, options, context.lang), {
          region: options.region,
          signal,
        });
        const id = (answer as { MessageId?: unknown } | null)?.MessageId;
        if (typeof id === 'string' && id !== '') return { status: 'sent' };
        return { status: 'retry', reason: 'SES answered without a MessageId', retryAfterMs: 60_000 };
      } catch (error) {
        return sesFailure(error);
      }
    },
  };
}

/** The template has the variables `title`, `action`, `body` and `link` (docs: configuration). */
export function sesRequest(
  notification: Notification,
  options: SesOptions,
  lang: 'en' | 'zh',
): Record<string, unknown> {
  const mail = mailOf(notification, lang);
  const variables = {
    title: value(mail.subject),
    action: value(notification.action[lang]),
    body: value(cutBytes(mail.text, BODY_BYTES)),
    link: notification.links[0]?.url ?? '',
  };
  let room = ATTACHMENT_BYTES;
  const attachments = mail.attachments.filter(({ body }) => (room -= body.length) >= 0);
  return {
    FromEmailAddress: options.from,
    Destination: [...options.to],
    Subject: mail.subject,
    // Alerts are triggered mail, not marketing.
    TriggerType: 1,
    Template: { TemplateID: options.templateId, TemplateData: JSON.stringify(variables) },
    ...(attachments.length === 0
      ? {}
      : {
          Attachments: attachments.map(({ name, body }) => ({
            FileName: name,
            Content: Buffer.from(body).toString('base64'),
          })),
        }),
  };
}

/** Values must not be HTML: the angle brackets of log content become their full-width twins. */
function value(text: string): string {
  return text.replaceAll('<', '＜').replaceAll('>', '＞');
}

function sesFailure(error: unknown): SendOutcome {
  const { code, details, message } = error as {
    code?: unknown;
    details?: { retryable?: boolean };
    message?: unknown;
  };
  const name = typeof code === 'string' ? code : 'unknown';
  const detail = safeReason(typeof message === 'string' ? message : '');
  const reason = `SES ${name}${detail === '' ? '' : `: ${detail}`}`;
  const transient =
    details?.retryable === true ||
    /^(RequestLimitExceeded|InternalError|FailedOperation\.(FrequencyLimit|ExceedSendLimit|HighRejectionRate)|network|timeout)/.test(
      name,
    ) ||
    (error as Error)?.name === 'AbortError';
  return transient ? { status: 'retry', reason, retryAfterMs: 300_000 } : { status: 'failed', reason };
}
