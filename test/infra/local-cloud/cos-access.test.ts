import type COS from 'cos-nodejs-sdk-v5';
import { APP_ID, OWNER, REGION, sdk, send, signed, useCloud } from './cos-support.js';

const Bucket = `examplebucket-${APP_ID}`;
const OTHER = '200000000001';
const SECRET = 'SECRETSECRETSECRETSECRETSECRET12';
const id = (letter: string) => `AKID${letter.repeat(32)}`;
const resource = (path: string) => `qcs::cos:${REGION}:uid/${APP_ID}:${Bucket}/${path}`;
const policy = (effect: string, action: string[], path = '*', more: object = {}) => ({
  version: '2.0',
  statement: [{ effect, action, resource: [resource(path)], ...more }],
});
const user = (letter: string, more: object = {}) => ({ accessKeys: [{ id: id(letter), secretKey: SECRET }], ...more });
const READ = ['name/cos:GetObject', 'name/cos:HeadObject'];

const cloud = useCloud({
  account: { ownerUin: OWNER, appId: APP_ID },
  buckets: {
    [Bucket]: {
      region: REGION,
      createdAt: '2023-05-01T00:00:00Z',
      objects: {
        'team/a.txt': { body: 'a' },
        'public.txt': {
          body: 'p',
          acl: { grants: [{ grantee: 'http://cam.qcloud.com/groups/global/AllUsers', permission: 'READ' }] },
        },
        'open/x.txt': { body: 'x' },
      },
      policy: {
        version: '2.0',
        statement: [
          { sid: 'open', principal: '*', effect: 'allow', action: READ, resource: [resource('open/*')] },
          {
            sid: 'no-mallory',
            principal: { qcs: [`qcs::cam::uin/${OWNER}:uin/100000000009`] },
            effect: 'deny',
            action: ['*'],
            resource: [resource('*')],
          },
          {
            sid: 'partner',
            principal: { qcs: [`qcs::cam::uin/${OTHER}:uin/${OTHER}`] },
            effect: 'allow',
            action: READ,
            resource: [resource('team/*')],
          },
          {
            sid: 'tls',
            principal: '*',
            effect: 'deny',
            action: ['name/cos:PutObject'],
            resource: [resource('*')],
            condition: { bool_equal: { 'cos:secure-transport': 'false' } },
          },
        ],
      },
    },
  },
  cam: {
    users: {
      [OWNER]: { type: 'root' },
      '100000000002': user('b', { policies: [{ name: 'read', document: policy('allow', READ, 'team/*') }] }),
      '100000000003': user('c', { groups: ['devs'] }),
      '100000000004': user('d', { policies: [{ name: 'off', document: policy('allow', READ), deactivated: true }] }),
      '100000000005': user('e', {
        policies: [{ name: 'all', document: policy('allow', ['cos:*']) }],
        boundary: { name: 'limit', document: policy('allow', ['cos:HeadObject']) },
      }),
      '100000000006': user('f', {
        policies: [
          {
            name: 'ip',
            document: policy('allow', READ, '*', { condition: { ip_equal: { 'qcs:ip': ['10.0.0.0/8'] } } }),
          },
        ],
      }),
      '100000000009': user('m', { policies: [{ name: 'all', document: policy('allow', ['cos:*']) }] }),
    },
    groups: {
      devs: { policies: [{ name: 'write', document: policy('allow', ['name/cos:PutObject', 'name/cos:GetObject']) }] },
    },
    roles: { '4611686018427844696': { name: 'app', policies: [{ name: 'r', document: policy('allow', READ) }] } },
  },
  temporaryKeys: [
    {
      secretId: `${id('s')}-1`,
      secretKey: SECRET,
      token: 'T1',
      requester: `${OWNER}:${OWNER}`,
      policy: policy('allow', READ, 'team/*'),
    },
    { secretId: `${id('r')}-2`, secretKey: SECRET, token: 'T2', requester: `${OWNER}:4611686018427844696` },
    { secretId: `${id('o')}-3`, secretKey: SECRET, token: 'T3', requester: `${OTHER}:200000000002` },
    { secretId: `${id('q')}-4`, secretKey: SECRET, token: 'T4', requester: `${OTHER}:${OTHER}` },
  ],
});

type Who = { key?: string; token?: string };
const as = ({ key, token }: Who): COS =>
  sdk(cloud(), { SecretId: key!, SecretKey: SECRET, ...(token ? { SecurityToken: token } : {}) });
const status = async (who: Who, method: string, path: string, headers: Record<string, string> = {}) => {
  const request = {
    bucket: Bucket,
    method,
    path,
    headers: { ...headers, ...(who.token ? { 'x-cos-security-token': who.token } : {}) },
  };
  return (await send(cloud(), who.key ? signed(cloud(), request, { secretId: who.key, secretKey: SECRET }) : request))
    .status;
};

const anonymous: Who = {};
const reader: Who = { key: id('b') };

