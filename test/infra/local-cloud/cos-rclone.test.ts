import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APP_ID, REGION, useCloud } from './cos-support.js';

const installed = hasRclone();
const required = (process.env['COS403_REQUIRE'] ?? '').split(',').includes('rclone');

function hasRclone(): boolean {
  try {
    execFileSync('rclone', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

if (!installed && !required) console.log('rclone is not installed: its tests did not run (apt-get install rclone)');

const bucket = `rclone-${APP_ID}`;
const cloud = useCloud({ buckets: { [bucket]: { region: REGION, createdAt: '2025-01-01T00:00:00Z' } } });

/** rclone knows the local cloud as an HTTP proxy, so host names and signatures are those of the real thing. */
function rclone(
  args: string[],
  secretKey = cloud().root.secretKey,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    RCLONE_CONFIG: join(folder, 'none.conf'),
    RCLONE_CONFIG_COS_TYPE: 's3',
    RCLONE_CONFIG_COS_PROVIDER: 'TencentCOS',
    RCLONE_CONFIG_COS_ACCESS_KEY_ID: cloud().root.secretId,
    RCLONE_CONFIG_COS_SECRET_ACCESS_KEY: secretKey,
    RCLONE_CONFIG_COS_ENDPOINT: `http://cos.${REGION}.myqcloud.com`,
    http_proxy: cloud().url,
  };
  const fixed = [
    '--retries',
    '1',
    '--low-level-retries',
    '1',
    '--s3-no-check-bucket',
    '--s3-chunk-size',
    '5M',
    '--s3-upload-cutoff',
    '6M',
  ];
  return new Promise((resolve) =>
    execFile(
      'rclone',
      [...args, ...fixed],
      { env: env as NodeJS.ProcessEnv, timeout: 25_000 },
      (error, stdout, stderr) =>
        resolve({ code: error ? (typeof error.code === 'number' ? error.code : 1) : 0, stdout, stderr }),
    ),
  );
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cos403-rclone-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('rclone is there when it is required', () => {
  expect(installed || !required).toBe(true);
});

(installed ? describe : describe.skip)('rclone, as a client nobody here wrote', () => {
  test('copies files up, lists, reads, checks and deletes them', async () => {
    const small = join(folder, 'up');
    writeFileSync(join(folder, 'big.bin'), Buffer.alloc(11 * 1024 * 1024, 7));
    execFileSync('mkdir', ['-p', join(small, 'dir with space')]);
    writeFileSync(join(small, 'a+b (1).txt'), 'plus');
    writeFileSync(join(small, 'dir with space', '中文.txt'), 'chinese');
    expect(await rclone(['copy', small, `cos:${bucket}/in`])).toMatchObject({ code: 0 });
    const list = await rclone(['lsf', '-R', `cos:${bucket}/in`]);
    expect(list.stdout.trim().split('\n').sort()).toEqual([
      'a+b (1).txt',
      'dir with space/',
      'dir with space/中文.txt',
    ]);
    expect(await rclone(['check', small, `cos:${bucket}/in`])).toMatchObject({ code: 0 });
    // Above the cut-off: a multipart upload.
    expect(await rclone(['copyto', join(folder, 'big.bin'), `cos:${bucket}/big.bin`])).toMatchObject({ code: 0 });
    expect(await rclone(['copyto', `cos:${bucket}/big.bin`, join(folder, 'down.bin')])).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'down.bin')).equals(readFileSync(join(folder, 'big.bin')))).toBe(true);
    expect(await rclone(['purge', `cos:${bucket}/in`])).toMatchObject({ code: 0 });
    expect((await rclone(['lsf', '-R', `cos:${bucket}`])).stdout.trim()).toBe('big.bin');
  });

  test('is refused with a wrong secret key, and says why', async () => {
    const { code, stderr } = await rclone(['lsf', `cos:${bucket}`], 'wrong');
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/SignatureDoesNotMatch/);
  });
});
