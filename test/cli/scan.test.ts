import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { ScanResult } from '../../lib/aggregate/model.js';
import { readCsv } from '../support/read-csv.js';
import { runCli } from '../support/run-cli.js';

const SECRET = '0123456789abcdef0123456789abcdef01234567';

/** One delivered line; `over` replaces fields by their place (1-based, 16920). */
function line(over: Record<number, string> = {}): string {
  const fields = [
    '1.0',
    'b-1250000000',
    'ap-guangzhou',
    '2026-11-22T10:00:00Z',
    'b-1250000000.cos.ap-guangzhou.myqcloud.com',
    'GETObject',
    '203.0.113.7',
    '-',
    '-',
    '0',
    '0',
    '/a.txt',
    'GET',
    'curl/8.0',
    '403',
    'AccessDenied',
    '"Access Denied."',
    '480',
    '12',
    'USER',
    '-',
    '100000000001',
    '10',
    '-',
    'NmIwMmY1NjBfMTgyMDYzNjRfY2NmN183OTgyM2Jl',
    '-',
    '-',
    '-',
    '-',
    '"GET /a.txt HTTP/1.1"',
    '"0"',
  ];
  for (const [place, value] of Object.entries(over)) fields[Number(place) - 1] = value;
  return `${fields.join(' ')}\n`;
}

