import type { LocalCloud } from '../../../infra/local-cloud/cloud.js';
import { cloudServices } from '../../../infra/local-cloud/parts.js';
import { startLocalCloud } from '../../../infra/local-cloud/server.js';
import { type Clients, clients } from './api3-clients.js';
import { cosClient } from './scf-objects.js';

const Bucket = 'b-1250000000';
const Region = 'ap-guangzhou';
const allow = (action: string | string[], path: string) => ({
  version: '2.0',
  statement: [{ effect: 'allow', action, resource: `qcs::cos:ap-guangzhou:uid/1250000000:${Bucket}/${path}` }],
});

describe('what CAM and STS say holds for COS at once', () => {
  let cloud: LocalCloud;
  let root: Clients;
  beforeEach(async () => {
    cloud = await startLocalCloud({
      parts: [cloudServices],
      scenario: {
        schema: 'cos403.scenario/1',
        account: { ownerUin: '100000000001', appId: '1250000000' },
        buckets: { [Bucket]: { objects: { 'a/1': { body: 'x' }, 'b/1': { body: 'x' } } } },
      },
    });
    root = clients(cloud, cloud.root);
  });
  afterEach(() => cloud.close());

  const get = (key: { secretId: string; secretKey: string; token?: string }, Key: string) =>
    cosClient(cloud, {
      SecretId: key.secretId,
      SecretKey: key.secretKey,
      ...(key.token ? { SecurityToken: key.token } : {}),
    })
      .getObject({ Bucket, Region, Key })
      .then(
        () => 'ok',
        (error: { code: string }) => error.code,
      );
  const policy = async (PolicyName: string, document: object) =>
    (await root.cam.CreatePolicy({ PolicyName, PolicyDocument: JSON.stringify(document) })).PolicyId!;

  it('a key that is made, given a policy, disabled and deleted', async () => {
    const user = await root.cam.AddUser({ Name: 'alice', UseApi: 1 });
    const key = { secretId: user.SecretId!, secretKey: user.SecretKey! };
    expect(await get(key, 'a/1')).toBe('AccessDenied');
    await root.cam.AttachUserPolicy({
      AttachUin: user.Uin!,
      PolicyId: await policy('a', allow('cos:GetObject', 'a/*')),
    });
    expect([await get(key, 'a/1'), await get(key, 'b/1')]).toEqual(['ok', 'AccessDenied']);
    await root.cam.PutUserPermissionsBoundary({
      TargetUin: user.Uin!,
      PolicyId: await policy('limit', allow('cos:PutObject', '*')),
    });
    expect(await get(key, 'a/1')).toBe('AccessDenied');
    await root.cam.DeleteUserPermissionsBoundary({ TargetUin: user.Uin! });
    await root.cam.UpdateAccessKey({ TargetUin: user.Uin!, AccessKeyId: key.secretId, Status: 'Inactive' });
    expect(await get(key, 'a/1')).toBe('InvalidAccessKeyId');
    await root.cam.DeleteAccessKey({ TargetUin: user.Uin!, AccessKeyId: key.secretId });
    expect(await get(key, 'a/1')).toBe('InvalidAccessKeyId');
  });

  it('the key of an assumed role, within its session policy and its time', async () => {
    await root.cam.CreateRole({
      RoleName: 'reader',
      PolicyDocument: JSON.stringify({
        version: '2.0',
        statement: [
          { effect: 'allow', action: 'name/sts:AssumeRole', principal: { qcs: ['qcs::cam::uin/100000000001:root'] } },
        ],
      }),
    });
    await root.cam.AttachRolePolicy({
      AttachRoleName: 'reader',
      PolicyId: await policy('read', allow('cos:GetObject', '*')),
    });
    const assume = async (session?: object) => {
      const { Credentials } = await root.sts.AssumeRole({
        RoleArn: 'qcs::cam::uin/100000000001:roleName/reader',
        RoleSessionName: 'test',
        DurationSeconds: 600,
        ...(session ? { Policy: encodeURIComponent(JSON.stringify(session)) } : {}),
      });
      return { secretId: Credentials!.TmpSecretId!, secretKey: Credentials!.TmpSecretKey!, token: Credentials!.Token! };
    };
    const whole = await assume();
    const narrow = await assume(allow('cos:*', 'a/*'));
    expect([await get(whole, 'a/1'), await get(whole, 'b/1')]).toEqual(['ok', 'ok']);
    expect([await get(narrow, 'a/1'), await get(narrow, 'b/1')]).toEqual(['ok', 'AccessDenied']);
    expect(await get({ secretId: whole.secretId, secretKey: whole.secretKey }, 'a/1')).not.toBe('ok');
    cloud.clock.advance(601_000);
    expect(await get(whole, 'a/1')).not.toBe('ok');
  });

  it('a federation token of the root user', async () => {
    const { Credentials } = await root.sts.GetFederationToken({
      Name: 'app',
      Policy: encodeURIComponent(JSON.stringify(allow('name/cos:GetObject', 'a/*'))),
    });
    const key = {
      secretId: Credentials!.TmpSecretId!,
      secretKey: Credentials!.TmpSecretKey!,
      token: Credentials!.Token!,
    };
    expect([await get(key, 'a/1'), await get(key, 'b/1')]).toEqual(['ok', 'AccessDenied']);
  });
});
