import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { postJson } from '../../lib/notify/http.js';
import { within } from '../../lib/notify/time-limit.js';

const never = new AbortController().signal;

describe('the time limit of a call', () => {
  let silent: Server;
  let url: string;
  beforeAll(async () => {
    silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    silent.closeAllConnections();
    silent.close();
  });

  it('ends a call that gets no answer, also when garbage is collected meanwhile', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const collecting = setInterval(collect, 20);
    const run = new AbortController();
    const end = setTimeout(() => run.abort(), 3_000);
    try {
      const outcome = await postJson({ url, body: '{}' }, run.signal, { nowMs: Date.now, timeoutMs: 200 }, () => ({
        status: 'sent',
      }));
      expect(outcome).toEqual({ status: 'retry', reason: 'no answer within 0.2 s', retryAfterMs: 60_000 });
    } finally {
      clearInterval(collecting);
      clearTimeout(end);
    }
  });

  it('ends with the run, and says so', async () => {
    const run = new AbortController();
    const sending = postJson({ url, body: '{}' }, run.signal, { nowMs: Date.now, timeoutMs: 60_000 }, () => ({
      status: 'sent',
    }));
    run.abort();
    expect(await sending).toMatchObject({ status: 'retry', reason: 'stopped: the run is out of time' });
    expect(
      await postJson({ url, body: '{}' }, run.signal, { nowMs: Date.now }, () => ({ status: 'sent' })),
    ).toMatchObject({ status: 'retry', reason: 'stopped: the run is out of time' });
  });

  it('hands on what the work gives and throws, and leaves no timer', async () => {
    expect(await within(never, 60_000, async () => 7)).toBe(7);
    await expect(within(never, 60_000, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
