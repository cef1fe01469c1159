import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScanResult } from '../../lib/aggregate/model.js';
import { readCsv } from '../support/read-csv.js';
import { runCli } from '../support/run-cli.js';
import { HOSTILE, hostileLog, SECRET } from './hostile-log.js';
import { ACTING, runningTags } from './judge.js';

const SNAPSHOT = JSON.stringify({
  schema: 'cos403.snapshot/1',
  takenAt: '2026-11-22T11:00:00Z',
  account: { ownerUin: '100000000001', appId: '1250000000' },
  buckets: {
    'b-1250000000': {
      region: 'ap-guangzhou',
      acl: { grants: [] },
      policy: null,
      cors: null,
      referer: null,
      objects: {},
    },
  },
  cam: { complete: true, users: {}, groups: {}, roles: {} },
});

describe('a log full of hostile content', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cos403-hostile-'));
    await writeFile(join(folder, 'log'), hostileLog());
    await writeFile(join(folder, 'snapshot.json'), SNAPSHOT);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = async (...argv: string[]) => {
    const result = await runCli(argv, { cwd: folder, nowMs: () => Date.UTC(2026, 10, 22, 10, 30) });
    expect({ argv, code: result.code, stderr: result.stderr }).toEqual({
      argv,
      code: 0,
      stderr: result.code === 0 ? expect.any(String) : '',
    });
    return result;
  };

  it('is read to the last record', async () => {
    const scan = JSON.parse((await run('scan', 'log', '--format', 'json')).stdout) as ScanResult;
    // A line break inside a field ends the line: that one record is not one.
    expect(scan.totals.denials + scan.inputs.rejectedLines).toBeGreaterThanOrEqual(HOSTILE.length);
    expect(scan.inputs.rejectedLines).toBeLessThanOrEqual(3);
    expect(scan.groups.reduce((sum, group) => sum + group.count, 0)).toBe(scan.totals.denials);
  });

  const commands: string[][] = [
    ...['table', 'json', 'ndjson', 'csv', 'markdown', 'html'].flatMap((format) => [
      ['scan', 'log', '--format', format],
      ['diagnose', 'log', '--snapshot', 'snapshot.json', '--format', format],
      ['diagnose', 'log', '--snapshot', 'snapshot.json', '--format', format, '--lang', 'zh', '--mask'],
    ]),
    ...['table', 'html', 'csv', 'json', 'markdown'].flatMap((format) =>
      ['en', 'zh'].map((lang) => [
        'report',
        '--date',
        '2026-11-22',
        'log',
        '--snapshot',
        'snapshot.json',
        '--format',
        format,
        '--lang',
        lang,
      ]),
    ),
  ];

  it.each(commands.map((argv) => [argv.join(' '), argv] as const))(
    '%s: nothing leaks, nothing acts, nothing runs',
    async (_, argv) => {
      const { stdout, stderr } = await run(...argv);
      expect(stdout.length).toBeGreaterThan(100);
      for (const output of [stdout, stderr]) {
        expect(output).not.toContain(SECRET);
        expect(output).not.toContain(SECRET.slice(4, 24));
        expect(ACTING.exec(output.replace(/^\ufeff/, ''))?.[0]).toBeUndefined();
      }
      if (argv.includes('html')) expect(runningTags(stdout)).toEqual([]);
      if (argv.includes('csv')) {
        for (const cell of readCsv(stdout.replace('\ufeff', '')).flat())
          expect(cell).not.toMatch(/^[=+@|\t\uff1d]|^-[^\d]./);
      }
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );

  it('goes through ingest, alert and incidents into every kind of message without acting', async () => {
    const out = join(folder, 'messages.ndjson');
    const config = JSON.stringify({
      schema: 'cos403.config/1',
      channels: { all: { type: 'file', path: out } },
      rules: [{ name: 'everything', type: 'count', atLeast: 1, window: '24h', channels: ['all'] }],
    });
    await writeFile(join(folder, 'config.json'), config);
    await run('ingest', 'log', '--state', 'state');
    await run('alert', '--once', '--state', 'state', '--config', 'config.json');
    const incidents = await run('incidents', '--state', 'state');
    const messages = await readFile(out, 'utf8').catch(() => '');
    expect(messages.length).toBeGreaterThan(100);
    for (const output of [messages, incidents.stdout]) {
      expect(output).not.toContain(SECRET);
      expect(ACTING.exec(output)?.[0]).toBeUndefined();
    }
    for (const name of await readdir(join(folder, 'state'), { recursive: true })) {
      if (!name.endsWith('.json')) continue;
      expect(await readFile(join(folder, 'state', name), 'utf8')).not.toContain(SECRET);
    }
  });
});
