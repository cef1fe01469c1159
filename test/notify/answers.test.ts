import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { ChannelConfig } from '../../lib/config/types.js';
import { createChannel } from '../../lib/notify/channels.js';
import type { SendOutcome } from '../../lib/notify/message.js';
import { EXAMPLES, NOW } from './support/examples.js';
import { type Answer, httpServer } from './support/http-server.js';

interface Case extends Answer {
  readonly channel: string;
  readonly outcome: SendOutcome['status'];
  readonly reason?: string;
  /** `retryAfterMs` */
  readonly after?: number;
}

const cases = JSON.parse(readFileSync(join(__dirname, '../cases/notify/answers.json'), 'utf8')) as Case[];
const SECRET = 'tOkEn-0123456789abcdef';

function channelAt(type: string, url: string) {
  const settings: Record<string, unknown> = { type, enabled: true, url: `${url}/hook/${SECRET}`, routingKey: SECRET };
  return createChannel('chat', settings as unknown as ChannelConfig, {
    nowMs: () => NOW,
    stdout: new PassThrough(),
    lang: 'en',
  });
}

describe.each(cases)('$channel judges $status $body', ({ channel, outcome, reason, after, ...answer }) => {
  test(`as ${outcome}`, async () => {
    const server = await httpServer(answer);
    try {
      const result = await channelAt(channel, server.url).send(
        EXAMPLES['opened'] as never,
        new AbortController().signal,
      );
      expect(result.status).toBe(outcome);
      if (reason !== undefined) expect(result).toMatchObject({ reason: expect.stringContaining(reason) });
      if (after !== undefined) expect(result).toMatchObject({ retryAfterMs: after });
      expect(JSON.stringify(result)).not.toContain(SECRET);
      expect(JSON.stringify(result)).not.toContain('127.0.0.1');
      // Nothing is sent again within a send, but for WeCom's plain text after a refused markdown.
      expect(server.received.length).toBeLessThanOrEqual(channel === 'wecom' ? 2 : 1);
    } finally {
      await server.close();
    }
  });
});

test('WeCom falls back to plain text when the robot refuses the markdown', async () => {
  const server = await httpServer(
    { body: '{"errcode":40058,"errmsg":"invalid argument"}' },
    { body: '{"errcode":0,"errmsg":"ok"}' },
  );
  try {
    const result = await channelAt('wecom', server.url).send(EXAMPLES['opened'] as never, new AbortController().signal);
    expect(result).toEqual({ status: 'sent' });
    expect(server.received.map(({ body }) => JSON.parse(body).msgtype)).toEqual(['markdown', 'text']);
  } finally {
    await server.close();
  }
});

test('a service that never answers does not hold the run: the signal ends it', async () => {
  const server = await httpServer({ how: 'hang' });
  try {
    const abort = new AbortController();
    const sending = channelAt('slack', server.url).send(EXAMPLES['opened'] as never, abort.signal);
    abort.abort();
    expect(await sending).toMatchObject({ status: 'retry', reason: expect.stringContaining('out of time') });
  } finally {
    await server.close();
  }
});

test('the webhook carries id, time and signature of the attempt', async () => {
  const server = await httpServer({ status: 200 });
  try {
    const settings = {
      type: 'webhook',
      enabled: true,
      url: server.url,
      secret: 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY= whsec_AAAA',
    };
    const channel = createChannel('hook', settings as ChannelConfig, {
      nowMs: () => NOW,
      stdout: new PassThrough(),
      lang: 'en',
    });
    const notification = EXAMPLES['opened'] as NonNullable<(typeof EXAMPLES)[string]>;
    expect(await channel.send(notification, new AbortController().signal)).toEqual({ status: 'sent' });
    const [request] = server.received;
    expect(request?.headers).toMatchObject({ 'webhook-id': notification.id, 'webhook-timestamp': String(NOW / 1000) });
    expect(request?.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
    expect(JSON.parse(request?.body ?? '')).toMatchObject({ schema: 'cos403.notification/1', type: 'incident.opened' });
  } finally {
    await server.close();
  }
});

test('basic authentication of Alertmanager behind a proxy', async () => {
  const server = await httpServer({ status: 200 });
  try {
    const settings = { type: 'alertmanager', enabled: true, url: `${server.url}/am/`, user: 'u', password: 'p' };
    const channel = createChannel('am', settings as ChannelConfig, {
      nowMs: () => NOW,
      stdout: new PassThrough(),
      lang: 'en',
    });
    await channel.send(EXAMPLES['resolved'] as never, new AbortController().signal);
    const [request] = server.received;
    expect(request?.url).toBe('/am/api/v2/alerts');
    expect(request?.headers.authorization).toBe(`Basic ${Buffer.from('u:p').toString('base64')}`);
    expect(JSON.parse(request?.body ?? '')[0].endsAt).toBe(new Date(NOW).toISOString());
  } finally {
    await server.close();
  }
});