describe('cos403 scan', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cos403-scan-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const scan = (argv: string[], world = {}) => runCli(['scan', ...argv], { cwd: folder, ...world });
  const scanJson = async (...argv: string[]): Promise<ScanResult> =>
    JSON.parse((await scan([...argv, '--format', 'json'])).stdout) as ScanResult;

  it('reads files, folders and gzip by content, each file once', async () => {
    await mkdir(join(folder, 'logs/2026'), { recursive: true });
    await writeFile(join(folder, 'logs/2026/plain'), line() + line({ 15: '200', 16: '-', 17: '-' }));
    await writeFile(join(folder, 'logs/2026/zipped'), gzipSync(line()));
    const result = await scanJson('logs', 'logs/2026/plain', './logs/2026');
    expect(result.inputs).toMatchObject({ files: 2, lines: 3, rejectedLines: 0, damagedFiles: 0 });
    expect(result.totals).toMatchObject({ requests: 3, denials: 2 });
    expect(result.groups).toMatchObject([
      { bucket: 'b-1250000000', kind: 'access-denied', requester: 'anonymous', count: 2 },
    ]);
  });

  it('reads standard input when it is named, and when nothing is', async () => {
    for (const argv of [['-'], []]) {
      const { stdout } = await scan([...argv, '--format', 'json'], { stdin: Readable.from([Buffer.from(line())]) });
      expect((JSON.parse(stdout) as ScanResult).totals.denials).toBe(1);
    }
  });

  it('reads both real samples of the vendor to the record', async () => {
    const examples = join(process.cwd(), 'examples');
    const result = await scanJson(join(examples, 'cls-export-2025.ndjson'), join(examples, 'faq-2020.log'));
    expect(result.inputs).toMatchObject({ files: 2, lines: 6, rejectedLines: 0 });
    expect(result.totals).toMatchObject({ requests: 6, denials: 0 });
  });

  describe('bad input', () => {
    it('still reads the others when a file does not exist, and fails', async () => {
      await writeFile(join(folder, 'a'), line());
      const { code, stdout, stderr } = await scan(['none', 'a', '--format', 'json']);
      expect(code).toBe(1);
      expect(stderr).toContain('cannot open none: there is no such file or folder');
      expect((JSON.parse(stdout) as ScanResult).totals.denials).toBe(1);
    });

    it('says so when a folder holds no files', async () => {
      await mkdir(join(folder, 'empty'));
      const { code, stderr } = await scan(['empty']);
      expect(code).toBe(1);
      expect(stderr).toContain('empty holds no files to read');
    });

    it('takes an empty file for a file without records', async () => {
      await writeFile(join(folder, 'a'), '');
      const { code, stdout } = await scan(['a', '--format', 'json']);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        window: null,
        totals: { requests: 0 },
        inputs: { files: 1, lines: 0 },
      });
    });

    it('notes a file that is no access log, and does not fail', async () => {
      await writeFile(join(folder, 'a'), 'Nov 22 10:00:00 host sshd[1]: hello\n'.repeat(3));
      const { code, stdout, stderr } = await scan(['a', '--format', 'json']);
      expect(code).toBe(0);
      expect(stderr).toContain('none of its 3 lines is a COS access log record');
      expect((JSON.parse(stdout) as ScanResult).inputs).toMatchObject({ lines: 3, rejectedLines: 3 });
    });

    it('counts what a truncated gzip file gave before it broke', async () => {
      const whole = gzipSync(
        Array.from({ length: 5000 }, (_, i) => line({ 12: `/k${(i * 2654435761) % 4096}` })).join(''),
      );
      await writeFile(join(folder, 'a'), whole.subarray(0, Math.floor(whole.length / 2)));
      const { code, stdout, stderr } = await scan(['a', '--format', 'json']);
      const result = JSON.parse(stdout) as ScanResult;
      expect(code).toBe(0);
      expect(stderr).toContain('damaged gzip (truncated)');
      expect(result.inputs.damagedFiles).toBe(1);
      expect(result.totals.denials).toBeGreaterThan(0);
      expect(result.totals.denials).toBeLessThan(5000);
    });

    it('rejects NULs, UTF-16 and binary lines without failing', async () => {
      await writeFile(
        join(folder, 'a'),
        Buffer.concat([
          Buffer.alloc(100),
          Buffer.from('\n'),
          Buffer.from(line(), 'utf16le'),
          Buffer.from('\n'),
          Buffer.from(line()),
        ]),
      );
      const result = await scanJson('a');
      expect(result.totals.denials).toBe(1);
      expect(result.inputs.rejectedLines).toBeGreaterThan(0);
    });

    const asRoot = process.getuid?.() === 0;
    (asRoot ? it.failing : it)('says that a file may not be read', async () => {
      await writeFile(join(folder, 'a'), line());
      await chmod(join(folder, 'a'), 0);
      const { code, stderr } = await scan(['a']);
      expect(code).toBe(1);
      expect(stderr).toContain('you may not read it');
    });

    it.each([
      [['--since', 'yesterday'], /is no time/],
      [['--kind', 'nonsense'], /is no kind; the kinds are/],
      [['--top', '0'], /--top takes a whole number from 1/],
      [['--format', 'xml'], /Allowed choices are table, json/],
      [['--nonsense'], /unknown option/],
    ])('refuses %j as wrong usage', async (argv, message) => {
      const { code, stderr, stdout } = await scan(['-', ...argv]);
      expect(code).toBe(2);
      expect(stderr).toMatch(message);
      expect(stdout).toBe('');
    });
  });

  describe('filters', () => {
    beforeEach(() =>
      writeFile(
        join(folder, 'a'),
        line({ 4: '2026-11-22T09:00:00Z' }) +
          line({ 2: 'c-1250000000', 7: '192.0.2.1' }) +
          line({ 17: '"You are denied by bucket referer rule"', 29: 'https://x.example/' }),
      ),
    );

    it.each([
      [['--since', '2026-11-22T09:30:00Z'], 2],
      [['--until', '2026-11-22T09:30:00Z'], 1],
      [['--bucket', 'c-1250000000'], 1],
      [['--ip', '192.0.2.1'], 1],
    ])('%j', async (argv, denials) => {
      expect((await scanJson('a', ...argv)).totals.denials).toBe(denials);
    });

    it('by kind and requester choose denials', async () => {
      const { groups, totals, buckets } = await scanJson('a', '--kind', 'referer-denied');
      expect(groups.map((group) => group.kind)).toEqual(['referer-denied']);
      expect(totals).toMatchObject({ requests: 3, denials: 1 });
      expect(buckets.map(({ denials }) => denials)).toEqual([1, 0]);
      expect((await scanJson('a', '--requester', 'nobody')).groups).toEqual([]);
    });
  });

  describe('formats', () => {
    const hostile = '/=cmd|calc,"<script>alert(1)</script>[x](javascript:1)@all\u202e';
    beforeEach(() =>
      writeFile(
        join(folder, 'a'),
        line({
          12: encodeURI(hostile),
          14: '"\u001b]0;owned\u0007 <img src=x>"',
          30: `"GET /a?q-signature=${SECRET}&sign=${SECRET} HTTP/1.1"`,
        }),
      ),
    );

    it.each(['table', 'json', 'ndjson', 'csv', 'markdown', 'html'])(
      '%s carries no signature and no escape sequence',
      async (format) => {
        const { code, stdout } = await scan(['a', '--format', format]);
        expect(code).toBe(0);
        expect(stdout).not.toContain(SECRET);
        expect(stdout).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202e]/u);
      },
    );

    it('csv is read back by a strict reader', async () => {
      const rows = readCsv((await scan(['a', '--format', 'csv'])).stdout.replace('\ufeff', ''));
      expect(rows).toHaveLength(2);
      expect(rows[0]!.length).toBe(rows[1]!.length);
    });

    it('html runs nothing', async () => {
      const { stdout } = await scan(['a', '--format', 'html']);
      expect(stdout).toContain("default-src 'none'");
      expect(stdout).not.toMatch(/<script|<img|javascript:[^"]*"/);
    });

    it('ndjson is one group a line', async () => {
      const lines = (await scan(['a', '--format', 'ndjson'])).stdout.trimEnd().split('\n');
      expect(lines.map((text) => (JSON.parse(text) as { count: number }).count)).toEqual([1]);
    });

    it('--mask hides keys and addresses everywhere', async () => {
      await writeFile(join(folder, 'a'), line({ 8: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE', 16: 'InvalidAccessKeyId' }));
      const { stdout } = await scan(['a', '--format', 'json', '--mask']);
      expect(stdout).not.toMatch(/AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE|203\.0\.113\.7/);
      expect(stdout).toContain('key:AKIDz8kr****MPLE');
    });

    it('speaks Chinese', async () => {
      expect((await scan(['a', '--lang', 'zh'])).stdout).toMatch(/1 个 403，共 1 个请求/);
    });

    it('--out writes a file and prints nothing', async () => {
      const { stdout } = await scan(['a', '--format', 'json', '--out', 'result.json']);
      expect(stdout).toBe('');
      expect(JSON.parse(await readFile(join(folder, 'result.json'), 'utf8'))).toMatchObject({
        schema: 'cos403.scan/1',
      });
      expect((await readdir(folder)).sort()).toEqual(['a', 'result.json']);
    });
  });

  it('prints no table rows beyond --top, and says how many there are', async () => {
    await writeFile(
      join(folder, 'a'),
      Array.from({ length: 30 }, (_, i) => line({ 24: `100000000001:1000000001${10 + i}` })).join(''),
    );
    const { stdout } = await scan(['a', '--top', '5']);
    expect(stdout).toContain('and 25 more groups');
  });

  it('leaves no half-written file when it is interrupted', async () => {
    const abort = new AbortController();
    const stdin = Readable.from(
      (async function* () {
        yield Buffer.from(line());
        abort.abort();
        yield Buffer.from(line());
      })(),
    );
    const { code } = await scan(['-', '--format', 'json', '--out', 'result.json'], { stdin, signal: abort.signal });
    expect(code).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });
});
