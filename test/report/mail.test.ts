import './echarts.js';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { smtpChannel } from '../../lib/notify/smtp.js';
import { renderCsv } from '../../lib/report/csv.js';
import { renderReportHtml } from '../../lib/report/html/page.js';
import { reportNotification } from '../../lib/report/mail.js';
import { renderMailHtml } from '../../lib/report/mail-html.js';
import { buildReport } from '../../lib/report/model.js';
import type { ReportModel } from '../../lib/report/types.js';
import { EVIL, hostileDay } from './hostile.js';
import { syntheticDay } from './synthetic.js';

const day = { date: '2026-11-23', timeZone: 'Asia/Shanghai' };
const sample = (groups: number) =>
  buildReport({
    ...day,
    ...syntheticDay({ ...day, groups }),
    generatedAt: '2026-11-24T00:05:00Z',
    previousDay: null,
    lastWeek: null,
  });

async function notificationOf(report: ReportModel, presigned: string | null = null) {
  const html = await renderReportHtml(report, 'en');
  const csv = [...renderCsv(report, 'en')].join('');
  return {
    html,
    csv,
    notification: reportNotification(report, {
      html,
      csv,
      url: null,
      presigned,
      key: 'reports/2026-11-23/report.html',
    }),
  };
}

/** Sends through the real channel to a real server and reads what arrived as a mail program does. */
async function mailed(report: ReportModel, lang: 'en' | 'zh', presigned: string | null = null) {
  const received: Promise<ParsedMail>[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, done) {
      const parsed = simpleParser(stream);
      received.push(parsed);
      parsed.then(() => done(), done);
    },
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    const { port } = server.server.address() as AddressInfo;
    const channel = smtpChannel(
      {
        host: '127.0.0.1',
        port,
        security: 'none',
        from: 'cos403 <report@example.com>',
        to: ['team@example.com'],
      } as never,
      { name: 'mail', lang, nowMs: Date.now } as never,
    );
    const { notification, html, csv } = await notificationOf(report, presigned);
    expect(await channel.send(notification, new AbortController().signal)).toEqual({ status: 'sent' });
    return { mail: await received[0]!, html, csv };
  } finally {
    await new Promise<void>((closed) => server.close(closed));
  }
}

test('the report arrives over SMTP: subject, text, HTML body, and both files whole', async () => {
  const report = sample(30);
  const { mail, html, csv } = await mailed(report, 'en');
  expect(mail.subject).toBe(
    `COS 403 report, Monday, 23 November 2026: ${report.headline.denials.toLocaleString('en-US')} refused`,
  );
  expect(mail.text).toContain('requests were refused');
  expect(mail.text).toContain('reports/2026-11-23/report.html');
  expect(mail.html).toContain(report.headline.denials.toLocaleString('en-US'));
  const [page, sheet] = mail.attachments;
  expect([page!.filename, page!.contentType, page!.content.toString()]).toEqual([
    'cos403-2026-11-23.html',
    'text/html',
    html,
  ]);
  expect([sheet!.filename, sheet!.contentType, sheet!.content.toString()]).toEqual([
    'cos403-2026-11-23.csv',
    'text/csv',
    csv,
  ]);
});

test('in Chinese, with a time-limited link', async () => {
  const { mail } = await mailed(
    sample(3),
    'zh',
    'https://state-1250000000.cos.ap-guangzhou.myqcloud.com/r.html?q-sign-time=1;2&q-signature=x',
  );
  expect(mail.subject).toContain('COS 403 日报 2026年11月23日 星期一');
  expect(mail.html).toContain(
    'href="https://state-1250000000.cos.ap-guangzhou.myqcloud.com/r.html?q-sign-time=1;2&amp;q-signature=x"',
  );
  expect(mail.text).not.toContain('q-signature');
});

test('the body survives mail clients: tables and inline style, no script, style sheet, image or class', () => {
  for (const lang of ['en', 'zh'] as const) {
    const body = renderMailHtml(sample(50), lang, null);
    expect(body).not.toMatch(/<(script|style|link|img|svg|iframe|form|input|button)|class=|\son\w+=|javascript:/i);
    expect(Buffer.byteLength(body)).toBeLessThan(100_000);
    expect(body.match(/<table/g)!.length).toBe(body.match(/<\/table>/g)!.length);
    expect(body.match(/<t[dr][ >]/g)!.length).toBe(body.match(/<\/t[dr]>/g)!.length);
  }
});

test('a page that is too large for the mail service is not attached, and the mail says where it is', async () => {
  const report = sample(3);
  const notification = reportNotification(report, {
    html: 'x'.repeat(4 << 20),
    csv: 'small',
    url: 'https://reports.example.com/reports/2026-11-23/report.html',
    presigned: null,
    key: 'reports/2026-11-23/report.html',
  });
  expect(notification.attachments!.map(({ name }) => name)).toEqual(['cos403-2026-11-23.csv']);
  expect(notification.links).toEqual([
    {
      label: { en: 'Open the full report', zh: '打开完整日报' },
      url: 'https://reports.example.com/reports/2026-11-23/report.html',
    },
  ]);
});

test.each(EVIL.map((evil) => [JSON.stringify(evil).slice(0, 50), evil]))(
  'log content %s stays text in the mail',
  (_name, evil) => {
    const body = renderMailHtml(hostileDay(evil), 'en', null);
    for (const tag of body.match(/<[^>]*>/g)!) expect(tag).not.toMatch(/^<(script|img|svg)|\son\w+=|javascript:/i);
    expect(body).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/);
    expect(Buffer.byteLength(body)).toBeLessThan(100_000);
  },
);
