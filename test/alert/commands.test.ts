import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { folderStore } from '../../lib/store/folder.js';
import { runCli } from '../support/run-cli.js';
import { logFile } from './support/log-file.js';

const NOW = Date.parse('2026-11-23T02:10:00Z');
const KEY = 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE';

describe('alert, incidents, silence and notify on the command line', () => {
  let folder: string;
  let minute = 0;
  const cli = (...argv: string[]) =>
    runCli(argv, { cwd: folder, env: {}, nowMs: () => NOW + minute * 60_000, columns: 200 });
  beforeEach(async () => {
    minute = 0;
    folder = await mkdtemp(join(tmpdir(), 'cos403-alert-'));
    const file = logFile('a', NOW, NOW, [
      { count: 20, from: -5, to: 0, denied: 'signature-mismatch', key: KEY },
      { count: 500, from: -5, to: 0 },
    ]);
    await folderStore(join(folder, 'S')).put(file.key, file.body);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('a run without configuration prints its messages, and the next one has nothing to say', async () => {
    const first = await cli('alert', '--once', '--state', 'S');
    expect(first).toMatchObject({ code: 0, stderr: '1 new partial read; 1 open; 1 sent\n' });
    expect(first.stdout).toContain('- 20 refused');
    expect(first.stdout).not.toContain(KEY);
    minute = 5;
    expect(await cli('alert', '--once', '--state', 'S')).toMatchObject({ code: 0, stdout: '' });
  });

  test('as JSON everything is one document', async () => {
    const { code, stdout } = await cli('alert', '--once', '--state', 'S', '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'cos403.alert-run/1',
      status: 'done',
      open: 1,
      printed: [{ schema: 'cos403.notification/1', type: 'incident.opened' }],
    });
  });

  test('incidents are listed, masked when asked, in both languages', async () => {
    expect((await cli('incidents', '--state', 'S')).stdout).toBe('nothing is open\n');
    await cli('alert', '--once', '--state', 'S');
    const { stdout } = await cli('incidents', '--state', 'S', '--format', 'json');
    const { schema, incidents } = JSON.parse(stdout);
    expect(schema).toBe('cos403.incidents/1');
    expect(incidents).toMatchObject([
      { state: 'open', count: 20, rules: ['many-denials'], startedAt: '2026-11-23T02:05:00.000Z' },
    ]);
    expect((await cli('incidents', '--state', 'S')).stdout).toMatch(/^incident .*\n.*v1-[0-9a-f]{20}/s);
    expect((await cli('incidents', '--state', 'S', '--lang', 'zh')).stdout).toContain('事件');
    expect((await cli('incidents', '--state', 'S', '--format', 'json', '--mask')).stdout).not.toContain(KEY);
  });

  test('a silence is added, listed, honoured, removed', async () => {
    const added = await cli(
      'silence',
      'add',
      '--state',
      'S',
      '--bucket',
      'photos-*',
      '--for',
      '4h',
      '--reason',
      'migration',
    );
    expect(added).toMatchObject({ code: 0, stdout: expect.stringContaining('until 2026-11-23T06:10:00.000Z') });
    const id = added.stdout.split(' ')[0] ?? '';
    expect((await cli('silence', 'list', '--state', 'S')).stdout).toContain('migration');
    expect((await cli('alert', '--once', '--state', 'S')).stdout).toBe('');
    expect((await cli('incidents', '--state', 'S')).stdout).toContain(`silence ${id}`);
    expect((await cli('silence', 'remove', id, '--state', 'S')).code).toBe(0);
    minute = 5;
    expect((await cli('alert', '--once', '--state', 'S')).stdout).toContain('20 refused');
    expect(await cli('silence', 'remove', id, '--state', 'S')).toMatchObject({ code: 1 });
  });

  test.each([
    [['silence', 'add', '--state', 'S', '--for', '4h'], 'say what to mute'],
    [['silence', 'add', '--state', 'S', '--bucket', 'x'], 'a silence always ends'],
    [['silence', 'add', '--state', 'S', '--bucket', 'x', '--for', 'soon'], 'a duration such as'],
    [['silence', 'add', '--state', 'S', '--kind', 'nonsense', '--for', '4h'], 'is no kind'],
    [['silence', 'add', '--state', 'S', '--address', '300.1.1.1/99', '--for', '4h'], 'is no address'],
    [['alert', '--once'], 'say where the state is'],
    [['notify', 'test'], '--channel'],
  ])('%j is wrong usage', async (argv, message) => {
    expect(await cli(...argv)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });

  test('messages go to --out, and a channel that prints stays out of the JSON document', async () => {
    expect(await cli('alert', '--once', '--state', 'S', '--out', 'messages.txt', '--quiet')).toMatchObject({
      code: 0,
      stdout: '',
    });
    expect(await readFile(join(folder, 'messages.txt'), 'utf8')).toContain('- 20 refused');
    await rm(join(folder, 'S/incidents'), { recursive: true });
    await rm(join(folder, 'S/outbox'), { recursive: true });
    const channels = { screen: { type: 'file', path: '-', lang: 'zh' } };
    await writeFile(join(folder, 'c.json'), JSON.stringify({ schema: 'cos403.config/1', channels }));
    const { stdout, stderr } = await cli('alert', '--once', '--state', 'S', '--config', 'c.json', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ messages: { sent: 1 }, printed: [] });
    expect(stderr).toContain('拒绝 20 次');
    const sample = await cli('notify', 'test', '--channel', 'screen', '--config', 'c.json', '--format', 'json');
    expect(JSON.parse(sample.stdout)).toEqual({
      schema: 'cos403.notify-test/1',
      channel: 'screen',
      type: 'stdout',
      status: 'sent',
    });
    expect(sample).toMatchObject({ code: 0, stderr: expect.stringContaining('【测试】') });
  });

  test.each([
    ['text', 'table'],
    ['JSON', 'json'],
  ])('what could not be written to --out as %s is told by the next run', async (_, format) => {
    const argv = ['alert', '--once', '--state', 'S', '--format', format];
    expect(await cli(...argv, '--out', 'nowhere/messages')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no such folder'),
    });
    minute = 5;
    const { code, stdout } = await cli(...argv);
    expect(code).toBe(0);
    expect(stdout).toContain('- 20 refused');
    minute = 10;
    expect((await cli(...argv)).stdout).not.toContain('- 20 refused');
  });

  test('what nobody read from a closed pipe is told by the next run', async () => {
    const closed = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) }).on('error', () => {});
    const world = { cwd: folder, env: {}, nowMs: () => NOW + minute * 60_000 };
    const argv = ['alert', '--once', '--state', 'S'];
    expect(await runCli(argv, { ...world, stdout: closed })).toMatchObject({ code: 1 });
    minute = 5;
    expect((await cli(...argv)).stdout).toContain('- 20 refused');
  });

  test('a sample goes through one channel', async () => {
    const config = {
      schema: 'cos403.config/1',
      channels: {
        out: { type: 'file', path: join(folder, 'out.ndjson') },
        dead: { type: 'slack', url: 'http://127.0.0.1:1/s3cr3t' },
      },
    };
    await writeFile(join(folder, 'c.json'), JSON.stringify(config));
    expect(await cli('notify', 'test', '--channel', 'out', '--config', 'c.json')).toMatchObject({ code: 0 });
    expect(JSON.parse(await readFile(join(folder, 'out.ndjson'), 'utf8'))).toMatchObject({ type: 'test' });
    const dead = await cli('notify', 'test', '--channel', 'dead', '--config', 'c.json');
    expect(dead).toMatchObject({ code: 1, stderr: expect.stringContaining('network error') });
    expect(dead.stderr).not.toContain('s3cr3t');
    const answer = await cli('notify', 'test', '--channel', 'dead', '--config', 'c.json', '--format', 'json');
    expect(answer.code).toBe(1);
    expect(JSON.parse(answer.stdout)).toMatchObject({
      status: 'retry',
      reason: expect.stringContaining('network error'),
    });
    expect(await cli('notify', 'test', '--channel', 'constructor', '--config', 'c.json')).toMatchObject({ code: 1 });
    expect(await cli('notify', 'test', '--channel', 'nobody', '--config', 'c.json')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there are: out, dead'),
    });
  });
});
