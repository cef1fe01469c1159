import { CloudError } from '../../lib/cloud/error.js';
import type { Cloud } from '../../lib/cloud/open.js';
import { openCloud } from '../../lib/cloud/open.js';
import { cosError, type ScriptedServer, scriptedServer } from '../support/scripted-server.js';

const BUCKET = 'logs-1250000000';
const SECRET = 'SECRETKEYSECRETKEYSECRETKEY00000';
let server: ScriptedServer;
let cloud: Cloud;
let slept: number[] = [];

const open = (timeoutMs: number) =>
  openCloud({
    env: { COS403_LOCAL_CLOUD: server.url },
    credentials: { secretId: 'AKIDEXAMPLE', secretKey: SECRET, token: 'TOKENTOKEN' },
    region: 'ap-guangzhou',
    timeoutMs,
    patience: { nowMs: Date.now, random: () => 0.5, sleep: async (ms) => void slept.push(ms) },
  });

beforeEach(async () => {
  slept = [];
  server = await scriptedServer();
  cloud = await open(300);
});
afterEach(() => server.close());

async function failure(run: Promise<unknown>): Promise<CloudError> {
  const outcome = await run.then(
    () => null,
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(CloudError);
  return outcome as CloudError;
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test('requests keep the real virtual host and carry a signature and the token', async () => {
  server.script = (_, response) => void response.end('hello');
  expect(await collect(await cloud.cos.read(BUCKET, 'a b/ü.gz'))).toBe('hello');
  const seen = server.requests[0]!;
  expect(seen.host).toBe('logs-1250000000.cos.ap-guangzhou.myqcloud.com');
  expect(seen.path).toBe('/a%20b/%C3%BC.gz');
  expect(seen.headers['authorization']).toContain('q-ak=AKIDEXAMPLE');
  expect(seen.headers['x-cos-security-token']).toBe('TOKENTOKEN');
});

describe('reading an object', () => {
  test.each([
    [403, 'AccessDenied', 1],
    [404, 'NoSuchKey', 1],
  ])('a %i is an error before the first byte, asked once', async (status, code, requests) => {
    server.script = (_, response) => cosError(response, status, code, 'No.');
    const error = await failure(cloud.cos.read(BUCKET, 'k'));
    expect(error).toMatchObject({
      code,
      details: { status, retryable: false, action: 'cos:GetObject', requestId: 'NjE=' },
    });
    expect(server.requests).toHaveLength(requests);
  });

  test('a 503 is asked again with growing pauses, then told', async () => {
    server.script = (_, response) => cosError(response, 503, 'SlowDown', 'Reduce your request rate');
    expect(await failure(cloud.cos.read(BUCKET, 'k'))).toMatchObject({
      code: 'SlowDown',
      details: { retryable: true },
    });
    expect(server.requests).toHaveLength(4);
    expect(slept).toEqual([110, 220, 440]);
  });

  test('a 503 that passes is not noticed, and its body is not read', async () => {
    server.script = (_, response) => {
      if (server.requests.length < 3) cosError(response, 503, 'SlowDown', 'x');
      else response.end('content');
    };
    expect(await collect(await cloud.cos.read(BUCKET, 'k'))).toBe('content');
  });

  test('a body that is cut ends in an error after the bytes that came', async () => {
    server.script = (_, response) => {
      response.writeHead(200, { 'Content-Length': 1000 });
      response.write('part', () => response.destroy());
    };
    const body = await cloud.cos.read(BUCKET, 'k');
    let got = '';
    const reading = (async () => {
      for await (const chunk of body) got += String(chunk);
    })();
    expect(await failure(reading)).toMatchObject({ code: 'network', details: { retryable: true } });
    expect(got).toBe('part');
  });

  test('leaving early stops the download', async () => {
    const closed = new Promise<void>((done) => {
      server.script = (_, response) => {
        response.on('close', done);
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536))) {}
          if (!response.destroyed) response.once('drain', more);
        };
        more();
      };
    });
    const body = await cloud.cos.read(BUCKET, 'k');
    for await (const chunk of body) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await closed;
  });

  test('a server that does not begin to answer is a timeout, asked four times', async () => {
    server.script = () => {};
    expect(await failure(cloud.cos.read(BUCKET, 'k'))).toMatchObject({ code: 'timeout', details: { retryable: true } });
    expect(server.requests).toHaveLength(4);
  });

  test('a slow reader makes the server wait', async () => {
    let written = 0;
    server.script = (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(1 << 20))) written++;
        written++;
        response.once('drain', more);
      };
      more();
    };
    const body = await cloud.cos.read(BUCKET, 'k');
    await new Promise((done) => setTimeout(done, 200));
    expect(written).toBeLessThan(32);
    body.destroy();
  });

  test('an abort ends it', async () => {
    const abort = new AbortController();
    server.script = (_, response) => {
      response.write('first', () => abort.abort());
    };
    const error = await failure(cloud.cos.read(BUCKET, 'k', abort.signal).then(collect));
    expect(error.code).toBe('aborted');
  });

  test('a whole object beyond the limit is refused', async () => {
    server.script = (_, response) => void response.end('x'.repeat(100));
    expect((await failure(cloud.cos.get(BUCKET, 'k', { maxBytes: 10 }))).code).toBe('too-large');
  });
});

