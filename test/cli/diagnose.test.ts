import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { runCli } from '../support/run-cli.js';

const CASES = join(__dirname, '../cases/diagnose');
const log = (name: string) => join(CASES, name, 'log');
const snapshot = (name: string) => join(CASES, name, 'snapshot.json');
const run = (name: string, ...more: string[]) => runCli(['diagnose', log(name), '--snapshot', snapshot(name), ...more]);

describe('cos403 diagnose', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cos403-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('writes one JSON document with the scan, the diagnoses and what is unexplained', async () => {
    const { code, stdout, stderr } = await run('key-disabled', '--format', 'json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      schema: 'cos403.diagnosis/1',
      scan: { schema: 'cos403.scan/1', totals: { denials: 3 } },
      diagnoses: [
        {
          group: {
            bucket: 'examplebucket-1250000000',
            kind: 'invalid-access-key',
            requester: '100000000001:100000000002',
          },
          count: 3,
          share: 1,
          cause: { id: 'key-disabled', confidence: 'certain' },
          remedy: { policy: null, verified: null },
          missingPermissions: [],
        },
      ],
      unexplained: { groups: 0, denials: 0 },
    });
    expect(report.scan).not.toHaveProperty('groups');
    const status = report.diagnoses[0].checks.find((check: { id: string }) => check.id === 'api-key-status');
    expect(status.evidence).toEqual([{ fact: '/cam/users/100000000002/accessKeys/0/status', value: 'Inactive' }]);
  });

  test('puts the cause before what to do, and that before the evidence', async () => {
    const { stdout } = await run('action-not-granted');
    const at = (text: string) => stdout.indexOf(text);
    expect(at('The policy lacks the action')).toBeGreaterThan(0);
    expect(at('Do ')).toBeGreaterThan(at('The policy lacks the action'));
    expect(at('Proof')).toBeGreaterThan(at('Do '));
    expect(stdout).toContain('"name/cos:PutObject"');
    expect(stdout.split('\n').every((line) => line.length <= 120)).toBe(true);
  });

  test.each(['ndjson', 'csv', 'markdown', 'html'])('has the format %s', async (format) => {
    const { code, stdout } = await run('several-causes', '--format', format);
    expect(code).toBe(0);
    expect(stdout).toContain('action-not-granted');
    expect(stdout).toContain('explicit-deny-user-policy');
  });

  test('speaks Chinese', async () => {
    const { stdout } = await run('referer-empty', '--lang', 'zh');
    expect(stdout).toContain('防盗链拒绝空 referer');
    expect(stdout).not.toMatch(/Hotlink protection refuses/);
  });

  test('masks keys and addresses', async () => {
    const { stdout } = await run('key-disabled', '--mask', '--format', 'json');
    expect(stdout).not.toMatch(/AKID[A-Za-z0-9]{20}/);
    expect(stdout).not.toContain('203.0.113.7');
  });

  test('finds one request by its id', async () => {
    const lines = readFileSync(log('referer-two-kinds'), 'utf8').trim().split('\n');
    const id = /N[A-Za-z0-9+/]{29,}=*/.exec(lines[2]!)![0];
    const { stdout } = await run('referer-two-kinds', '--format', 'json', '--request-id', id);
    expect(JSON.parse(stdout).diagnoses).toMatchObject([{ count: 1, cause: { id: 'referer-not-listed' } }]);
  });

  test('takes an error body instead of a log', async () => {
    const file = join(folder, 'error.xml');
    writeFileSync(
      file,
      '<Error><Code>PathStyleDomainForbidden</Code><Message>x</Message><Resource>/a.txt</Resource><RequestId>NjdmYzk0YjFfMTgyMDYzNjRfY2MzNF80OTI2YjAw</RequestId></Error>',
    );
    const args = [
      '--error',
      file,
      '--snapshot',
      snapshot('anonymous-private'),
      '--bucket',
      'examplebucket-1250000000',
      '--format',
      'json',
    ];
    const { code, stdout } = await runCli(['diagnose', ...args]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).diagnoses).toMatchObject([
      { group: { bucket: 'examplebucket-1250000000' }, cause: { id: 'path-style-on-new-bucket' } },
    ]);
  });

  test('says what is wrong with a body that is none', async () => {
    const stdin = Readable.from([Buffer.from('hello')]);
    const { code, stderr } = await runCli(['diagnose', '--error', '-', '--snapshot', snapshot('anonymous-private')], {
      stdin,
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/no error body/);
  });

  test.each([
    [['diagnose', log('anonymous-private')]],
    [['diagnose', log('anonymous-private'), '--snapshot', 'x', '--live']],
    [['diagnose', log('anonymous-private'), '--snapshot', snapshot('anonymous-private'), '--fail-on', 'maybe']],
    [['diagnose', log('anonymous-private'), '--snapshot', snapshot('anonymous-private'), '--error', 'x']],
  ])('refuses %j as wrong usage', async (argv) => {
    expect((await runCli(argv)).code).toBe(2);
  });

  test.each([
    ['anonymous-private', 'certain', 1],
    ['clock-skew', 'certain', 0],
    ['clock-skew', 'likely', 1],
    ['signature-unexplained', 'likely', 0],
    ['unexplained', 'unexplained', 1],
    ['anonymous-private', 'unexplained', 0],
  ])('%s with --fail-on %s ends with %d', async (name, what, code) => {
    expect((await run(name, '--fail-on', what)).code).toBe(code);
  });

  test('knows a deleted key by its success elsewhere in the input', async () => {
    const success = readFileSync(log('clock-skew-healed'), 'utf8').trim().split('\n')[1]!;
    const refused = readFileSync(log('key-unknown-incomplete'), 'utf8').trim();
    const key = / (AKID\S+) /.exec(success)![1]!;
    const file = join(folder, 'worked.log');
    writeFileSync(file, `${success}\n${refused.replaceAll(/AKIDFOREIGN\S+/g, key)}\n`);
    const { stdout } = await runCli(['diagnose', file, '--snapshot', snapshot('key-deleted'), '--format', 'json']);
    expect(JSON.parse(stdout).diagnoses).toMatchObject([{ cause: { id: 'key-deleted', confidence: 'certain' } }]);
  });
});
