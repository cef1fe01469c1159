import type { UserState } from '../../state.js';
import { type Action, type Call, plainTime, type Service } from '../call.js';
import { ApiError } from '../error.js';
import { randomText, resources, userByUin } from './lookup.js';

/** Page 598/45156 and its neighbours: access keys of a user. */
export const keyActions: Service = {
  ListAccessKeys: action((_call, user) => ({
    AccessKeys: user.accessKeys
      .filter((key) => key.status !== 'Deleted')
      .map((key) => ({
        AccessKeyId: key.id,
        Status: key.status,
        CreateTime: plainTime(key.createdAt),
        Description: null,
      })),
  })),
  CreateAccessKey: action((call, user) => {
    if (user.accessKeys.filter((key) => key.status !== 'Deleted').length >= 2) {
      throw new ApiError('OperationDenied.AccessKeyOverLimit', 'Each account supports at most two access keys.');
    }
    const key: UserState['accessKeys'][number] = {
      id: `AKID${randomText(32)}`,
      secretKey: randomText(32),
      status: 'Active',
      createdAt: new Date(call.clock.nowMs()).toISOString(),
    };
    user.accessKeys.push(key);
    return {
      AccessKey: {
        AccessKeyId: key.id,
        SecretAccessKey: key.secretKey,
        Status: key.status,
        CreateTime: plainTime(key.createdAt),
        Description: call.params.optStr('Description') ?? null,
      },
    };
  }),
  UpdateAccessKey: action((call, user) => {
    const status = call.params.str('Status');
    if (status !== 'Active' && status !== 'Inactive') {
      throw new ApiError('InvalidParameter.ParamError', 'Status must be Active or Inactive.');
    }
    keyOf(call, user).status = status;
    return {};
  }),
  DeleteAccessKey: action((call, user) => {
    const key = keyOf(call, user);
    if (key.status === 'Active') {
      throw new ApiError('FailedOperation.Accesskey', 'An access key must be disabled before it is deleted.');
    }
    // Kept: QueryApiKey still shows it as deleted.
    key.status = 'Deleted';
    return {};
  }),
  GetSecurityLastUsed: {
    run: (call) => {
      const ids = call.params.strings('SecretIdList');
      if (ids.length > 10) throw new ApiError('InvalidParameter.ParamError', 'At most 10 SecretIds are allowed.');
      return {
        SecretIdLastUsedRows: ids.map((id) => ({ SecretId: id, LastUsedDate: null, LastSecretUsedDate: null })),
      };
    },
  },
};

function action(run: (call: Call, user: UserState) => object): Action {
  return {
    resources: (call) => [resources.user(call, call.params.optInt('TargetUin') ?? call.caller.id)],
    run: (call) => run(call, target(call)),
  };
}

/** `TargetUin`, else the caller itself. Sub-users may not touch the root account's keys. */
function target(call: Call): UserState {
  const uin = call.params.optInt('TargetUin');
  const user = userByUin(call.state, uin ?? call.caller.id);
  if (user.uin === call.state.ownerUin && call.caller.kind !== 'root') {
    throw new ApiError('OperationDenied.SubUin', 'Sub-users cannot operate the keys of the root account.');
  }
  return user;
}

function keyOf(call: Call, user: UserState): UserState['accessKeys'][number] {
  const id = call.params.str('AccessKeyId');
  const key = user.accessKeys.find((candidate) => candidate.id === id && candidate.status !== 'Deleted');
  if (!key) throw new ApiError('ResourceNotFound.SecretNotExist', 'The access key does not exist.');
  return key;
}
