import { createHmac } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { LocalCloud } from '../../../infra/local-cloud/cloud.js';
import { cloudServices } from '../../../infra/local-cloud/parts.js';
import { startLocalCloud } from '../../../infra/local-cloud/server.js';
import type { SinkMessage } from '../../../infra/local-cloud/state.js';
import { clients } from './api3-clients.js';
import { control } from './scf-support.js';

describe('the sink of the local cloud', () => {
  let cloud: LocalCloud;
  let sink: string;
  beforeEach(async () => {
    cloud = await startLocalCloud({ parts: [cloudServices] });
    sink = cloud.announce['sink']!;
  });
  afterEach(() => cloud.close());
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${sink}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, text, retryAfter: response.headers.get('retry-after') };
  };
  const messages = (query = '') => control(cloud, `messages${query}`) as Promise<SinkMessage[]>;
  const markdown = { msgtype: 'markdown', markdown: { content: 'x', title: 't', text: 'x' } };
  const WECOM = '/wecom/cgi-bin/webhook/send?key=k';
  const DING = '/dingtalk/robot/send?access_token=t';
  const FEISHU = '/feishu/open-apis/bot/v2/hook/token';
  const SLACK = '/slack/services/T0/B0/x';
  const pager = (more: object = {}) => ({
    routing_key: 'r'.repeat(32),
    event_action: 'trigger',
    dedup_key: 'd',
    payload: { summary: 's', source: 'cos403', severity: 'error' },
    ...more,
  });

  it.each([
    ['WeCom', WECOM, markdown, 200, '{"errcode":0,"errmsg":"ok"}'],
    ['WeCom without a key', '/wecom/cgi-bin/webhook/send', markdown, 200, /"errcode":93000/],
    [
      'WeCom, too long',
      WECOM,
      { msgtype: 'markdown', markdown: { content: '字'.repeat(1366) } },
      200,
      /"errcode":40058/,
    ],
    ['WeCom, wrong type', WECOM, { msgtype: 'poem' }, 200, /"errcode":40008/],
    ['DingTalk', DING, markdown, 200, '{"errcode":0,"errmsg":"ok"}'],
    ['DingTalk without a token', '/dingtalk/robot/send', markdown, 200, /"errcode":300005/],
    ['DingTalk without text', DING, { msgtype: 'text' }, 200, /"errcode":40035/],
    ['Feishu', FEISHU, { msg_type: 'text', content: { text: 'x' } }, 200, /"code":0,.*"msg":"success"/],
    ['Feishu, no JSON', FEISHU, 'x', 200, /"code":9499/],
    ['Slack', SLACK, { text: 'x' }, 200, 'ok'],
    ['Slack, empty', SLACK, {}, 400, 'no_text'],
    ['Slack, unknown team', '/slack/services/T0', { text: 'x' }, 404, 'no_team'],
    [
      'Slack, long header',
      SLACK,
      { text: 'x', blocks: [{ type: 'header', text: { text: 'x'.repeat(151) } }] },
      400,
      'invalid_blocks',
    ],
    ['PagerDuty', '/pagerduty/v2/enqueue', pager(), 202, /"status":"success".*"dedup_key":"d"/],
    ['PagerDuty, short key', '/pagerduty/v2/enqueue', pager({ routing_key: 'r' }), 400, /"invalid event".*routing_key/],
    [
      'PagerDuty, resolve',
      '/pagerduty/v2/enqueue',
      pager({ event_action: 'resolve', payload: undefined }),
      202,
      /success/,
    ],
    [
      'Alertmanager',
      '/alertmanager/api/v2/alerts',
      [{ labels: { alertname: 'x' }, startsAt: '2026-11-23T00:00:00Z' }],
      200,
      '',
    ],
    ['Alertmanager, a number as label', '/alertmanager/api/v2/alerts', [{ labels: { n: 1 } }], 400, /invalid/],
    ['Teams', '/teams/workflows/x', { type: 'message', attachments: [] }, 202, ''],
    ['any webhook', '/webhook/hook', { a: 1 }, 204, ''],
  ])('answers like %s', async (_name, path, body, status, text) => {
    const answer = await post(path, body);
    expect(answer.status).toBe(status);
    if (typeof text === 'string') expect(answer.text).toBe(text);
    else expect(answer.text).toMatch(text);
    const [message] = await messages();
    const success = status < 300 && !/"(errcode|code)":[1-9]/.test(answer.text);
    expect(message).toMatchObject({ channel: path.split('/')[1], status, accepted: success });
  });

  it('checks the signatures of DingTalk, Feishu and Standard Webhooks when it knows the secret', async () => {
    const ding = async (secret: string, timestamp = Date.now()) => {
      const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
      return (await post(`${DING}&timestamp=${timestamp}&sign=${encodeURIComponent(sign)}`, markdown)).text;
    };
    expect(await ding('anything')).toContain('"errcode":0');
    await control(cloud, 'sink', { channel: 'dingtalk', secret: 'SECright' });
    expect(await ding('SECright')).toContain('"errcode":0');
    expect(await ding('SECwrong')).toContain('sign not match');
    expect(await ding('SECright', Date.now() - 2 * 3_600_000)).toContain('invalid timestamp');
    expect((await post(DING, markdown)).text).toContain('"errcode":310000');

    await control(cloud, 'sink', { channel: 'feishu', secret: 'right' });
    const feishu = async (secret: string) => {
      const timestamp = String(Math.floor(Date.now() / 1000));
      const sign = createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64');
      return (await post(FEISHU, { timestamp, sign, msg_type: 'text', content: { text: 'x' } })).text;
    };
    expect(await feishu('right')).toContain('"code":0');
    expect(await feishu('wrong')).toContain('"code":19021');

    const secret = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
    await control(cloud, 'sink', { channel: 'webhook', secret });
    const webhook = async (body: string, signed: string) => {
      const timestamp = String(Math.floor(Date.now() / 1000));
      const signature = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
        .update(`msg_1.${timestamp}.${signed}`)
        .digest('base64');
      const headers = {
        'webhook-id': 'msg_1',
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,old v1,${signature}`,
      };
      return (await post('/webhook/x', body, headers)).status;
    };
    expect(await webhook('{"a":1}', '{"a":1}')).toBe(204);
    expect(await webhook('{"a":2}', '{"a":1}')).toBe(401);
    expect((await messages('?channel=webhook')).map((one) => one.signature)).toEqual(['valid', 'invalid']);
    expect(JSON.stringify(await control(cloud, 'sink'))).not.toContain(secret);
  });

  it('limits the rate as each robot does, on the local clock', async () => {
    const wecom = async () => JSON.parse((await post(WECOM, markdown)).text).errcode;
    const codes: number[] = [];
    for (let i = 0; i < 21; i++) codes.push(await wecom());
    expect(codes.lastIndexOf(0)).toBe(19);
    expect(codes[20]).toBe(45009);
    cloud.clock.advance(61_000);
    expect(await wecom()).toBe(0);

    const ding = async () => JSON.parse((await post(DING, markdown)).text).errcode;
    for (let i = 0; i < 20; i++) await ding();
    expect(await ding()).toBe(130101);
    cloud.clock.advance(61_000);
    expect(await ding()).toBe(130101);
    cloud.clock.advance(600_000);
    expect(await ding()).toBe(0);

    for (let i = 0; i < 3; i++) await post(SLACK, { text: 'x' });
    await expect(post(SLACK, { text: 'x' })).resolves.toMatchObject({ status: 429, retryAfter: '1' });
    await control(cloud, 'sink', { channel: 'slack', limits: false });
    await expect(post(SLACK, { text: 'x' })).resolves.toMatchObject({ status: 200 });
  });

  it('fails on demand', async () => {
    await control(cloud, 'faults', [
      { operation: 'sink:slack', fault: 'throttle', retryAfterSeconds: 7, count: 1 },
      { operation: 'sink:wecom', fault: 'throttle', count: 1 },
      { operation: 'sink:dingtalk', fault: 'error', status: 200, code: '-1', message: '系统繁忙', count: 1 },
      { operation: 'sink:pagerduty', fault: 'error', status: 500, count: 1 },
      { operation: 'sink:webhook', fault: 'reset', count: 1 },
    ]);
    await expect(post(SLACK, { text: 'x' })).resolves.toMatchObject({ status: 429, retryAfter: '7' });
    await expect(post(WECOM, markdown)).resolves.toMatchObject({ status: 200, text: expect.stringContaining('45009') });
    await expect(post(DING, markdown)).resolves.toMatchObject({ text: expect.stringContaining('"errcode":-1') });
    await expect(post('/pagerduty/v2/enqueue', pager())).resolves.toMatchObject({ status: 500 });
    await expect(post('/webhook/x', {})).rejects.toThrow();
    await expect(post('/webhook/x', {})).resolves.toMatchObject({ status: 204 });
    expect((await messages()).map((one) => one.accepted)).toEqual([false, false, false, false, true]);
  });

  describe('as an SMTP server', () => {
    const mailer = (auth?: { user: string; pass: string }) => {
      const [host, port] = cloud.announce['smtp']!.split(':');
      return createTransport({ host: host!, port: Number(port), ...(auth ? { auth } : {}), connectionTimeout: 5000 });
    };
    const mail = {
      from: 'alerts@example.com',
      to: ['ops@example.com', 'dev@example.com'],
      subject: '403 spike',
      text: 'hello',
    };

    it('takes mail with and without a login and keeps it', async () => {
      await mailer().sendMail(mail);
      await mailer({ user: 'alerts@example.com', pass: 'p' }).sendMail({ ...mail, html: '<b>x</b>' });
      const all = await messages('?channel=smtp');
      expect(all).toHaveLength(2);
      expect(all[0]).toMatchObject({
        path: 'ops@example.com,dev@example.com',
        headers: { subject: '403 spike', from: 'alerts@example.com', 'x-envelope-from': 'alerts@example.com' },
        accepted: true,
        status: 250,
      });
      expect(all[0]!.body).toContain('hello');
      expect(all[1]!.headers['x-user']).toBe('alerts@example.com');
      expect(JSON.stringify(all)).not.toContain('"p"');
    });

    it('refuses for a time or for good, or cuts the connection, on demand', async () => {
      const fail = async (fault: object) => {
        await control(cloud, 'faults', [{ operation: 'smtp', count: 1, ...fault }]);
        return mailer()
          .sendMail(mail)
          .then(
            () => 'sent',
            (error: { responseCode?: number; code?: string }) => error.responseCode ?? error.code,
          );
      };
      expect(await fail({ fault: 'throttle' })).toBe(451);
      expect(await fail({ fault: 'error', status: 550, message: 'no such user' })).toBe(550);
      expect(await fail({ fault: 'reset' })).toMatch(/ECONNECTION|ESOCKET|ECONNRESET/);
      expect(await fail({ fault: 'latency', ms: 10 })).toBe('sent');
    });
  });

  describe('as SES', () => {
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const send = (more: object = {}) => ({
      FromEmailAddress: 'cos403 <alerts@mail.example.com>',
      Subject: '403 spike',
      Destination: ['ops@example.com'],
      ...more,
    });

    it('sends by approved template only, filled in', async () => {
      const { ses } = clients(cloud, cloud.root);
      const { TemplateID } = await ses.CreateEmailTemplate({
        TemplateName: 'alert',
        TemplateContent: { Html: base64('<p>{{title}}</p>'), Text: base64('{{title}}: {{count}}') },
      });
      await expect(ses.GetEmailTemplate({ TemplateID: TemplateID! })).resolves.toMatchObject({
        TemplateStatus: 0,
        TemplateName: 'alert',
      });
      await expect(ses.ListEmailTemplates({ Limit: 10, Offset: 0 })).resolves.toMatchObject({ TotalCount: 1 });
      const Template = { TemplateID: TemplateID!, TemplateData: JSON.stringify({ title: 'b', count: 3 }) };
      const { MessageId } = await ses.SendEmail(
        send({ Template, Attachments: [{ FileName: 'r.csv', Content: base64('a,b') }], TriggerType: 1 }),
      );
      const [message] = await messages('?channel=ses');
      expect(JSON.parse(message!.body)).toMatchObject({
        to: ['ops@example.com'],
        html: '<p>b</p>',
        text: 'b: 3',
        attachments: [{ FileName: 'r.csv' }],
      });
      const today = new Date(cloud.clock.nowMs()).toISOString().slice(0, 10);
      await expect(
        ses.GetSendEmailStatus({ RequestDate: today, Offset: 0, Limit: 10, MessageId: MessageId! }),
      ).resolves.toMatchObject({
        EmailStatusList: [{ SendStatus: 0, DeliverStatus: 1, ToEmailAddress: 'ops@example.com' }],
      });
      await expect(ses.SendEmail(send({ Simple: { Text: base64('x') } }))).rejects.toMatchObject({
        code: 'FailedOperation.WithOutPermission',
      });
      await expect(ses.SendEmail(send({ Template: { TemplateID: 9, TemplateData: '{}' } }))).rejects.toMatchObject({
        code: 'FailedOperation.InvalidTemplateID',
      });
      await expect(
        ses.SendEmail(send({ Template: { ...Template, TemplateData: '{"title":"<b>x</b>"}' } })),
      ).rejects.toMatchObject({ code: 'InvalidParameterValue.TemplateDataError' });
      await expect(ses.SendEmail(send({ Template, FromEmailAddress: 'a:b <x@y.z>' }))).rejects.toMatchObject({
        code: 'FailedOperation.IncorrectSender',
      });
      cloud.state.mailTemplates.get(TemplateID!)!.approved = false;
      await expect(ses.SendEmail(send({ Template }))).rejects.toMatchObject({
        code: 'OperationDenied.TemplateStatusError',
      });
    });

    it('takes the eleventh mail of an hour to one recipient, but does not deliver it', async () => {
      const { ses } = clients(cloud, cloud.root);
      const { TemplateID } = await ses.CreateEmailTemplate({
        TemplateName: 't',
        TemplateContent: { Text: base64('x') },
      });
      const Template = { TemplateID: TemplateID!, TemplateData: '{}' };
      for (let i = 0; i < 11; i++) await ses.SendEmail(send({ Template }));
      const RequestDate = new Date(cloud.clock.nowMs()).toISOString().slice(0, 10);
      const { EmailStatusList } = await ses.GetSendEmailStatus({ RequestDate, Offset: 0, Limit: 100 });
      expect(EmailStatusList!.map((one) => one.SendStatus)).toEqual([...Array(10).fill(0), 1006]);
    });
  });
});
