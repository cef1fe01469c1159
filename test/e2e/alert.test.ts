import { simpleParser } from 'mailparser';
import {
  alertOnce,
  CAUSES,
  configOf,
  deliver,
  fiveClients,
  repair,
  startWorld,
  type World,
} from './support/alert-world.js';

const MINUTE = 60_000;

/** Five wrong clients, real SMTP and HTTP; everything but the passing of time is real. */
describe('from refusal to message, from repair to all-clear', () => {
  let world: World;
  beforeAll(async () => {
    jest.useFakeTimers({
      now: Date.parse('2026-11-23T02:00:00Z'),
      doNotFake: [
        'hrtime',
        'nextTick',
        'performance',
        'queueMicrotask',
        'setImmediate',
        'clearImmediate',
        'setInterval',
        'clearInterval',
        'setTimeout',
        'clearTimeout',
      ],
    });
    world = await startWorld();
  });
  afterAll(async () => {
    await world.cloud.close();
    jest.useRealTimers();
  });

  test('exactly the right messages within two runs', async () => {
    const { cloud, sink, smtp } = world;
    const config = configOf({
      mail: {
        type: 'smtp',
        host: smtp.host,
        port: smtp.port,
        security: 'none',
        from: 'alerts@mail.example.com',
        to: ['ops@example.com'],
      },
      wecom: {
        type: 'wecom',
        url: `${sink}/wecom/cgi-bin/webhook/send?key=11111111-2222-3333-4444-555555555555`,
        lang: 'zh',
      },
      dingtalk: { type: 'dingtalk', url: `${sink}/dingtalk/robot/send?access_token=t0ken`, secret: 'SECexample' },
      feishu: { type: 'feishu', url: `${sink}/feishu/open-apis/bot/v2/hook/t0ken`, secret: 'example', lang: 'zh' },
      slack: { type: 'slack', url: `${sink}/slack/services/T/B/x` },
      pager: { type: 'pagerduty', routingKey: '0123456789abcdef0123456789abcdef', url: `${sink}/pagerduty/v2/enqueue` },
      prom: { type: 'alertmanager', url: `${sink}/alertmanager` },
      hook: { type: 'webhook', url: `${sink}/webhook/x`, secret: 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=' },
    });
    expect(new Set(await fiveClients(cloud, 12))).toEqual(new Set([403]));
    jest.setSystemTime(Date.now() + 4 * MINUTE);
    expect(await deliver(world, config)).toBe(1);
    jest.setSystemTime(Date.now() + MINUTE);
    const first = await alertOnce(world, config);
    expect(first).toMatchObject({ status: 'done', events: { opened: 5 }, messages: { waiting: 0, failed: [] } });

    const hooks = received('webhook').map(({ body }) => JSON.parse(body));
    expect(hooks.map((body) => body.data.diagnosis.cause).sort()).toEqual(CAUSES);
    expect(hooks.every((body) => body.type === 'incident.opened' && body.data.incident.count === 12)).toBe(true);
    expect(received('pagerduty').map(({ body }) => JSON.parse(body).event_action)).toEqual(Array(5).fill('trigger'));
    expect(received('alertmanager')).toHaveLength(5);
    // People get one digest of the five.
    for (const channel of ['wecom', 'dingtalk', 'feishu', 'slack', 'smtp']) expect(received(channel)).toHaveLength(1);
    expect(received('dingtalk')[0]?.body).toContain('5 messages (5 opened)');
    expect(received('wecom')[0]?.body).toContain('5 条消息');
    const mail = await simpleParser(received('smtp')[0]?.body ?? '');
    expect(mail.subject).toBe('COS 403: 5 messages (5 opened)');
    expect(mail.text).toContain('The access key is disabled');
    expect(cloud.state.messages.every((message) => message.accepted)).toBe(true);

    const sent = cloud.state.messages.length;
    jest.setSystemTime(Date.now() + 5 * MINUTE);
    expect((await alertOnce(world, config)).messages.sent).toBe(0);
    expect(cloud.state.messages).toHaveLength(sent);

    repair(cloud);
    for (let i = 0; i < 8; i++) {
      expect(new Set(await fiveClients(cloud, 1, true))).toEqual(new Set([200]));
      jest.setSystemTime(Date.now() + 5 * MINUTE);
      await deliver(world, config);
      await alertOnce(world, config);
    }
    const after = received('webhook')
      .slice(5)
      .map(({ body }) => JSON.parse(body));
    expect(after.map((body) => body.type)).toEqual(Array(5).fill('incident.resolved'));
    expect(after.map((body) => body.data.diagnosis.cause).sort()).toEqual(CAUSES);
    expect(
      received('pagerduty')
        .slice(5)
        .map(({ body }) => JSON.parse(body).event_action),
    ).toEqual(Array(5).fill('resolve'));
    expect(received('slack')).toHaveLength(2);
    expect(received('slack')[1]?.body).toContain('5 resolved');

    // Nothing of what was sent, and nothing of the state, holds a secret or an address of a channel.
    const state = JSON.stringify(
      [...(cloud.state.buckets.get('state-1250000000')?.objects.values() ?? [])].map((versions) =>
        versions[0]?.body.toString('latin1'),
      ),
    );
    for (const secret of ['t0ken', 'SECexample', 'alice-secret-key', '11111111-2222']) {
      expect(state).not.toContain(secret);
      expect(JSON.stringify(cloud.state.messages.map(({ body }) => body))).not.toContain(secret);
    }

    function received(channel: string) {
      return cloud.state.messages.filter((message) => message.channel === channel);
    }
  });
});
