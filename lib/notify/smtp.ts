import type { ChannelOf } from '../config/types.js';
import { safeReason } from './clean.js';
import { SEND_TIMEOUT_MS } from './http.js';
import { mailOf } from './mail.js';
import type { Channel, Notification, SendOutcome } from './message.js';
import type { ChannelContext } from './options.js';

export type SmtpOptions = Pick<ChannelOf<'smtp'>, 'host' | 'port' | 'security' | 'user' | 'password' | 'from' | 'to'>;

/** Mail over SMTP. Every time limit is far below the library's minutes; one connection a message, so that nothing outlives a run. */
export function smtpChannel(options: SmtpOptions, context: ChannelContext): Channel {
  return {
    name: context.name,
    type: 'smtp',
    lang: context.lang,
    // The vendor's mail service takes 10 an hour from one sender to one recipient.
    rate: { count: 10, perMs: 3_600_000 },
    digest: true,
    async send(notification, signal) {
      const { createTransport } = await import('nodemailer');
      const timeoutMs = context.timeoutMs ?? SEND_TIMEOUT_MS;
      const transport = createTransport({
        host: options.host,
        port: options.port,
        secure: options.security === 'tls',
        requireTLS: options.security === 'starttls',
        ignoreTLS: options.security === 'none',
        ...(options.user === undefined ? {} : { auth: { user: options.user, pass: options.password ?? '' } }),
        dnsTimeout: timeoutMs,
        connectionTimeout: timeoutMs,
        greetingTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      const stop = AbortSignal.any([signal, AbortSignal.timeout(2 * timeoutMs)]);
      try {
        await untilAborted(transport.sendMail(envelope(options, notification, context)), stop);
        return { status: 'sent' };
      } catch (error) {
        return smtpFailure(error, options);
      } finally {
        transport.close();
      }
    },
  };
}

function envelope(options: SmtpOptions, notification: Notification, context: ChannelContext) {
  const mail = mailOf(notification, context.lang);
  const domain = /@([^>\s]+)>?$/.exec(options.from)?.[1] ?? 'cos403.invalid';
  return {
    from: options.from,
    to: [...options.to],
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    date: new Date(notification.time),
    // The same event sent twice has the same id: clients that fold duplicates can.
    messageId: `<${notification.id}@${domain}>`,
    // Repeats and the resolution stand in one thread with the first mail.
    references: `<${notification.dedupKey.replace(/[^A-Za-z0-9_-]/g, '-')}@${domain}>`,
    headers: { 'auto-submitted': 'auto-generated', 'x-cos403-incident': notification.dedupKey },
    attachments: mail.attachments.map((attachment) => ({
      filename: attachment.name,
      contentType: attachment.contentType,
      content: Buffer.from(attachment.body),
    })),
  };
}

/** 4xx and network errors pass; 5xx, wrong credentials and a missing STARTTLS do not. */
function smtpFailure(error: unknown, options: SmtpOptions): SendOutcome {
  const { code, responseCode, response } = error as { code?: unknown; responseCode?: unknown; response?: unknown };
  const detail = safeReason(typeof response === 'string' ? response : '', [options.password ?? '', options.user ?? '']);
  const reason = [
    typeof responseCode === 'number' ? `SMTP ${responseCode}` : `SMTP ${typeof code === 'string' ? code : 'no answer'}`,
    detail,
  ]
    .filter(Boolean)
    .join(': ');
  // 421 and 45x are "later"; 535 and friends will be the same in an hour.
  const temporary = typeof responseCode === 'number' && responseCode < 500;
  const permanent =
    !temporary &&
    (typeof responseCode === 'number' ||
      code === 'EENVELOPE' ||
      code === 'EAUTH' ||
      (code === 'ETLS' && options.security === 'starttls'));
  return permanent ? { status: 'failed', reason } : { status: 'retry', reason, retryAfterMs: 60_000 };
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // Whoever loses the race must not become an unhandled rejection.
  work.catch(() => undefined);
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(Object.assign(new Error('stopped'), { code: 'ETIMEDOUT' }));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (abort) signal.removeEventListener('abort', abort);
  }
}
