import type { UserState } from '../../state.js';
import { type Call, plainTime, type Service } from '../call.js';
import { ApiError } from '../error.js';
import { freshNumber, randomText, resources, userByName } from './lookup.js';

const USER_TYPES = { root: 'Owner', sub: 'SubUser', collaborator: 'Collaborator', other: 'MessageReceiver' } as const;
/** DescribeSubAccounts: 2 sub-user, 4 collaborator, 5 message receiver. */
const SUB_ACCOUNT_TYPES = { root: 1, sub: 2, collaborator: 4, other: 5 } as const;

export const userActions: Service = {
  GetUser: {
    resources: byName,
    run: (call) => {
      const user = userByName(call.state, call.params.str('Name'));
      return { ...entry(user), RecentlyLoginIP: null, RecentlyLoginTime: null };
    },
  },
  ListUsers: {
    run: (call) => ({ Data: own(call, 'sub').map((user) => ({ ...entry(user), CreateTime: created(user) })) }),
  },
  ListCollaborators: {
    run: (call) => {
      const all = own(call, 'collaborator');
      const offset = call.params.optInt('Offset') ?? 0;
      const shown = all.slice(offset, offset + (call.params.optInt('Limit') ?? 20));
      return { TotalNum: all.length, Data: shown.map((user) => ({ ...entry(user), CreateTime: created(user) })) };
    },
  },
  ListAccounts: {
    run: (call) => {
      const wanted = call.params.optStr('UserType');
      const size = call.params.intIn('MaxItems', 100, 1, 100);
      const all = [...call.state.users.values()]
        .filter((user) => wanted === undefined || USER_TYPES[user.type] === wanted)
        .sort(byUin);
      const start = Number(call.params.optStr('Marker') || '0');
      const next = start + size;
      return {
        Users: all.slice(start, next).map((user) => ({
          ...entry(user),
          CreateTime: created(user),
          UserType: USER_TYPES[user.type],
        })),
        Marker: next < all.length ? String(next) : '',
        IsTruncated: next < all.length,
      };
    },
  },
  DescribeSubAccounts: {
    run: (call) => {
      const uins = call.params.ints('FilterSubAccountUin');
      if (uins.length > 50) throw new ApiError('InvalidParameter.ParamError', 'At most 50 uins are allowed.');
      const found = uins.map((uin) => call.state.users.get(String(uin))).filter((user) => user !== undefined);
      return {
        SubAccounts: found.map((user) => ({
          Uin: Number(user.uin),
          Name: user.name,
          Uid: uid(user),
          Remark: user.remark ?? '',
          CreateTime: created(user),
          UserType: SUB_ACCOUNT_TYPES[user.type],
          LastLoginIp: '',
          LastLoginTime: '',
        })),
      };
    },
  },
  GetUserAppId: {
    run: (call) => ({
      Uin: call.caller.kind === 'role' ? call.state.ownerUin : call.caller.id,
      OwnerUin: call.state.ownerUin,
      AppId: Number(call.state.appId),
    }),
  },
  AddUser: {
    run: (call) => {
      const name = call.params.str('Name');
      if (!/^[A-Za-z0-9+=,.@_-]{1,64}$/.test(name)) {
        throw new ApiError('InvalidParameter.UserNameIllegal', 'The user name is invalid.');
      }
      if ([...call.state.users.values()].some((user) => user.name === name)) {
        throw new ApiError('InvalidParameter.SubUserNameInUse', 'The user name is already in use.');
      }
      const user: UserState = {
        uin: String(freshNumber([...call.state.users.keys()].map(Number), Number(call.state.ownerUin) + 1)),
        name,
        type: 'sub',
        accessKeys: [],
        policyIds: [],
        groups: [],
        boundaryPolicyId: null,
        createdAt: new Date(call.clock.nowMs()).toISOString(),
        remark: call.params.optStr('Remark') ?? '',
      };
      const key = call.params.optInt('UseApi') === 1 ? newKey(call) : null;
      if (key) user.accessKeys.push(key);
      call.state.users.set(user.uin, user);
      return {
        Uin: Number(user.uin),
        Name: name,
        Password: '',
        SecretId: key?.id ?? '',
        SecretKey: key?.secretKey ?? '',
        Uid: uid(user),
      };
    },
  },
  UpdateUser: {
    resources: byName,
    run: (call) => {
      const user = userByName(call.state, call.params.str('Name'));
      user.remark = call.params.optStr('Remark') ?? user.remark ?? '';
      return {};
    },
  },
  DeleteUser: {
    resources: byName,
    run: (call) => {
      const user = userByName(call.state, call.params.str('Name'));
      const hasKeys = user.accessKeys.some((key) => key.status !== 'Deleted');
      if (hasKeys && call.params.optInt('Force') !== 1) {
        throw new ApiError('OperationDenied.HaveKeys', 'The user still has access keys.');
      }
      call.state.users.delete(user.uin);
      return {};
    },
  },
};

function byName(call: Call): string[] {
  const name = call.params.optStr('Name');
  const user = [...call.state.users.values()].find((candidate) => candidate.name === name);
  return [resources.user(call, user?.uin)];
}

function newKey(call: Call): UserState['accessKeys'][number] {
  return {
    id: `AKID${randomText(32)}`,
    secretKey: randomText(32),
    status: 'Active',
    createdAt: new Date(call.clock.nowMs()).toISOString(),
  };
}

function own(call: Call, type: UserState['type']): UserState[] {
  return [...call.state.users.values()].filter((user) => user.type === type).sort(byUin);
}

function byUin(a: UserState, b: UserState): number {
  return Number(a.uin) - Number(b.uin);
}

/** A number that is not the uin, as in the real API. */
export function uid(user: UserState): number {
  return Number(user.uin) % 100_000_000;
}

function created(user: UserState): string {
  return plainTime(user.createdAt ?? '2023-01-01T00:00:00Z');
}

function entry(user: UserState) {
  return {
    Uin: Number(user.uin),
    Name: user.name,
    Uid: uid(user),
    Remark: user.remark ?? null,
    ConsoleLogin: 0,
    PhoneNum: '',
    CountryCode: '',
    Email: '',
    NickName: null,
  };
}
