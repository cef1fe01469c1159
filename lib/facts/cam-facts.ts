import type { CallApi } from '../cloud/api.js';
import type { Asker } from './asker.js';
import { type Answer, records, SUB_ACCOUNT_TYPES, text } from './cam-answers.js';
import { CamCalls } from './cam-calls.js';
import { CamKeys } from './cam-keys.js';
import { CamPolicies } from './cam-policies.js';
import type { Fragment } from './merge.js';
import { pointer } from './pointer.js';
import type { AttachedPolicy, FactRequest, Snapshot, UserFacts } from './snapshot.js';

type CamRequest = Exclude<FactRequest, { readonly bucket: string }>;

/** Reads facts of users, keys and roles. */
export class CamCollector {
  readonly #calls: CamCalls;
  readonly #keys: CamKeys;
  readonly #policies: CamPolicies;
  #account: Promise<Snapshot['account']> | undefined;

  constructor(api: CallApi, asker: Asker) {
    this.#calls = new CamCalls(api, asker);
    this.#keys = new CamKeys(this.#calls);
    this.#policies = new CamPolicies(this.#calls);
  }

  async collect(want: CamRequest): Promise<Fragment> {
    switch (want.fact) {
      case 'user':
        return this.#user(want.uin);
      case 'access-keys':
        return this.#keys.ofUser(want.uin);
      case 'key-index':
        return { account: await this.account(), ...(await this.#keys.index()) };
      case 'role':
        return this.#role(want.roleId);
    }
  }

  /** Whose account this is. Asked once. */
  account(): Promise<Snapshot['account']> {
    this.#account ??= this.#askAccount();
    return this.#account;
  }

  /** Ids of the account's roles, without those that the vendor's services made for themselves. */
  async roleIds(): Promise<readonly string[]> {
    const roles = await this.#calls.pages('/cam/roles', 'DescribeRoleList', {}, 'List');
    return (roles ?? [])
      .filter((role) => text(role['RoleType']) !== 'service_linked')
      .map((role) => text(role['RoleId']))
      .filter((id) => id !== '');
  }

  async #askAccount(): Promise<Snapshot['account']> {
    const own = await this.#calls.call('/account/ownerUin', 'cam', 'GetUserAppId');
    if (own) return { ownerUin: text(own['OwnerUin']), appId: text(own['AppId']) };
    // Everybody may ask who they are.
    const caller = await this.#calls.call('/account/ownerUin', 'sts', 'GetCallerIdentity');
    return caller ? { ownerUin: text(caller['AccountId']) } : {};
  }

  async #user(uin: string): Promise<Fragment> {
    const account = await this.account();
    const at = (field: string) => pointer('cam', 'users', uin, field);
    const known = await this.#describe(uin, account.ownerUin);
    const list = (AttachType: number, fact: string, factOf: (row: Answer, index: number) => string) =>
      this.#policies.attached(
        fact,
        'ListAttachedUserAllPolicies',
        { TargetUin: Number(uin), AttachType },
        'PolicyList',
        factOf,
      );
    const direct = await list(1, at('policies'), (_, index) => `${at('policies')}/${index}/document`);
    const byGroup = await list(2, at('groups'), (row) =>
      pointer('cam', 'groups', text(records(row['Groups'])[0]?.['GroupName']), 'policies'),
    );
    const boundary = await this.#policies.boundary(at('boundary'), 'GetUserPermissionBoundary', {
      TargetUin: Number(uin),
    });
    const groups: Record<string, { policies: AttachedPolicy[] }> = {};
    const loose: AttachedPolicy[] = [];
    for (const { policy, groupNames } of byGroup ?? []) {
      for (const name of groupNames) (groups[name] ??= { policies: [] }).policies.push(policy);
      // A group policy that does not name its group still holds for the user.
      if (groupNames.length === 0) loose.push(policy);
    }
    return {
      account,
      cam: {
        users: {
          [uin]: {
            ...known,
            ...(direct ? { policies: [...direct.map((entry) => entry.policy), ...loose] } : {}),
            ...(byGroup ? { groups: Object.keys(groups).sort() } : {}),
            ...(boundary === undefined ? {} : { boundary }),
          },
        },
        groups,
      },
    };
  }

  async #describe(uin: string, ownerUin: string | undefined): Promise<UserFacts> {
    if (uin === ownerUin) return { type: 'root' };
    const answer = await this.#calls.call(pointer('cam', 'users', uin, 'name'), 'cam', 'DescribeSubAccounts', {
      FilterSubAccountUin: [Number(uin)],
    });
    const found = records(answer?.['SubAccounts']).find((user) => text(user['Uin']) === uin);
    if (!found) return {};
    return { name: text(found['Name']), type: SUB_ACCOUNT_TYPES[Number(found['UserType'])] ?? 'other' };
  }

  async #role(roleId: string): Promise<Fragment> {
    const at = (...field: string[]) => pointer('cam', 'roles', roleId, ...field);
    const answer = await this.#calls.call(at(), 'cam', 'GetRole', { RoleId: roleId });
    if (!answer) return {};
    const name = text((answer['RoleInfo'] as Answer | undefined)?.['RoleName']);
    const policies = await this.#policies.attached(
      at('policies'),
      'ListAttachedRolePolicies',
      { RoleId: roleId },
      'List',
      (_, index) => `${at('policies')}/${index}/document`,
    );
    const boundary = await this.#policies.boundary(at('boundary'), 'GetRolePermissionBoundary', { RoleId: roleId });
    return {
      cam: {
        roles: {
          [roleId]: {
            name,
            ...(policies ? { policies: policies.map((entry) => entry.policy) } : {}),
            ...(boundary === undefined ? {} : { boundary }),
          },
        },
      },
    };
  }
}
