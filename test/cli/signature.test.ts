import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signCos } from '../../lib/signature/cos.js';
import { runCli } from '../support/run-cli.js';

const HOST = 'examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com';
const request = (path: string) => ({ method: 'GET', path, query: '', headers: { host: HOST } });
const authorization = signCos(request('/a.txt'), {
  secretId: 'AKIDEXAMPLE',
  secretKey: 'SKEXAMPLE',
  start: 1_700_000_000,
  end: 1_700_000_900,
});

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cos403-signature-'));
  const write = (name: string, value: unknown) =>
    writeFileSync(join(cwd, name), typeof value === 'string' ? value : JSON.stringify(value));
  const headers = { Host: HOST, Authorization: authorization };
  write('good.json', { method: 'GET', url: `https://${HOST}/a.txt`, headers });
  write('late.json', { method: 'GET', url: '/a.txt', headers, at: '2023-11-15T00:00:00Z' });
  write('other.json', { method: 'GET', url: '/b.txt', headers });
  write('broken.json', '{');
  write('wrong.json', { url: '/a' });
  write(
    'error.xml',
    `<Error><Code>SignatureDoesNotMatch</Code><FormatString>get\n/b.txt\n\nhost=${HOST}\n</FormatString></Error>`,
  );
});
afterAll(() => rmSync(cwd, { recursive: true }));

const env = { COS403_SECRET_KEY: 'SKEXAMPLE' };
const run = (...argv: string[]) => runCli(['signature', ...argv], { cwd, env });

describe('cos403 signature verify', () => {
  test('ends with 0 and says valid for a good signature', async () => {
    const { code, stdout } = await run('verify', '--request', 'good.json', '--format', 'json');
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(Object.keys(report)).toEqual([
      'schema',
      'valid',
      'given',
      'expected',
      'stringToSign',
      'httpString',
      'reasons',
    ]);
    expect(report).toMatchObject({
      schema: 'cos403.signature/1',
      valid: true,
      reasons: [],
      httpString: `get\n/a.txt\n\nhost=${HOST}\n`,
    });
    expect(report.given).toBe(report.expected);
  });

  test.each([
    ['late.json', 'Request has expired'],
    ['other.json', 'secret key does not belong'],
  ])('ends with 1 and the reason: %s', async (file, reason) => {
    const { code, stdout } = await run('verify', '--request', file, '--format', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ valid: false, reasons: [expect.stringContaining(reason)] });
  });

  test('prints a table in either language', async () => {
    expect((await run('verify', '--request', 'good.json')).stdout).toMatch(/^The signature is valid\.\n/);
    expect((await run('verify', '--request', 'good.json', '--lang', 'zh')).stdout).toMatch(/^签名有效。\n/);
  });

  test('does not run without a secret key, and never takes it from the command line', async () => {
    const { code, stderr } = await runCli(['signature', 'verify', '--request', 'good.json'], { cwd, env: {} });
    expect([code, stderr]).toEqual([1, expect.stringContaining('COS403_SECRET_KEY')]);
    expect((await run('verify', '--request', 'good.json', '--secret-key', 'x')).code).toBe(2);
  });

  test.each([
    ['broken.json', 'not valid JSON'],
    ['wrong.json', '/method'],
    ['missing.json', 'cannot read'],
  ])('says what is wrong with %s', async (file, message) => {
    const { code, stderr } = await run('verify', '--request', file);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });

  test('never prints the secret key', async () => {
    for (const format of ['json', 'table']) {
      const { stdout, stderr } = await run('verify', '--request', 'other.json', '--format', format);
      expect(stdout + stderr).not.toContain('SKEXAMPLE');
    }
  });
});

describe('cos403 signature explain', () => {
  test('names the first line that differs from the server’s text', async () => {
    const { code, stdout } = await run('explain', '--request', 'good.json', '--error', 'error.xml', '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'cos403.signature/1',
      difference: { line: 2, part: 'path', client: '/a.txt', server: '/b.txt' },
    });
  });

  test('needs no secret key', async () => {
    const { code, stdout } = await runCli(['signature', 'explain', '--request', 'good.json', '--error', 'error.xml'], {
      cwd,
      env: {},
    });
    expect([code, stdout]).toEqual([0, expect.stringContaining('Line 2 (path) differs.')]);
  });

  test('refuses a file that is no answer of COS', async () => {
    const { code, stderr } = await run('explain', '--request', 'good.json', '--error', 'good.json');
    expect([code, stderr]).toEqual([1, expect.stringContaining('no <Error> document')]);
  });
});
