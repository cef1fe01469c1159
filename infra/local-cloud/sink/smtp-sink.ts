import type { AddressInfo } from 'node:net';
import type { LocalCloud } from '../cloud.js';

export interface SmtpSink {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  close(): Promise<void>;
}

const MAX_BYTES = 32 * 1024 * 1024;

/**
 * A real SMTP server on 127.0.0.1 that keeps what it gets. It takes mail with or without a login, and offers no STARTTLS: a client
 * would refuse a certificate made here. Faults of the operation `smtp` answer 4xx or 5xx, hang or cut the connection.
 */
export async function startSmtpSink(cloud: LocalCloud): Promise<SmtpSink> {
  // Loaded when a cloud with sinks starts, not with every command.
  const { SMTPServer } = await import('smtp-server');
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: MAX_BYTES,
    logger: false,
    onAuth: (auth, _session, callback) => callback(null, { user: auth.username ?? 'anonymous' }),
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        void deliver(Buffer.concat(chunks), session, callback);
      });
    },
  });
  server.on('error', () => {
    // A client that breaks off in the middle is its own trouble.
  });

  type Session = Parameters<NonNullable<(typeof server)['options']['onData']>>[1];
  async function deliver(raw: Buffer, session: Session, done: (error?: Error | null, message?: string) => void) {
    const to = session.envelope.rcptTo.map((one) => one.address);
    const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
    const fault =
      (await cloud.faults?.before({ method: 'DATA', path: to.join(','), bucket: null, key: null }, 'smtp')) ?? {};
    if (fault.hang) return;
    if (fault.reset) {
      for (const connection of server.connections) (connection as { _socket?: { destroy(): void } })._socket?.destroy();
      return;
    }
    const refused = fault.error ? smtpError(fault.error) : null;
    cloud.state.messages.push({
      channel: 'smtp',
      receivedAt: new Date(cloud.clock.nowMs()).toISOString(),
      path: to.join(','),
      headers: { ...topHeaders(raw), 'x-envelope-from': from, 'x-user': String(session.user ?? '') },
      body: raw.toString('utf8'),
      status: refused?.responseCode ?? 250,
      accepted: refused === null,
    });
    fault.afterWork?.();
    done(refused);
  }

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()));
  const { port } = server.server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    close: () =>
      new Promise((closed) => {
        for (const connection of server.connections)
          (connection as { _socket?: { destroy(): void } })._socket?.destroy();
        server.close(() => closed());
      }),
  };
}

const SMTP_REPLIES = new Set([421, 450, 451, 452, 454, 455, 550, 551, 552, 553, 554]);

/** An SMTP reply: a status that SMTP has is taken as it is, everything else is a transient 451. */
function smtpError(error: { readonly status: number; readonly message: string }): Error & { responseCode: number } {
  const responseCode = SMTP_REPLIES.has(error.status) ? error.status : 451;
  return Object.assign(new Error(error.message), { responseCode });
}

/** The unfolded headers of a mail, lower-case names, as sent (not decoded). */
function topHeaders(raw: Buffer): Record<string, string> {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .toString('utf8', 0, end < 0 ? raw.length : end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  return Object.fromEntries(
    lines.flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 1 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]];
    }),
  );
}
