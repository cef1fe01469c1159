import type { GroupState, LocalState, UserState } from '../../state.js';
import { type Call, page, plainTime, type Service } from '../call.js';
import { ApiError } from '../error.js';
import type { Params } from '../params.js';
import { freshNumber, groupById, resources, userByUin } from './lookup.js';
import { uid } from './users.js';

export const groupActions: Service = {
  CreateGroup: {
    run: (call) => {
      const name = call.params.str('GroupName');
      if (call.state.groups.has(name))
        throw new ApiError('InvalidParameter.GroupNameInUse', 'The group name is in use.');
      const group: GroupState = {
        id: freshNumber(
          [...call.state.groups.values()].map((other) => other.id),
          1001,
        ),
        name,
        policyIds: [],
        createdAt: new Date(call.clock.nowMs()).toISOString(),
        remark: call.params.optStr('Remark') ?? '',
      };
      call.state.groups.set(name, group);
      return { GroupId: group.id };
    },
  },
  UpdateGroup: {
    resources: byId,
    run: (call) => {
      const group = groupById(call.state, call.params.int('GroupId'));
      const name = call.params.optStr('GroupName') ?? group.name;
      group.remark = call.params.optStr('Remark') ?? group.remark ?? '';
      if (name !== group.name) rename(call.state, group, name);
      return {};
    },
  },
  DeleteGroup: {
    resources: byId,
    run: (call) => {
      const group = groupById(call.state, call.params.int('GroupId'));
      call.state.groups.delete(group.name);
      for (const user of members(call.state, group)) user.groups = user.groups.filter((name) => name !== group.name);
      return {};
    },
  },
  GetGroup: {
    resources: byId,
    run: (call) => {
      const group = groupById(call.state, call.params.int('GroupId'));
      const users = members(call.state, group);
      return { ...entry(group), GroupNum: users.length, UserInfo: users.map(member) };
    },
  },
  ListGroups: {
    run: (call) => {
      const keyword = call.params.optStr('Keyword') ?? '';
      return paged(
        call,
        [...call.state.groups.values()].filter((group) => group.name.includes(keyword)),
      );
    },
  },
  ListGroupsForUser: {
    run: (call) => {
      const sub = call.params.optInt('SubUin');
      const id = call.params.optInt('Uid');
      if (sub === undefined && id === undefined) {
        throw new ApiError('InvalidParameter.UserUinAndUinNotAllNull', 'One of SubUin and Uid is required.');
      }
      const user =
        sub === undefined
          ? [...call.state.users.values()].find((candidate) => uid(candidate) === id)
          : userByUin(call.state, sub);
      if (!user) throw new ApiError('ResourceNotFound.UserNotExist', 'User does not exist.');
      return paged(
        call,
        user.groups.map((name) => call.state.groups.get(name)).filter((group) => group !== undefined),
      );
    },
  },
  ListUsersForGroup: {
    resources: byId,
    run: (call) => {
      const users = members(call.state, groupById(call.state, call.params.int('GroupId')));
      const shown = page(users, call.params.optInt('Page') ?? 1, call.params.optInt('Rp') ?? 20);
      return { TotalNum: users.length, UserInfo: shown.map(member) };
    },
  },
  AddUserToGroup: {
    run: (call) => {
      for (const { user, group } of pairs(call)) if (!user.groups.includes(group.name)) user.groups.push(group.name);
      return {};
    },
  },
  RemoveUserFromGroup: {
    run: (call) => {
      for (const { user, group } of pairs(call)) user.groups = user.groups.filter((name) => name !== group.name);
      return {};
    },
  },
};

function byId(call: Call): string[] {
  return [resources.group(call, call.params.optInt('GroupId'))];
}

function pairs(call: Call): { user: UserState; group: GroupState }[] {
  return call.params.items('Info').map((item) => ({
    user: memberOf(call, item),
    group: groupById(call.state, item.int('GroupId')),
  }));
}

function memberOf(call: Call, item: Params): UserState {
  const uin = item.optInt('Uin');
  if (uin !== undefined) return userByUin(call.state, uin);
  const id = item.int('Uid');
  const user = [...call.state.users.values()].find((candidate) => uid(candidate) === id);
  if (!user) throw new ApiError('ResourceNotFound.UserNotExist', 'User does not exist.');
  return user;
}

function rename(state: LocalState, group: GroupState, name: string): void {
  if (state.groups.has(name)) throw new ApiError('InvalidParameter.GroupNameInUse', 'The group name is in use.');
  for (const user of members(state, group)) user.groups = user.groups.map((old) => (old === group.name ? name : old));
  state.groups.delete(group.name);
  group.name = name;
  state.groups.set(name, group);
}

function members(state: LocalState, group: GroupState): UserState[] {
  return [...state.users.values()].filter((user) => user.groups.includes(group.name));
}

function paged(call: Call, groups: GroupState[]) {
  const shown = page(groups, call.params.optInt('Page') ?? 1, call.params.optInt('Rp') ?? 20);
  return { TotalNum: groups.length, GroupInfo: shown.map(entry) };
}

function entry(group: GroupState) {
  return {
    GroupId: group.id,
    GroupName: group.name,
    CreateTime: plainTime(group.createdAt ?? '2023-01-01T00:00:00Z'),
    Remark: group.remark ?? '',
  };
}

function member(user: UserState) {
  return { Uid: uid(user), Uin: Number(user.uin), Name: user.name, UserType: 2, Remark: user.remark ?? '' };
}
