import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalCloud } from '../../infra/local-cloud/index.js';
import { snapshotOf } from '../../infra/local-cloud/snapshot-of.js';
import type { Snapshot } from '../../lib/facts/snapshot.js';
import { ALICE, BUCKET, PLAIN, READER_KEY, startAccount } from '../facts/account.js';
import { runCli } from '../support/run-cli.js';

let local: LocalCloud;
let folder = '';
beforeAll(async () => {
  local = await startAccount();
  folder = await mkdtemp(join(tmpdir(), 'cos403-snapshot-'));
});
afterAll(async () => {
  await local.close();
  await rm(folder, { recursive: true, force: true });
});

const snapshot = (...argv: string[]) =>
  runCli(['snapshot', ...argv], { env: { COS403_LOCAL_CLOUD: local.url }, cwd: folder });

test('what is read is what the account holds', async () => {
  const { code, stdout, stderr } = await snapshot('--bucket', BUCKET, PLAIN);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const read = JSON.parse(stdout) as Snapshot;
  const truth = snapshotOf(local.state, Date.now());
  expect(read.account).toEqual(truth.account);
  for (const bucket of [BUCKET, PLAIN]) {
    const { objects: _, ...settings } = truth.buckets[bucket]!;
    expect(read.buckets[bucket]).toEqual(settings);
  }
  expect(read.cam.complete).toBe(true);
  expect(Object.keys(read.cam.users ?? {})).toEqual(Object.keys(truth.cam.users ?? {}).sort());
  expect(read.cam.users?.[ALICE]?.policies).toEqual(truth.cam.users?.[ALICE]?.policies);
  expect(read.cam.roles).toEqual(truth.cam.roles);
  expect(read.cam.groups).toEqual(truth.cam.groups);
  expect(read.unknown).toBeUndefined();
});

test('--out writes a file that simulate reads', async () => {
  expect(
    await snapshot('--bucket', BUCKET, '--object', `cos://${BUCKET}/private.txt`, '--out', 's.json'),
  ).toMatchObject({
    code: 0,
    stdout: '',
  });
  const written = JSON.parse(await readFile(join(folder, 's.json'), 'utf8')) as Snapshot;
  expect(written.buckets[BUCKET]?.objects?.['private.txt']).toMatchObject({ exists: true, storageClass: 'STANDARD' });
  const { Readable } = await import('node:stream');
  const request = { requester: 'anonymous', action: 'name/cos:GetObject', bucket: BUCKET, key: 'private.txt' };
  const simulated = await runCli(['simulate', '--snapshot', 's.json', '--request', '-', '--format', 'json'], {
    stdin: Readable.from([JSON.stringify(request)]),
    cwd: folder,
  });
  expect(JSON.parse(simulated.stdout)).toMatchObject({ results: [{ decision: 'deny' }] });
});

test('missing permissions are told, and the rest is there', async () => {
  const { code, stdout, stderr } = await runCli(['snapshot', '--bucket', BUCKET], {
    env: {
      COS403_LOCAL_CLOUD: local.url,
      TENCENTCLOUD_SECRET_ID: READER_KEY.secretId,
      TENCENTCLOUD_SECRET_KEY: READER_KEY.secretKey,
    },
  });
  expect(code).toBe(0);
  expect(stderr).toContain('cam:ListAccounts');
  expect(stderr).toContain('cos:GetBucketPolicy');
  expect((JSON.parse(stdout) as Snapshot).unknown?.length).toBeGreaterThan(8);
});

test('--format table shows what it holds, in both languages', async () => {
  const english = await snapshot('--bucket', BUCKET, PLAIN, '--format', 'table');
  expect(english).toMatchObject({ code: 0, stderr: '' });
  const lines = english.stdout.split('\n');
  expect(lines[0]).toMatch(/^account \d+ \(APPID \d+\) at \d{4}-/);
  expect(lines.slice(1, 3).map((line) => line.split('  ').slice(0, 2))).toEqual([
    [BUCKET, 'ap-shanghai'],
    [PLAIN, 'ap-shanghai'],
  ]);
  expect(lines[2]).toContain('policy -');
  expect(lines[3]).toMatch(/^CAM {2}users \d+, groups \d+, roles \d+, every user is listed$/);
  const chinese = await snapshot('--bucket', BUCKET, '--cam', 'none', '--format', 'table', '--lang', 'zh');
  expect(chinese.stdout).toContain('账号');
  expect(chinese.stdout).toContain('CAM  用户 ?, 用户组 ?, 角色 ?');
});

test('notes speak the language asked for, or the one of the configuration', async () => {
  const argv = ['--bucket', BUCKET, '--calls', '4'];
  expect((await snapshot(...argv, '--lang', 'zh')).stderr).toMatch(/^cos403: 有 \d+ 项信息无法读取/);
  const config = JSON.stringify({ schema: 'cos403.config/1', lang: 'zh', state: 'state' });
  expect((await snapshot(...argv, '--config', config)).stderr).toContain('无法读取');
  const table = await snapshot(...argv, '--format', 'table');
  expect(table.stdout).toContain(`? /buckets/${BUCKET}/cors  budget\n`);
});

test('--cam none asks COS only', async () => {
  const { stdout } = await snapshot('--bucket', BUCKET, '--cam', 'none');
  expect((JSON.parse(stdout) as Snapshot).cam).toEqual({});
});

test('a spent budget is an answer', async () => {
  const { stdout, stderr } = await snapshot('--bucket', BUCKET, '--calls', '4');
  expect((JSON.parse(stdout) as Snapshot).unknown).toContainEqual({
    fact: `/buckets/${BUCKET}/cors`,
    reason: 'budget',
  });
  expect(stderr).toContain('could not be read');
});

test.each([
  [[], 2, 'name the buckets'],
  [['--bucket', 'Short'], 2, 'no bucket'],
  [['--bucket', BUCKET, '--object', 'a.txt'], 2, 'no object'],
  [['--bucket', BUCKET, '--calls', '0'], 2, '--calls'],
  [['--bucket', 'nowhere-1250000000'], 1, 'there is no bucket nowhere-1250000000'],
])('%j ends with %i: %s', async (argv, code, message) => {
  const outcome = await snapshot(...argv);
  expect(outcome.code).toBe(code);
  expect(outcome.stderr).toContain(message);
});

test('without credentials it says what to set', async () => {
  const outcome = await runCli(['snapshot', '--bucket', BUCKET], { env: { HOME: folder } });
  expect(outcome).toMatchObject({ code: 1, stdout: '' });
  expect(outcome.stderr).toMatch(/^cos403: no credentials: set TENCENTCLOUD_SECRET_ID/);
});
