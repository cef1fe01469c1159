import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { simpleParser } from 'mailparser';
import type { Notification } from '../../lib/notify/message.js';
import { type SmtpOptions, smtpChannel } from '../../lib/notify/smtp.js';
import { EXAMPLES, NOW } from './support/examples.js';
import { smtpServer } from './support/smtp-server.js';

const OPENED = EXAMPLES['opened'] as Notification;
const CONTEXT = { name: 'mail', lang: 'en' as const, nowMs: () => NOW };
const signal = () => new AbortController().signal;

function options(port: number, change: Partial<SmtpOptions> = {}): SmtpOptions {
  return {
    host: '127.0.0.1',
    port,
    security: 'none',
    user: undefined,
    password: undefined,
    from: 'cos403 <alerts@mail.example.com>',
    to: ['ops@example.com'],
    ...change,
  } as SmtpOptions;
}

test('a mail arrives with text, HTML, attachments and a stable id', async () => {
  const server = await smtpServer();
  try {
    const body = Buffer.from('a,b\r\n');
    const notification = { ...OPENED, attachments: [{ name: 'r.csv', contentType: 'text/csv', body }] };
    expect(await smtpChannel(options(server.port), CONTEXT).send(notification, signal())).toEqual({ status: 'sent' });
    const mail = await simpleParser(server.mails[0] ?? '');
    expect(mail.subject).toBe(OPENED.title.en);
    expect(mail.text).toContain('Enable the key, or put a working one in place.');
    expect(mail.html).toContain('<h1');
    expect(mail.html).not.toContain('<img');
    expect(mail.messageId).toBe(`<${OPENED.id}@mail.example.com>`);
    expect(mail.attachments.map(({ filename, content }) => [filename, content.toString()])).toEqual([
      ['r.csv', 'a,b\r\n'],
    ]);
  } finally {
    await server.close();
  }
});

test('log content cannot add a header', async () => {
  const server = await smtpServer();
  try {
    const title = { en: 'x\r\nBcc: victim@example.com\r\n\r\nbody', zh: '' };
    await smtpChannel(options(server.port), CONTEXT).send({ ...OPENED, title }, signal());
    const mail = await simpleParser(server.mails[0] ?? '');
    expect(mail.bcc).toBeUndefined();
    expect(mail.subject).toBe('x Bcc: victim@example.com body');
  } finally {
    await server.close();
  }
});

test('the ready HTML of a report is taken as it is, in the language of the channel', async () => {
  const server = await smtpServer();
  try {
    const html = { en: '<p>report</p>', zh: '<p>日报</p>' };
    await smtpChannel(options(server.port), { ...CONTEXT, lang: 'zh' }).send({ ...OPENED, html }, signal());
    expect((await simpleParser(server.mails[0] ?? '')).html).toContain('日报');
  } finally {
    await server.close();
  }
});

test('a wrong password is final, and stands in no reason', async () => {
  const server = await smtpServer({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth(_, __, done) {
      done(Object.assign(new Error('invalid pass-word hunter22'), { responseCode: 535 }));
    },
  });
  try {
    const channel = smtpChannel(options(server.port, { user: 'alerts', password: 'hunter22' }), CONTEXT);
    const outcome = await channel.send(OPENED, signal());
    expect(outcome).toMatchObject({ status: 'failed', reason: expect.stringContaining('535') });
    expect(JSON.stringify(outcome)).not.toContain('hunter22');
  } finally {
    await server.close();
  }
});

test('"try again later" is tried again later', async () => {
  const server = await smtpServer({
    onRcptTo(_, __, done) {
      done(Object.assign(new Error('too many mails'), { responseCode: 451 }));
    },
  });
  try {
    expect(await smtpChannel(options(server.port), CONTEXT).send(OPENED, signal())).toMatchObject({
      status: 'retry',
      reason: expect.stringContaining('451'),
    });
  } finally {
    await server.close();
  }
});

test('an unknown recipient is final', async () => {
  const server = await smtpServer({
    onRcptTo(_, __, done) {
      done(Object.assign(new Error('no such user'), { responseCode: 550 }));
    },
  });
  try {
    expect(await smtpChannel(options(server.port), CONTEXT).send(OPENED, signal())).toMatchObject({ status: 'failed' });
  } finally {
    await server.close();
  }
});

test('starttls is upgraded, and refused when the server has none', async () => {
  const without = await smtpServer();
  try {
    const outcome = await smtpChannel(options(without.port, { security: 'starttls' }), CONTEXT).send(OPENED, signal());
    expect(outcome).toMatchObject({ status: 'failed' });
    expect(without.mails).toEqual([]);
  } finally {
    await without.close();
  }
});

test('a server that is not there, or never greets, is tried again', async () => {
  const closed = await smtpServer();
  await closed.close();
  expect(await smtpChannel(options(closed.port), CONTEXT).send(OPENED, signal())).toMatchObject({
    status: 'retry',
    reason: expect.stringContaining('ESOCKET'),
  });

  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  try {
    const abort = new AbortController();
    const sending = smtpChannel(options((silent.address() as AddressInfo).port), CONTEXT).send(OPENED, abort.signal);
    abort.abort();
    expect(await sending).toMatchObject({ status: 'retry' });
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => silent.close(() => resolve()));
  }
});
