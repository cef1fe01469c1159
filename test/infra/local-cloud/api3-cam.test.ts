import type { LocalCloud } from '../../../infra/local-cloud/cloud.js';
import { cloudServices } from '../../../infra/local-cloud/parts.js';
import { startLocalCloud } from '../../../infra/local-cloud/server.js';
import { type Clients, clients } from './api3-clients.js';

const document = (action: string | string[], resource: string | string[] = '*', effect = 'allow') => ({
  version: '2.0',
  statement: [{ effect, action, resource }],
});

describe('CAM of the local cloud, with the official SDK', () => {
  let cloud: LocalCloud;
  let root: Clients;
  beforeEach(async () => {
    cloud = await startLocalCloud({
      parts: [cloudServices],
      scenario: {
        schema: 'cos403.scenario/1',
        account: { ownerUin: '100000000001', appId: '1250000000' },
        cam: {
          users: {
            '100000000002': {
              name: 'alice',
              type: 'sub',
              accessKeys: [
                { id: 'AKIDalice0000000000000000000000000000', secretKey: 'alice-secret', status: 'Active' },
                { id: 'AKIDalice1111111111111111111111111111', secretKey: 'old-secret', status: 'Inactive' },
              ],
              policies: [{ name: 'own', document: document('cam:GetUser') }],
              groups: ['devs'],
            },
            '100000000003': { name: 'partner', type: 'collaborator' },
          },
          groups: {
            devs: { policies: [{ name: 'team', document: document(['cam:ListUsers', 'name/cam:ListGroups*']) }] },
          },
          roles: {
            '4611686018427844696': { name: 'worker', policies: [{ name: 'role-policy', document: document('cos:*') }] },
          },
        },
      },
    });
    root = clients(cloud, cloud.root);
  });
  afterEach(() => cloud.close());
  const alice = () => clients(cloud, { secretId: 'AKIDalice0000000000000000000000000000', secretKey: 'alice-secret' });

  it('lists the keys of a user with their status, deleted ones not', async () => {
    const list = await root.cam.ListAccessKeys({ TargetUin: 100000000002 });
    expect(list.AccessKeys).toEqual([
      expect.objectContaining({
        AccessKeyId: 'AKIDalice0000000000000000000000000000',
        Status: 'Active',
        Description: null,
      }),
      expect.objectContaining({ AccessKeyId: 'AKIDalice1111111111111111111111111111', Status: 'Inactive' }),
    ]);
    expect(list.AccessKeys![0]!.CreateTime).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    await root.cam.DeleteAccessKey({ TargetUin: 100000000002, AccessKeyId: 'AKIDalice1111111111111111111111111111' });
    expect((await root.cam.ListAccessKeys({ TargetUin: 100000000002 })).AccessKeys).toHaveLength(1);
    const { IdKeys } = await root.sts.QueryApiKey({ TargetUin: 100000000002 });
    expect(IdKeys!.map((key) => key.Status)).toEqual([2, 4]);
  });

  it('refuses what the policies do not allow, naming the action', async () => {
    await expect(alice().cam.ListAccessKeys({ TargetUin: 100000000002 })).rejects.toMatchObject({
      code: 'UnauthorizedOperation',
      message: expect.stringContaining('you are not authorized to perform operation (cam:ListAccessKeys)'),
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    await expect(alice().cam.GetUser({ Name: 'alice' })).resolves.toMatchObject({ Uin: 100000000002 });
    await expect(alice().cam.ListUsers()).resolves.toMatchObject({ Data: [{ Name: 'alice' }] });
    await expect(alice().sts.GetCallerIdentity()).resolves.toMatchObject({
      Type: 'CAMUser',
      UserId: '100000000002',
      Arn: 'qcs::cam:100000000001:uin/100000000002',
    });
  });

  it('honours resources, explicit denies and boundaries', async () => {
    const grant = async (name: string, policy: object) => {
      const { PolicyId } = await root.cam.CreatePolicy({ PolicyName: name, PolicyDocument: JSON.stringify(policy) });
      await root.cam.AttachUserPolicy({ PolicyId: PolicyId!, AttachUin: 100000000002 });
      return PolicyId!;
    };
    const keys = () => alice().cam.ListAccessKeys({ TargetUin: 100000000002 });
    const id = await grant('keys', document('cam:ListAccessKeys', 'qcs::cam::uin/100000000001:uin/100000000002'));
    await expect(keys()).resolves.toBeDefined();
    await expect(alice().cam.ListAccessKeys({ TargetUin: 100000000003 })).rejects.toMatchObject({
      code: 'UnauthorizedOperation',
    });
    const limit = await root.cam.CreatePolicy({
      PolicyName: 'limit',
      PolicyDocument: JSON.stringify(document('cos:*')),
    });
    await root.cam.PutUserPermissionsBoundary({ TargetUin: 100000000002, PolicyId: limit.PolicyId! });
    await expect(keys()).rejects.toMatchObject({ code: 'UnauthorizedOperation' });
    await expect(root.cam.GetUserPermissionBoundary({ TargetUin: 100000000002 })).resolves.toMatchObject({
      PolicyName: 'limit',
    });
    await root.cam.DeleteUserPermissionsBoundary({ TargetUin: 100000000002 });
    await expect(root.cam.GetUserPermissionBoundary({ TargetUin: 100000000002 })).resolves.toMatchObject({
      PolicyId: null,
    });
    await grant('no', document('cam:List*', '*', 'deny'));
    await expect(keys()).rejects.toMatchObject({ code: 'UnauthorizedOperation' });
    await root.cam.DetachUserPolicy({ PolicyId: id, DetachUin: 100000000002 });
  });

  it('pages attached policies and tells their origin', async () => {
    for (let i = 0; i < 3; i++) {
      const { PolicyId } = await root.cam.CreatePolicy({
        PolicyName: `p${i}`,
        PolicyDocument: JSON.stringify(document('cos:*')),
      });
      await root.cam.AttachUserPolicy({ PolicyId: PolicyId!, AttachUin: 100000000002 });
    }
    const all = (Page: number, AttachType = 0) =>
      root.cam.ListAttachedUserAllPolicies({ TargetUin: 100000000002, Rp: 3, Page, AttachType });
    const first = await all(1);
    expect(first.TotalNum).toBe(5);
    expect(first.PolicyList).toHaveLength(3);
    expect((await all(2)).PolicyList).toHaveLength(2);
    const byGroup = await all(1, 2);
    expect(byGroup.PolicyList).toEqual([
      expect.objectContaining({
        PolicyId: expect.any(String),
        PolicyName: 'team',
        StrategyType: '1',
        Deactived: 0,
        Groups: [{ GroupId: expect.any(Number), GroupName: 'devs' }],
      }),
    ]);
    const policy = await root.cam.GetPolicy({ PolicyId: Number(byGroup.PolicyList![0]!.PolicyId) });
    expect(JSON.parse(policy.PolicyDocument!)).toEqual(document(['cam:ListUsers', 'name/cam:ListGroups*']));
    await expect(
      root.cam.GetPolicy({ PolicyId: byGroup.PolicyList![0]!.PolicyId as unknown as number }),
    ).rejects.toMatchObject({ code: 'InvalidParameter' });
  });

  it('knows every kind of account', async () => {
    const { Users, IsTruncated } = await root.cam.ListAccounts({ MaxItems: 2 });
    expect(Users!.map((user) => user.UserType)).toEqual(['Owner', 'SubUser']);
    expect(IsTruncated).toBe(true);
    await expect(root.cam.ListCollaborators({})).resolves.toMatchObject({ TotalNum: 1, Data: [{ Name: 'partner' }] });
    await expect(root.cam.DescribeSubAccounts({ FilterSubAccountUin: [100000000002, 7] })).resolves.toMatchObject({
      SubAccounts: [{ Uin: 100000000002, Name: 'alice', UserType: 2 }],
    });
    await expect(root.cam.GetUserAppId()).resolves.toMatchObject({ OwnerUin: '100000000001', AppId: 1250000000 });
    await expect(root.cam.ListGroupsForUser({ SubUin: 100000000002 })).resolves.toMatchObject({
      TotalNum: 1,
      GroupInfo: [{ GroupName: 'devs' }],
    });
    await expect(root.cam.GetRole({ RoleId: '4611686018427844696' })).resolves.toMatchObject({
      RoleInfo: { RoleName: 'worker' },
    });
    await expect(root.cam.GetRole({ RoleName: 'nobody' })).rejects.toMatchObject({
      code: 'InvalidParameter.RoleNotExist',
    });
    await expect(root.cam.ListAttachedRolePolicies({ Page: 1, Rp: 20, RoleName: 'worker' })).resolves.toMatchObject({
      TotalNum: 1,
      List: [{ PolicyName: 'role-policy', PolicyType: 'User', Deactived: 0 }],
    });
  });

  it('makes and removes users, groups, roles, policies and versions', async () => {
    const { cam } = root;
    const bob = await cam.AddUser({ Name: 'bob', UseApi: 1 });
    await expect(cam.AddUser({ Name: 'bob' })).rejects.toMatchObject({ code: 'InvalidParameter.SubUserNameInUse' });
    const bobKey = { secretId: bob.SecretId!, secretKey: bob.SecretKey! };
    await expect(clients(cloud, bobKey).sts.GetCallerIdentity()).resolves.toMatchObject({ UserId: String(bob.Uin) });
    const { GroupId } = await cam.CreateGroup({ GroupName: 'ops' });
    await cam.AddUserToGroup({ Info: [{ GroupId: GroupId!, Uin: bob.Uin! }] });
    await cam.AttachGroupPolicy({ AttachGroupId: GroupId!, PolicyId: 596170 });
    await expect(clients(cloud, bobKey).cam.ListUsers()).resolves.toBeDefined();
    await cam.RemoveUserFromGroup({ Info: [{ GroupId: GroupId!, Uin: bob.Uin! }] });
    await expect(clients(cloud, bobKey).cam.ListUsers()).rejects.toMatchObject({ code: 'UnauthorizedOperation' });
    await cam.UpdateAccessKey({ TargetUin: bob.Uin!, AccessKeyId: bob.SecretId!, Status: 'Inactive' });
    await expect(clients(cloud, bobKey).sts.GetCallerIdentity()).rejects.toMatchObject({
      code: 'AuthFailure.InvalidSecretId',
    });
    await expect(cam.DeleteUser({ Name: 'bob' })).rejects.toMatchObject({ code: 'OperationDenied.HaveKeys' });
    await cam.DeleteUser({ Name: 'bob', Force: 1 });
    await cam.DeleteGroup({ GroupId: GroupId! });

    const role = await cam.CreateRole({
      RoleName: 'r',
      PolicyDocument: JSON.stringify({
        version: '2.0',
        statement: [{ effect: 'allow', action: 'sts:AssumeRole', principal: { service: 'scf.qcloud.com' } }],
      }),
    });
    expect(role.RoleId).toMatch(/^4611686\d{12}$/);
    const { PolicyId } = await cam.CreatePolicy({
      PolicyName: 'v',
      PolicyDocument: JSON.stringify(document('cos:GetObject')),
    });
    await cam.AttachRolePolicy({ PolicyId: PolicyId!, AttachRoleName: 'r' });
    await expect(cam.ListEntitiesForPolicy({ PolicyId: PolicyId! })).resolves.toMatchObject({
      List: [{ Name: 'r', RelatedType: 3 }],
    });
    const version = await cam.CreatePolicyVersion({
      PolicyId: PolicyId!,
      PolicyDocument: JSON.stringify(document('cos:PutObject')),
      SetAsDefault: true,
    });
    expect(version.VersionId).toBe(2);
    expect((await cam.GetPolicy({ PolicyId: PolicyId! })).PolicyDocument).toContain('PutObject');
    await cam.SetDefaultPolicyVersion({ PolicyId: PolicyId!, VersionId: 1 });
    await cam.DeletePolicyVersion({ PolicyId: PolicyId!, VersionId: [2] });
    await cam.DeletePolicy({ PolicyId: [PolicyId!] });
    await expect(cam.ListAttachedRolePolicies({ Page: 1, Rp: 10, RoleName: 'r' })).resolves.toMatchObject({
      TotalNum: 0,
    });
    await cam.DeleteRole({ RoleName: 'r' });
    await expect(cam.GetRole({ RoleName: 'r' })).rejects.toMatchObject({ code: 'InvalidParameter.RoleNotExist' });
  });

  it.each([
    ['no JSON', '{', 'InvalidParameter.PolicyDocumentError'],
    ['a wrong version', '{"version":"3.0","statement":[]}', 'InvalidParameter.VersionError'],
    ['no action', '{"version":"2.0","statement":[{"effect":"allow","resource":"*"}]}', 'InvalidParameter.ActionError'],
    [
      'a wrong effect',
      '{"version":"2.0","statement":[{"effect":"maybe","action":"cos:*","resource":"*"}]}',
      'InvalidParameter.EffectError',
    ],
    [
      'a principal',
      '{"version":"2.0","statement":[{"effect":"allow","action":"cos:*","resource":"*","principal":"*"}]}',
      'InvalidParameter.PrincipalError',
    ],
  ])('refuses a policy with %s', async (_name, text, code) => {
    await expect(root.cam.CreatePolicy({ PolicyName: 'bad', PolicyDocument: text })).rejects.toMatchObject({ code });
  });

  it.each([
    ['an unknown SecretId', { secretId: 'AKIDnobody', secretKey: 'x' }, 'AuthFailure.SecretIdNotFound'],
    [
      'a disabled key',
      { secretId: 'AKIDalice1111111111111111111111111111', secretKey: 'old-secret' },
      'AuthFailure.InvalidSecretId',
    ],
    [
      'a wrong secret',
      { secretId: 'AKIDalice0000000000000000000000000000', secretKey: 'x' },
      'AuthFailure.SignatureFailure',
    ],
  ])('refuses %s', async (_name, key, code) => {
    await expect(clients(cloud, key).sts.GetCallerIdentity()).rejects.toMatchObject({ code });
  });

  it('tells unknown actions, missing and wrong parameters apart', async () => {
    await expect(root.cam.request('NoSuchAction', {})).rejects.toMatchObject({ code: 'InvalidAction' });
    await expect(root.cam.request('GetUser', {})).rejects.toMatchObject({ code: 'MissingParameter' });
    await expect(root.cam.request('GetUser', { Name: 5 })).rejects.toMatchObject({ code: 'InvalidParameter' });
  });
});

describe('STS of the local cloud, with the official SDK', () => {
  let cloud: LocalCloud;
  let root: Clients;
  const ROLE = '4611686018427844696';
  beforeAll(async () => {
    cloud = await startLocalCloud({
      parts: [cloudServices],
      scenario: {
        schema: 'cos403.scenario/1',
        account: { ownerUin: '100000000001', appId: '1250000000' },
        cam: {
          users: {
            '100000000002': {
              name: 'alice',
              accessKeys: [{ id: 'AKIDalice0000000000000000000000000000', secretKey: 's' }],
              policies: [
                {
                  name: 'assume',
                  document: document(['sts:AssumeRole', 'sts:GetFederationToken', 'cam:Get*', 'cam:List*']),
                },
              ],
            },
          },
          roles: {
            [ROLE]: {
              name: 'reader',
              policies: [{ name: 'read', document: document('cam:Get*') }],
              trustPolicy: {
                version: '2.0',
                statement: [
                  {
                    effect: 'allow',
                    action: 'name/sts:AssumeRole',
                    principal: { qcs: ['qcs::cam::uin/100000000001:root'] },
                  },
                ],
              },
            },
            '4611686018427844697': {
              name: 'closed',
              trustPolicy: {
                version: '2.0',
                statement: [{ effect: 'allow', principal: { service: ['scf.qcloud.com'] } }],
              },
            },
          },
        },
      },
    });
    root = clients(cloud, { secretId: 'AKIDalice0000000000000000000000000000', secretKey: 's' });
  });
  afterAll(() => cloud.close());
  const asKey = (credentials: { TmpSecretId?: string; TmpSecretKey?: string; Token?: string } | undefined) => ({
    secretId: credentials!.TmpSecretId!,
    secretKey: credentials!.TmpSecretKey!,
    token: credentials!.Token!,
  });

  it('lends a role, with the rights of the role and its session policy only', async () => {
    const answer = await root.sts.AssumeRole({
      RoleArn: 'qcs::cam::uin/100000000001:roleName/reader',
      RoleSessionName: 'me',
    });
    expect(answer.Credentials!.TmpSecretId).toMatch(/^AKID.{64}$/);
    expect(answer.ExpiredTime! * 1000).toBe(Date.parse(answer.Expiration!));
    const role = clients(cloud, asKey(answer.Credentials));
    await expect(role.sts.GetCallerIdentity()).resolves.toMatchObject({
      Type: 'CAMRole',
      UserId: `${ROLE}:me`,
      PrincipalId: '100000000002',
      Arn: `qcs::sts:100000000001:assumed-role/${ROLE}`,
    });
    await expect(role.cam.GetUser({ Name: 'alice' })).resolves.toBeDefined();
    await expect(role.cam.ListUsers()).rejects.toMatchObject({ code: 'UnauthorizedOperation' });
    const narrow = await root.sts.AssumeRole({
      RoleArn: `qcs::cam::uin/100000000001:role/${ROLE}`,
      RoleSessionName: 'narrow',
      Policy: encodeURIComponent(JSON.stringify(document('cam:GetRole'))),
    });
    await expect(clients(cloud, asKey(narrow.Credentials)).cam.GetUser({ Name: 'alice' })).rejects.toMatchObject({
      code: 'UnauthorizedOperation',
    });
  });

  it('lends no role that does not trust the caller or does not exist', async () => {
    const assume = (name: string) =>
      root.sts.AssumeRole({ RoleArn: `qcs::cam::uin/100000000001:roleName/${name}`, RoleSessionName: 'me' });
    await expect(assume('closed')).rejects.toMatchObject({ code: 'UnauthorizedOperation' });
    await expect(assume('nobody')).rejects.toMatchObject({ code: 'ResourceNotFound.RoleNotFound' });
  });

  it('gives federation tokens: own rights within the policy, for permanent keys only', async () => {
    const answer = await root.sts.GetFederationToken({
      Name: 'app',
      Policy: encodeURIComponent(JSON.stringify(document('cam:ListUsers'))),
    });
    const app = clients(cloud, asKey(answer.Credentials));
    await expect(app.sts.GetCallerIdentity()).resolves.toMatchObject({
      Type: 'CAMUser',
      UserId: '100000000002:app',
      Arn: 'qcs::sts:100000000001:federated-user/100000000002',
    });
    await expect(app.cam.ListUsers()).resolves.toBeDefined();
    await expect(app.cam.GetUser({ Name: 'alice' })).rejects.toMatchObject({ code: 'UnauthorizedOperation' });
    await expect(app.sts.GetFederationToken({ Name: 'x', Policy: '%7B%7D' })).rejects.toMatchObject({
      code: 'UnauthorizedOperation',
    });
  });

  it('refuses a temporary key without or with a wrong token', async () => {
    const answer = await root.sts.GetFederationToken({
      Name: 'app',
      Policy: encodeURIComponent(JSON.stringify(document('*'))),
    });
    const { token: _token, ...withoutToken } = asKey(answer.Credentials);
    await expect(clients(cloud, withoutToken).sts.GetCallerIdentity()).rejects.toMatchObject({
      code: 'AuthFailure.TokenFailure',
    });
  });
});