describe('other calls', () => {
  test('a server that does not answer is a timeout after four attempts', async () => {
    server.script = () => {};
    expect(await failure(cloud.cos.head(BUCKET, 'k'))).toMatchObject({
      code: 'timeout',
      details: { retryable: true, attempts: 4 },
    });
    expect(slept).toEqual([110, 220, 440]);
  });

  test('a connection that breaks is a network failure', async () => {
    server.script = (_, response) => void response.destroy();
    expect((await failure(cloud.cos.head(BUCKET, 'k'))).code).toBe('network');
  });

  test.each([
    [404, false],
    [403, true],
  ])('HEAD %i has no body and still a status', async (status, denied) => {
    server.script = (_, response) => void response.writeHead(status).end();
    const error = await failure(cloud.cos.head(BUCKET, 'k'));
    expect(error.details.status).toBe(status);
    expect(error.code === '403').toBe(denied);
  });

  test.each([
    ['plain text', 'surprise'],
    ['a JSON array', '[1]'],
    ['another document', '<Other/>'],
    ['nothing', ''],
  ])('a success with %s is a bad answer and kills nothing', async (_, body) => {
    server.script = (_, response) => void response.end(body);
    expect((await failure(cloud.cos.bucketAcl(BUCKET))).code).toBe('bad-answer');
  });

  test.each([
    ['XML', 'bucketAcl', `<AccessControlPolicy>${' '.repeat(17 << 20)}</AccessControlPolicy>`],
    ['JSON', 'bucketPolicy', `{"a":"${' '.repeat(17 << 20)}"}`],
  ] as const)('%s that is larger than any real answer is not parsed', async (_, call, body) => {
    server.script = (_, response) => void response.end(body);
    // So much takes its time on a busy machine.
    const { cos } = await open(20_000);
    expect(await failure(cos[call](BUCKET))).toMatchObject({
      code: 'bad-answer',
      message: expect.stringContaining('larger than 16 MiB'),
      details: { retryable: false },
    });
  });

  test('an error inside a success is an error', async () => {
    server.script = (_, response) => void response.end('<Error><Code>InternalError</Code><Message>x</Message></Error>');
    expect(await failure(cloud.cos.bucketCors(BUCKET))).toMatchObject({
      code: 'InternalError',
      details: { retryable: true },
    });
  });

  test("a refusal for skew teaches the server's time, silently", async () => {
    const ahead = Date.now() + 3_600_000;
    const noise = jest.spyOn(console, 'error').mockImplementation(() => {});
    server.script = (request, response) => {
      const start = Number(/q-sign-time=(\d+)/.exec(request.headers['authorization'] ?? '')?.[1]) * 1000;
      response.setHeader('Date', new Date(ahead).toUTCString());
      if (Math.abs(start - ahead) > 900_000) cosError(response, 403, 'RequestTimeTooSkewed', 'skewed');
      else response.writeHead(200).end();
    };
    await cloud.cos.get(BUCKET, 'k');
    await cloud.cos.put(BUCKET, 'k', 'x');
    expect(server.requests.at(-1)?.method).toBe('PUT');
    expect(noise).not.toHaveBeenCalled();
    noise.mockRestore();
  });

  test.each([
    ['40 seconds', 40_000, 1],
    ['3 minutes', 180_000, 2],
  ])(
    'a machine that is %s fast is not refused, HEAD included: a signature never begins ahead of COS',
    async (_, fast, asked) => {
      server.script = (request, response) => {
        const cosMs = Date.now() - fast;
        const start = Number(/q-sign-time=(\d+)/.exec(request.headers['authorization'] ?? '')?.[1]) * 1000;
        response.setHeader('Date', new Date(cosMs).toUTCString());
        response.writeHead(start > cosMs ? 403 : 200, { 'Content-Length': 1, ETag: '"e"' }).end();
      };
      expect((await cloud.cos.head(BUCKET, 'k')).size).toBe(1);
      expect(server.requests).toHaveLength(asked);
    },
  );

  test('two writers at the same millisecond: asked again', async () => {
    server.script = (_, response) => {
      if (server.requests.length === 1) cosError(response, 409, 'PathConflict', 'x');
      else response.writeHead(200, { ETag: '"e"' }).end();
    };
    expect((await cloud.cos.put(BUCKET, 'k', 'x')).etag).toBe('"e"');
  });

  test('an abort stops waiting', async () => {
    const abort = new AbortController();
    server.script = () => abort.abort();
    expect((await failure(cloud.cos.head(BUCKET, 'k', abort.signal))).code).toBe('aborted');
  });

  test('no message holds a secret', async () => {
    server.script = (request, response) =>
      cosError(
        response,
        403,
        'AccessDenied',
        `${SECRET} ${request.headers['authorization'] ?? ''} x-cos-security-token=TOKENTOKEN`,
      );
    const { message } = await failure(cloud.cos.get(BUCKET, 'k'));
    expect(message).not.toMatch(/SECRETKEY|TOKENTOKEN|q-signature=[0-9a-f]/);
  });
});
