import type { SMTPServerOptions } from 'smtp-server';
import { runAlert } from '../../lib/alert/run.js';
import { parseConfig } from '../../lib/config/load.js';
import type { ChannelOf } from '../../lib/config/types.js';
import type { Notification } from '../../lib/notify/message.js';
import { type SmtpOptions, smtpChannel } from '../../lib/notify/smtp.js';
import { logFile } from '../alert/support/log-file.js';
import { MemoryStore } from '../alert/support/memory-store.js';
import { EXAMPLES, NOW } from './support/examples.js';
import { smtpServer, TEST_CA, tlsIdentity } from './support/smtp-server.js';

const OPENED = EXAMPLES['opened'] as Notification;

/** As the configuration reads it, checked. */
function options(port: number, settings: Record<string, unknown>): SmtpOptions {
  const mail = {
    type: 'smtp',
    host: 'localhost',
    port,
    from: 'alerts@mail.example.com',
    to: 'ops@example.com',
    ...settings,
  };
  const { channels } = parseConfig({ schema: 'cos403.config/1', channels: { mail } }, 'test');
  return channels['mail'] as ChannelOf<'smtp'>;
}

const send = (port: number, settings: Record<string, unknown>) =>
  smtpChannel(options(port, settings), { name: 'mail', lang: 'en', nowMs: () => NOW }).send(
    OPENED,
    new AbortController().signal,
  );

const login = (user: string, password: string): SMTPServerOptions => ({
  authOptional: false,
  onAuth(auth, _, done) {
    if (auth.username === user && auth.password === password) done(null, { user });
    else done(Object.assign(new Error('authentication failed'), { responseCode: 535 }));
  },
});

describe.each([
  ['starttls', {}],
  ['tls', { secure: true }],
] as const)('mail with security %s', (security, server) => {
  test('goes encrypted to a server whose authority is trusted, with user and password', async () => {
    const smtp = await smtpServer({ ...tlsIdentity(), ...server, ...login('alerts', 'right-password') });
    try {
      const account = { security, ca: TEST_CA, user: 'alerts', password: 'right-password' };
      expect(await send(smtp.port, account)).toEqual({ status: 'sent' });
      expect(smtp.secure).toEqual([true]);
      expect(smtp.mails[0]).toContain(`Message-ID: <${OPENED.id}@mail.example.com>`);
    } finally {
      await smtp.close();
    }
  });

  test('is refused to a server nobody vouches for, and the reason says what to do', async () => {
    const smtp = await smtpServer({ ...tlsIdentity(), ...server });
    try {
      expect(await send(smtp.port, { security })).toEqual({
        status: 'failed',
        reason: 'the certificate of the mail server is not trusted: set "ca" of the channel to its authority (PEM)',
      });
      expect(smtp.mails).toEqual([]);
    } finally {
      await smtp.close();
    }
  });

  test('with a wrong password fails for good', async () => {
    const smtp = await smtpServer({ ...tlsIdentity(), ...server, ...login('alerts', 'right-password') });
    try {
      const outcome = await send(smtp.port, { security, ca: TEST_CA, user: 'alerts', password: 'wrong-password' });
      expect(outcome).toMatchObject({ status: 'failed', reason: expect.stringContaining('SMTP 535') });
      expect(JSON.stringify(outcome)).not.toContain('wrong-password');
    } finally {
      await smtp.close();
    }
  });
});

test('one refused recipient of two is told: the mail reached the other one only', async () => {
  const smtp = await smtpServer({
    onRcptTo({ address }, _, done) {
      done(address === 'gone@example.com' ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null);
    },
  });
  try {
    const outcome = await send(smtp.port, { security: 'none', to: ['ops@example.com', 'gone@example.com'] });
    expect(outcome).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('1 of 2 recipients refused: SMTP 550'),
    });
    expect(smtp.mails).toHaveLength(1);
  } finally {
    await smtp.close();
  }
});

test('a greylisting server gets the mail again in a later run, once', async () => {
  let minute = 0;
  const seen = new Set<string>();
  const nowMs = () => NOW + minute * 60_000;
  const smtp = await smtpServer({
    onRcptTo({ address }, session, done) {
      const key = `${session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address} ${address}`;
      const known = seen.has(key);
      seen.add(key);
      done(known ? null : Object.assign(new Error('4.7.1 greylisted, try again later'), { responseCode: 451 }));
    },
  });
  try {
    const store = new MemoryStore(nowMs);
    const file = logFile('a', NOW, NOW, [{ count: 20, from: -5, to: 0, denied: 'access-denied' }]);
    await store.put(file.key, file.body);
    const config = parseConfig(
      { schema: 'cos403.config/1', channels: { mail: options(smtp.port, { security: 'none' }) } },
      'test',
    );
    const run = () =>
      runAlert(config, {
        store,
        channels: [smtpChannel(options(smtp.port, { security: 'none' }), { name: 'mail', lang: 'en', nowMs })],
        diagnose: null,
        sweep: null,
        watch: null,
        nowMs,
        random: () => 0.5,
        deadlineMs: Number.POSITIVE_INFINITY,
        signal: new AbortController().signal,
        runId: 'test',
      });
    expect((await run()).messages).toMatchObject({ sent: 0, waiting: 1, failed: [] });
    minute = 5;
    expect((await run()).messages).toMatchObject({ sent: 1, waiting: 0 });
    minute = 10;
    expect((await run()).messages).toMatchObject({ sent: 0, waiting: 0 });
    expect(smtp.mails).toHaveLength(1);
  } finally {
    await smtp.close();
  }
});
