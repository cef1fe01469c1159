import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeState } from '../../infra/local-cloud/describe-state.js';
import { type LocalCloud, parts, startLocalCloud } from '../../infra/local-cloud/index.js';
import type { Calibration } from '../../lib/calibrate/run.js';
import { runCli } from '../support/run-cli.js';

const SCRATCH = 'scratch-1250000000';
const ROOT_SECRET = 'calibration-root-secret-0123456789';
const ROOT_KEY = `AKIDcalibration${'r'.repeat(21)}`;
const bucket = { region: 'ap-guangzhou', createdAt: '2026-11-01T00:00:00Z' };
const deny = { version: '2.0', Statement: [] };

let cloud: LocalCloud;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cos403-calibrate-'));
  cloud = await startLocalCloud({
    parts,
    logs: { everyFiveMinutes: false },
    scenario: {
      schema: 'cos403.scenario/1',
      account: { ownerUin: '100000000001', appId: '1250000000' },
      buckets: {
        [SCRATCH]: bucket,
        'full-1250000000': { ...bucket, objects: { 'mine.txt': { body: 'mine' } } },
        'ruled-1250000000': { ...bucket, policy: deny },
        'hotlink-1250000000': {
          ...bucket,
          referer: { status: 'Disabled', type: 'White-List', domains: ['mine.example.org'], emptyReferer: 'Deny' },
        },
        'versions-1250000000': { ...bucket, versioning: 'Suspended' },
      },
      cam: {
        users: {
          '100000000001': {
            name: 'root',
            type: 'root',
            accessKeys: [{ id: ROOT_KEY, secretKey: ROOT_SECRET, status: 'Active' }],
          },
        },
      },
    },
  });
});
afterAll(async () => {
  await cloud.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => cloud.reset());

const calibrate = (argv: readonly string[], signal?: AbortSignal) =>
  runCli(['calibrate', ...argv], {
    env: { COS403_LOCAL_CLOUD: cloud.url },
    cwd: folder,
    ...(signal ? { signal } : {}),
  });

/** Everything but the access log lines that every request leaves. */
function account(): unknown {
  const plain = describeState(cloud.state) as { buckets: Record<string, { pendingLog: unknown }> };
  for (const held of Object.values(plain.buckets)) delete (held as { pendingLog?: unknown }).pendingLog;
  return plain;
}

test('runs every experiment and leaves the account as it was, but for hotlink rules that are switched off', async () => {
  const before = account() as { buckets: Record<string, { referer: unknown }> };
  const { code, stdout, stderr } = await calibrate([
    '--bucket',
    SCRATCH,
    '--yes',
    '--format',
    'json',
    '--out',
    'c.json',
  ]);
  expect({ code, failed: stderr.includes('failed') }).toEqual({ code: 0, failed: false });
  const result = JSON.parse(stdout) as Calibration;
  expect(result.schema).toBe('cos403.calibration/1');
  expect(result.leftBehind).toEqual([]);
  expect(result.experiments.filter((one) => one.failed)).toEqual([]);
  for (const one of result.experiments)
    for (const seen of one.observations)
      expect([seen.request, seen.status]).toEqual([seen.request, expect.any(Number)]);
  expect(JSON.parse(await readFile(join(folder, 'c.json'), 'utf8'))).toEqual(result);

  const after = account() as typeof before;
  expect(after.buckets[SCRATCH]?.referer).toMatchObject({ status: 'Disabled' });
  after.buckets[SCRATCH]!.referer = before.buckets[SCRATCH]!.referer;
  expect(after).toEqual(before);
});

test('the answers are those of COS: code by code', async () => {
  const { stdout } = await calibrate(['--bucket', SCRATCH, '--yes', '--format', 'json']);
  const seen = new Map(
    (JSON.parse(stdout) as Calibration).experiments.flatMap((one) =>
      one.observations.map((each) => [each.request, `${each.status} ${each.code ?? '-'}`] as const),
    ),
  );
  expect(Object.fromEntries(seen)).toMatchObject({
    'GET with a SecretId that does not exist': '403 InvalidAccessKeyId',
    'GET with a malformed SecretId': '403 InvalidAccessKeyId',
    'GET with a wrong secret': '403 SignatureDoesNotMatch',
    'GET signed an hour ahead': '403 RequestTimeTooSkewed',
    'GET without a signature': '403 AccessDenied',
    'GET of the archived object': '403 InvalidObjectState',
    'signed GET, strange referer': '200 -',
    'PUT with x-cos-forbid-overwrite: true, existing key': '409 FileAlreadyExists',
  });
});

test('can run twice in the same bucket', async () => {
  expect((await calibrate(['--bucket', SCRATCH, '--yes'])).code).toBe(0);
  expect((await calibrate(['--bucket', SCRATCH, '--yes'])).code).toBe(0);
});

test('nothing in the record tells whose account it is', async () => {
  const { stdout, stderr } = await calibrate([
    '--bucket',
    SCRATCH,
    '--yes',
    '--format',
    'json',
    '--out',
    'private.json',
  ]);
  const all = stdout + stderr + (await readFile(join(folder, 'private.json'), 'utf8'));
  for (const secret of [ROOT_SECRET, ROOT_KEY, '1250000000', '100000000001', 'scratch', 'q-signature', 'q-ak'])
    expect(all).not.toContain(secret);
});

test('the table shows a line for each request, and what was cleaned up', async () => {
  const { stdout } = await calibrate(['--bucket', SCRATCH, '--yes']);
  expect(stdout).toMatch(/403 GET with a wrong secret SignatureDoesNotMatch: /);
  expect(stdout).toContain('Everything it made is deleted');
});

test.each([
  ['without --yes', ['--bucket', SCRATCH], /add --yes/],
  ['in a bucket with objects', ['--bucket', 'full-1250000000', '--yes'], /mine\.txt.*only on an empty bucket/],
  ['in a bucket with a policy', ['--bucket', 'ruled-1250000000', '--yes'], /would replace them/],
  ['in a bucket with hotlink rules of its own', ['--bucket', 'hotlink-1250000000', '--yes'], /would replace them/],
  ['in a bucket that keeps versions', ['--bucket', 'versions-1250000000', '--yes'], /keeps versions/],
  ['in a bucket that is not there', ['--bucket', 'nowhere-1250000000', '--yes'], /nowhere-1250000000/],
])('refuses to run %s, and changes nothing', async (_, argv, reason) => {
  const before = account();
  const { code, stdout, stderr } = await calibrate(argv);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(reason);
  expect(account()).toEqual(before);
});

test('interrupted in the middle, it removes its objects and settings', async () => {
  const controller = new AbortController();
  const gate = cloud.faults;
  // Stop when the bucket policy has just been put.
  const before = gate!.before.bind(gate);
  gate!.before = (request, operation) => {
    if (cloud.state.buckets.get(SCRATCH)?.policy) controller.abort();
    return before(request, operation);
  };
  try {
    const { code } = await calibrate(['--bucket', SCRATCH, '--yes'], controller.signal);
    expect(code).toBe(1);
  } finally {
    gate!.before = before;
  }
  const scratch = cloud.state.buckets.get(SCRATCH)!;
  expect({ policy: scratch.policy, objects: [...scratch.objects.keys()] }).toEqual({ policy: null, objects: [] });
});
