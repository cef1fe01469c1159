import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { main } from '../../cli/main.js';
import { startLocalCloud } from '../../infra/local-cloud/index.js';
import { runCli } from '../support/run-cli.js';

describe('cos403 local-cloud', () => {
  test('prints one JSON line, serves, and ends well when it is told to', async () => {
    const abort = new AbortController();
    let code: number | null = null;
    let running: Promise<void> | undefined;
    const line = await new Promise<string>((resolve) => {
      const stdout = new Writable({
        write(chunk, _encoding, done) {
          resolve(String(chunk));
          done();
        },
      });
      const io = {
        stdin: process.stdin,
        stdout,
        stderr: process.stderr,
        env: {},
        cwd: process.cwd(),
        nowMs: Date.now,
        signal: abort.signal,
      };
      running = main(['local-cloud'], { ...io, exit: (next) => void (code = next) });
    });
    const started = JSON.parse(line) as Record<string, string>;
    expect(line.trimEnd().split('\n')).toHaveLength(1);
    expect(started).toMatchObject({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      secretId: expect.stringMatching(/^AKID[A-Za-z0-9]{32}$/),
      secretKey: expect.any(String),
      ownerUin: '100000000001',
      appId: '1250000000',
      region: 'ap-guangzhou',
      smtp: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      sink: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
    const info = await fetch(`${started['url']}/_local/info`);
    expect(await info.json()).toEqual(started);
    abort.abort();
    await running;
    expect(code).toBe(0);
    await expect(fetch(started['url']!)).rejects.toThrow();
  });

  test('says that a port is taken, and keeps nothing open', async () => {
    const first = await startLocalCloud();
    try {
      const { code, stderr } = await runCli(['local-cloud', '--port', String(first.port)]);
      expect([code, stderr]).toEqual([1, expect.stringContaining('EADDRINUSE')]);
    } finally {
      await first.close();
    }
  });

  test('says what is wrong with a seed or a port', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'cos403-seed-'));
    try {
      writeFileSync(join(cwd, 'bad.json'), '{"schema":"cos403.scenario/1","buckets":[]}');
      const bad = await runCli(['local-cloud', '--seed', 'bad.json'], { cwd });
      expect([bad.code, bad.stderr]).toEqual([1, expect.stringContaining('/buckets')]);
      const missing = await runCli(['local-cloud', '--seed', 'none.json'], { cwd });
      expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('cannot read none.json')]);
      const port = await runCli(['local-cloud', '--port', '70000'], { cwd });
      expect([port.code, port.stderr]).toEqual([2, expect.stringContaining('--port')]);
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });
});
