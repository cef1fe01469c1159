import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCredentials, parseProfile } from '../../lib/cloud/credentials.js';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'cos403-home-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const profile = async (text: string) => {
  await mkdir(join(home, '.tencentcloud'));
  await writeFile(join(home, '.tencentcloud', 'credentials'), text);
};

test('the usual names come first', async () => {
  const env = {
    HOME: home,
    TENCENTCLOUD_SECRET_ID: 'id1',
    TENCENTCLOUD_SECRET_KEY: 'key1',
    TENCENTCLOUD_SESSION_TOKEN: 'token1',
    TENCENTCLOUD_SECRETID: 'id2',
    TENCENTCLOUD_SECRETKEY: 'key2',
  };
  expect(await findCredentials(env)).toEqual({ secretId: 'id1', secretKey: 'key1', token: 'token1' });
});

test("then the platform's", async () => {
  await profile('[default]\nsecret_id = id3\nsecret_key = key3\n');
  const env = {
    HOME: home,
    TENCENTCLOUD_SECRETID: 'id2',
    TENCENTCLOUD_SECRETKEY: 'key2',
    TENCENTCLOUD_SESSIONTOKEN: 'token2',
  };
  expect(await findCredentials(env)).toEqual({ secretId: 'id2', secretKey: 'key2', token: 'token2' });
  expect(await findCredentials({ ...env, TENCENTCLOUD_SECRET_ID: 'half' })).toMatchObject({ secretId: 'id2' });
});

test('then the profile file', async () => {
  await profile('# mine\n[other]\nsecret_id=x\nsecret_key=y\n[default]\nsecret_id = id3\r\nsecret_key=key3=\n');
  expect(await findCredentials({ HOME: home })).toEqual({ secretId: 'id3', secretKey: 'key3=' });
});

test('nowhere: it is said what to set, in a function that its role is missing', async () => {
  await expect(findCredentials({ HOME: home })).rejects.toMatchObject({
    code: 'no-credentials',
    message: expect.stringContaining('TENCENTCLOUD_SECRET_ID'),
  });
  await expect(findCredentials({ HOME: home, TENCENTCLOUD_RUNENV: 'SCF' })).rejects.toThrow(/execution role/);
});

test.each(['', '[default]\nsecret_id=x\n', 'garbage', '[other]\nsecret_id=a\nsecret_key=b'])(
  '%j holds none',
  (text) => {
    expect(parseProfile(text)).toBeNull();
  },
);
