import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { CloudError } from '../../lib/cloud/error.js';
import { toCloudError } from '../../lib/cloud/failure.js';
import type { ChannelConfig } from '../../lib/config/types.js';
import { createChannel } from '../../lib/notify/channels.js';
import { parseRetryAfter } from '../../lib/notify/http.js';
import { EXAMPLES } from '../notify/support/examples.js';
import { logLine } from '../support/log-line.js';
import { runs } from '../support/property.js';
import { runCli } from '../support/run-cli.js';

const TOKEN = 'tOkEn-0123456789abcdef';

describe('what webhooks answer', () => {
  const answer = { status: 200, headers: {} as Record<string, string>, body: '' };
  const server = createServer((_, response) => {
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  });
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/${TOKEN}`;
  });
  afterAll(() => new Promise((done) => server.close(done)));

  const bodies = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc
      .record({ errcode: fc.jsonValue(), code: fc.jsonValue(), status: fc.jsonValue(), errmsg: fc.string() })
      .map((body) => JSON.stringify(body)),
  );
  const retryAfter = fc.oneof(
    fc.constant(''),
    fc.string({ unit: 'grapheme-ascii' }),
    fc.integer().map(String),
    fc.date({ noInvalidDate: true }).map(String),
  );

  test.each(['wecom', 'dingtalk', 'feishu', 'slack', 'pagerduty', 'alertmanager', 'webhook'])(
    '%s: sent, failed or worth another try, and the address stays secret',
    async (type) => {
      const settings: unknown = { type, enabled: true, url, routingKey: TOKEN, secret: TOKEN };
      const context = { nowMs: () => 0, stdout: new PassThrough(), lang: 'en' } as const;
      const channel = createChannel('chat', settings as ChannelConfig, context);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 200, max: 599 }), bodies, retryAfter, async (status, body, after) => {
          Object.assign(answer, { status, body, headers: after === '' ? {} : { 'retry-after': after.trim() } });
          const outcome = await channel.send(EXAMPLES['opened'] as never, AbortSignal.timeout(10_000));
          expect(['sent', 'failed', 'retry']).toContain(outcome.status);
          if (outcome.status === 'sent') expect(status).toBeLessThan(300);
          if (outcome.status === 'retry') expect(outcome.retryAfterMs).toBeGreaterThanOrEqual(0);
          expect(JSON.stringify(outcome)).not.toContain(TOKEN);
        }),
        runs(10),
      );
    },
  );
});

test('any Retry-After is a time between now and a day, or none', () => {
  const values = fc.oneof(fc.string(), fc.integer().map(String), fc.date().map(String), fc.bigInt().map(String));
  fc.assert(
    fc.property(values, fc.nat(), (value, nowMs) => {
      const ms = parseRetryAfter(value, nowMs);
      expect(ms === null || (ms >= 0 && ms <= 86_400_000)).toBe(true);
    }),
    runs(),
  );
});

test('whatever a client library throws becomes one shape, without the secret in it', () => {
  const thrown = fc.oneof(
    fc.anything(),
    fc.record(
      {
        code: fc.anything(),
        message: fc.oneof(
          fc.anything(),
          fc.string().map((text) => `${text}${TOKEN}${text}`),
        ),
        name: fc.anything(),
        statusCode: fc.anything(),
        error: fc.oneof(
          fc.constant(undefined),
          fc.constant(null),
          fc.record({ Code: fc.anything(), Message: fc.anything() }),
        ),
      },
      { requiredKeys: [] },
    ),
  );
  fc.assert(
    fc.property(thrown, (value) => {
      const error = toCloudError(value, 'cos:GetObject', [TOKEN]);
      expect(error).toBeInstanceOf(CloudError);
      expect(typeof error.code).toBe('string');
      expect(error.message).not.toContain(TOKEN);
    }),
    runs(),
  );
});

describe('command lines', () => {
  let cwd = '';
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'cos403-arguments-'));
    await writeFile(join(cwd, 'a.log'), `${logLine()}\nno log line\n`);
    await writeFile(join(cwd, 's.json'), '{"schema":"cos403.snapshot/1"}');
    await writeFile(join(cwd, 'r.json'), '{"method":"GET","url":"/a","headers":{}}');
    await writeFile(join(cwd, 'e.xml'), '<Error><Code>AccessDenied</Code></Error>');
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  // Commands that only read: nothing here may write outside of the folder or serve.
  const commands = [
    'scan',
    'diagnose',
    'simulate',
    'signature',
    'verify',
    'explain',
    'report',
    'incidents',
    'silence',
    'list',
  ];
  const flags = [
    '--format',
    '--since',
    '--until',
    '--bucket',
    '--kind',
    '--requester',
    '--ip',
    '--request-id',
    '--top',
    '--jobs',
    '--max-groups',
    '--lang',
    '--quiet',
    '--config',
    '--state',
    '--mask',
    '--no-mask',
    '--snapshot',
    '--error',
    '--request',
    '--date',
    '--fail-on',
    '--help',
  ];
  const values = [
    'a.log',
    's.json',
    'r.json',
    'e.xml',
    '.',
    '-',
    'json',
    'table',
    'html',
    'zh',
    '24h',
    '2026-11-22',
    '0',
    '-1',
    '1e9',
    '',
    '__proto__',
    'anonymous',
    'certain',
    'state',
  ];
  const word = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...flags) },
    { weight: 4, arbitrary: fc.constantFrom(...values) },
    {
      weight: 1,
      arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => !/^(\/|cos:|--out|--live)/.test(text)),
    },
  );

  test('end with 0, 1 or 2, and say why in words, not with a stack', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...commands), fc.array(word, { maxLength: 7 }), async (command, rest) => {
        const { code, stderr } = await runCli([command, ...rest], {
          cwd,
          env: { HOME: cwd },
          nowMs: () => Date.parse('2026-11-23T00:00:00Z'),
        });
        expect([0, 1, 2]).toContain(code);
        if (code === 2) expect(stderr).not.toBe('');
        expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
        expect(stderr).not.toMatch(/\[object Object\]|\bundefined\b/);
      }),
      runs(10),
    );
  });
});
