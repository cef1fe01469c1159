import { rootCertificates } from 'node:tls';
import type { ChannelOf } from '../config/types.js';
import { safeReason } from './clean.js';
import { SEND_TIMEOUT_MS } from './http.js';
import { mailOf } from './mail.js';
import type { Channel, Notification, SendOutcome } from './message.js';
import type { ChannelContext } from './options.js';
import { within } from './time-limit.js';

export type SmtpOptions = Pick<
  ChannelOf<'smtp'>,
  'host' | 'port' | 'security' | 'user' | 'password' | 'ca' | 'from' | 'to'
>;

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
        ...(options.ca === undefined ? {} : { tls: { ca: [...rootCertificates, options.ca] } }),
        dnsTimeout: timeoutMs,
        connectionTimeout: timeoutMs,
        greetingTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      try {
        const mail = envelope(options, notification, context);
        const sent = await within(signal, 2 * timeoutMs, (limited) => untilAborted(transport.sendMail(mail), limited));
        return refusedRecipients(sent.rejectedErrors ?? [], options) ?? { status: 'sent' };
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

/** The server took the mail for some recipients only: the others must not miss it silently. */
function refusedRecipients(errors: readonly Error[], options: SmtpOptions): SendOutcome | null {
  const [first] = errors;
  if (first === undefined) return null;
  const outcome = smtpFailure(first, options);
  if (outcome.status === 'sent') return outcome;
  return { ...outcome, reason: `${errors.length} of ${options.to.length} recipients refused: ${outcome.reason}` };
}

/** 4xx and network errors pass; 5xx, wrong credentials and a missing STARTTLS do not. */
function smtpFailure(error: unknown, options: SmtpOptions): SendOutcome {
  const { code, responseCode, response } = error as { code?: unknown; responseCode?: unknown; response?: unknown };
  const certificate = certificateProblem(error);
  if (certificate !== null) return certificate;
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

/** The server's certificate is not believed: what to do is more useful than the library's code. One that is only too old is renewed some day. */
function certificateProblem(error: unknown): SendOutcome | null {
  const message = String((error as { message?: unknown } | null)?.message ?? '');
  if (/certificate (has expired|is not yet valid)/i.test(message)) {
    return { status: 'retry', reason: 'the certificate of the mail server has expired', retryAfterMs: 600_000 };
  }
  if (/does not match certificate|altnames/i.test(message)) {
    return {
      status: 'failed',
      reason: 'the certificate of the mail server is for another name: set "host" to the name in it',
    };
  }
  if (/self[- ]signed certificate|unable to (get|verify)|unable to get local issuer/i.test(message)) {
    return {
      status: 'failed',
      reason: 'the certificate of the mail server is not trusted: set "ca" of the channel to its authority (PEM)',
    };
  }
  return null;
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