describe('the access model', () => {
  test.each<[string, Who, string, string, number, Record<string, string>?]>([
    ['nobody reads a private object', anonymous, 'GET', '/team/a.txt', 403],
    ['anybody reads an object with a public ACL', anonymous, 'GET', '/public.txt', 200],
    ['anybody reads what the bucket policy opens', anonymous, 'GET', '/open/x.txt', 200],
    ['nobody learns whether a private object exists', anonymous, 'HEAD', '/nothing', 403],
    ['a user policy allows its prefix', reader, 'GET', '/team/a.txt', 200],
    ['a user policy allows no other action', reader, 'DELETE', '/team/a.txt', 403],
    ['a user policy allows no other prefix', reader, 'GET', '/secret.txt', 403],
    ['a group policy allows', { key: id('c') }, 'GET', '/team/a.txt', 200],
    ['a policy that is switched off allows nothing', { key: id('d') }, 'GET', '/team/a.txt', 403],
    ['a boundary limits', { key: id('e') }, 'GET', '/team/a.txt', 403],
    ['a boundary lets its own pass', { key: id('e') }, 'HEAD', '/team/a.txt', 200],
    ['a condition that is not met', { key: id('f') }, 'GET', '/team/a.txt', 403],
    ['a condition that is met', { key: id('f') }, 'GET', '/team/a.txt', 200, { 'x-cos403-source-ip': '10.1.2.3' }],
    ['a deny that names the user wins over its own policy', { key: id('m') }, 'GET', '/team/a.txt', 403],
    ['a deny that names the user wins over public access', { key: id('m') }, 'GET', '/open/x.txt', 403],
    ['a temporary key reads inside its scope', { key: `${id('s')}-1`, token: 'T1' }, 'GET', '/team/a.txt', 200],
    [
      'a temporary key does nothing outside its scope, root or not',
      { key: `${id('s')}-1`, token: 'T1' },
      'GET',
      '/secret.txt',
      403,
    ],
    ['a role reads by its policy', { key: `${id('r')}-2`, token: 'T2' }, 'GET', '/team/a.txt', 200],
    ['a role writes nothing without a policy', { key: `${id('r')}-2`, token: 'T2' }, 'PUT', '/team/b.txt', 403],
    ['a foreign root reads what the owner granted', { key: `${id('q')}-4`, token: 'T4' }, 'GET', '/team/a.txt', 200],
    [
      'a foreign sub-user reads what the owner granted',
      { key: `${id('o')}-3`, token: 'T3' },
      'GET',
      '/team/a.txt',
      200,
    ],
    ['a foreign sub-user reads nothing else', { key: `${id('o')}-3`, token: 'T3' }, 'GET', '/secret.txt', 403],
    ['a conditional deny of everyone does not bind signed requests here', { key: id('c') }, 'PUT', '/team/c.txt', 200],
  ])('%s', async (_name, who, method, path, expected, headers = {}) => {
    expect(await status(who, method, path, headers)).toBe(expected);
  });

  test('a permission taken away is gone with the next request', async () => {
    const root = sdk(cloud());
    const Policy = {
      version: '2.0',
      statement: [{ principal: '*', effect: 'deny', action: READ, resource: [resource('public.txt')] }],
    };
    const { Policy: before } = await root.getBucketPolicy({ Bucket, Region: REGION });
    await root.putBucketPolicy({ Bucket, Region: REGION, Policy } as COS.PutBucketPolicyParams);
    expect(await status(anonymous, 'GET', '/public.txt')).toBe(403);
    await root.putBucketPolicy({ Bucket, Region: REGION, Policy: before } as unknown as COS.PutBucketPolicyParams);
    expect(await status(anonymous, 'GET', '/public.txt')).toBe(200);
  });

  test('a copy asks for the source as well', async () => {
    const copy = (CopySource: string) =>
      as({ key: id('c') }).putObjectCopy({ Bucket, Region: REGION, Key: 'copy.txt', CopySource });
    const host = `${Bucket}.cos.${REGION}.myqcloud.com`;
    await expect(copy(`${host}/team/a.txt`)).resolves.toMatchObject({ statusCode: 200 });
    await expect(copy(`other-${APP_ID}.cos.${REGION}.myqcloud.com/a`)).rejects.toMatchObject({ code: 'NoSuchBucket' });
    const writer = as({ key: `${id('r')}-2`, token: 'T2' });
    await expect(
      writer.putObjectCopy({ Bucket, Region: REGION, Key: 'copy.txt', CopySource: `${host}/team/a.txt` }),
    ).rejects.toMatchObject({ code: 'AccessDenied' });
  });

  test('deleting several asks for each', async () => {
    const root = sdk(cloud());
    await root.putObject({ Bucket, Region: REGION, Key: 'trash/1', Body: '' });
    const { Deleted, Error: errors } = await root.deleteMultipleObject({
      Bucket,
      Region: REGION,
      Objects: [{ Key: 'trash/1' }],
    });
    expect([Deleted.map((d) => d.Key), errors]).toEqual([['trash/1'], []]);
    const denied = await as(reader).deleteMultipleObject({ Bucket, Region: REGION, Objects: [{ Key: 'team/a.txt' }] });
    expect(denied.Error).toEqual([expect.objectContaining({ Key: 'team/a.txt', Code: 'AccessDenied' })]);
  });
});

test('the host of an absolute form is the bucket that is asked, whatever the Host header says', async () => {
  const { host } = new URL(cloud().url);
  const answer = await send(cloud(), {
    path: `http://${Bucket}.cos.${REGION}.myqcloud.com/public.txt`,
    headers: { host },
  });
  expect([answer.status, answer.body.toString()]).toEqual([200, 'p']);
});
