import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { type LocalCloud, parts, startLocalCloud } from '../../infra/local-cloud/index.js';
import type { SinkMessage } from '../../infra/local-cloud/state.js';
import { runCli } from '../support/run-cli.js';
import { hostileLog, SECRET } from './hostile-log.js';
import { ACTING, runningTags } from './judge.js';

/** Every channel with a receiver that knows its rules; `lang` alternates, so that both languages are sent. */
const CHANNELS = [
  'wecom',
  'dingtalk',
  'feishu',
  'slack',
  'pagerduty',
  'alertmanager',
  'webhook',
  'smtp',
  'ses',
] as const;
/** For them the text is a value; chats render it. */
const MACHINES: readonly string[] = ['pagerduty', 'alertmanager', 'webhook'];
/** Plain text and a page whose tags are judged. */
const MAILS: readonly string[] = ['smtp', 'ses'];
/** The vendor's mail service sends by a template that was approved. */
const TEMPLATE = 10_001;
const MARKUP_OF_LOGS =
  /<@userid>|<@U123>|<!channel>|<at user_id|<font color=\\?"warning\\?">x|\]\(https?:\/\/evil|!\[x\]|<script>alert|onerror=alert/;

let cloud: LocalCloud;
let folder: string;
let messages: readonly SinkMessage[];

beforeAll(async () => {
  cloud = await startLocalCloud({ parts, logs: { everyFiveMinutes: false } });
  folder = await mkdtemp(join(tmpdir(), 'cos403-hostile-'));
  const nowMs = () => Date.UTC(2026, 10, 22, 10, 30);
  cloud.clock.set(nowMs());
  cloud.state.mailTemplates.set(TEMPLATE, {
    id: TEMPLATE,
    name: 'alert',
    content: {
      html: '<p>{{title}}</p><pre>{{action}}\n{{body}}</pre><a href="{{link}}">x</a>',
      text: '{{title}}\n{{body}}',
    },
    approved: true,
  });
  await writeFile(join(folder, 'log'), hostileLog());
  await writeFile(join(folder, 'config.json'), JSON.stringify(configOf(cloud)));
  const env = { COS403_LOCAL_CLOUD: cloud.url };
  const run = async (...argv: string[]) => {
    const { code, stderr } = await runCli(argv, { cwd: folder, nowMs, env });
    if (code !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
  };
  await run('ingest', 'log', '--state', 'state');
  await run('alert', '--once', '--state', 'state', '--config', 'config.json');
  messages = [...cloud.state.messages];
}, 120_000);
afterAll(async () => {
  await cloud.close();
  await rm(folder, { recursive: true, force: true });
});

describe.each(CHANNELS)('messages about a hostile log by %s', (channel) => {
  const mine = () => messages.filter((message) => message.channel === channel);

  it('are taken', () => {
    expect(mine().length).toBeGreaterThan(0);
    expect(mine().filter(({ accepted }) => !accepted)).toEqual([]);
  });

  it('leak nothing, act on nothing, call nobody', async () => {
    for (const message of mine()) {
      for (const text of await textsOf(message)) {
        expect(text).not.toContain(SECRET);
        expect(ACTING.exec(text)?.[0]).toBeUndefined();
        if (!MACHINES.includes(channel) && !MAILS.includes(channel))
          expect(MARKUP_OF_LOGS.exec(text)?.[0]).toBeUndefined();
      }
      expect(message.body).not.toMatch(/"isAtAll":true|mentioned_list|"at(Mobiles|UserIds)":\["/);
    }
  });
});

function configOf({ announce }: LocalCloud): object {
  const sink = String(announce['sink']);
  const [host, port] = String(announce['smtp']).split(':');
  const settings = {
    wecom: { url: `${sink}/wecom/cgi-bin/webhook/send?key=11111111-2222-3333-4444-555555555555` },
    dingtalk: { url: `${sink}/dingtalk/robot/send?access_token=${'a'.repeat(64)}` },
    feishu: { url: `${sink}/feishu/open-apis/bot/v2/hook/11111111-2222-3333-4444-555555555555` },
    slack: { url: `${sink}/slack/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX` },
    pagerduty: { routingKey: '0123456789abcdef0123456789abcdef', url: `${sink}/pagerduty/v2/enqueue` },
    alertmanager: { url: `${sink}/alertmanager` },
    webhook: { url: `${sink}/webhook/x` },
    smtp: { host, port: Number(port), security: 'none', from: 'a@example.com', to: 'b@example.com' },
    ses: { region: 'ap-guangzhou', from: 'a@example.com', to: ['b@example.com'], templateId: TEMPLATE },
  };
  const channels = CHANNELS.map((type, i) => [type, { type, lang: i % 2 === 0 ? 'zh' : 'en', ...settings[type] }]);
  return {
    schema: 'cos403.config/1',
    channels: Object.fromEntries(channels),
    rules: [
      { name: 'everything', type: 'count', atLeast: 1, window: '24h', channels: MACHINES },
      // Few enough that people get each, not a digest.
      {
        name: 'denied',
        type: 'count',
        atLeast: 1,
        window: '24h',
        where: { kinds: ['access-denied'] },
        channels: CHANNELS.filter((name) => !MACHINES.includes(name)),
      },
    ],
  };
}

/** Every text that a receiver could show: strings of a JSON body, or headers, text and HTML of a mail. */
async function textsOf({ channel, body }: SinkMessage): Promise<string[]> {
  if (channel === 'ses') {
    const { to, cc, bcc, subject, html, text } = JSON.parse(body) as Record<string, string>;
    expect({ to, cc, bcc }).toEqual({ to: ['b@example.com'], cc: [], bcc: [] });
    expect(runningTags(html!)).toEqual([]);
    expect(subject).not.toMatch(/[\r\n]/);
    return [subject!, html!, text!];
  }
  if (channel !== 'smtp') return strings(JSON.parse(body));
  const mail = await simpleParser(body);
  expect(mail.headers.has('bcc')).toBe(false);
  expect(runningTags(String(mail.html))).toEqual([]);
  return [mail.subject ?? '', mail.text ?? ''];
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(strings);
}
