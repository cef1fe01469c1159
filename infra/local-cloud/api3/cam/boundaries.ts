import type { RoleState, UserState } from '../../state.js';
import type { Call, Service } from '../call.js';
import { ApiError } from '../error.js';
import { policyById, resources, roleOf, roleResource, userByUin } from './lookup.js';

/** Permission boundaries: the most that a user or role can be allowed. */
export const boundaryActions: Service = {
  GetUserPermissionBoundary: {
    resources: ofUser,
    run: (call) => described(call, userByUin(call.state, call.params.int('TargetUin'))),
  },
  PutUserPermissionsBoundary: {
    resources: ofUser,
    run: (call) => put(call, userByUin(call.state, call.params.int('TargetUin'))),
  },
  DeleteUserPermissionsBoundary: {
    resources: ofUser,
    run: (call) => remove(userByUin(call.state, call.params.int('TargetUin'))),
  },
  GetRolePermissionBoundary: { resources: roleResource(), run: (call) => described(call, roleOf(call)) },
  PutRolePermissionsBoundary: { resources: roleResource(), run: (call) => put(call, roleOf(call)) },
  DeleteRolePermissionsBoundary: { resources: roleResource(), run: (call) => remove(roleOf(call)) },
};

function ofUser(call: Call): string[] {
  return [resources.user(call, call.params.optInt('TargetUin'))];
}

/** Without a boundary every field is null. */
function described(call: Call, holder: UserState | RoleState): object {
  if (holder.boundaryPolicyId === null) {
    return { PolicyId: null, PolicyName: null, PolicyDocument: null, PolicyType: null, CreateMode: null };
  }
  const policy = policyById(call.state, holder.boundaryPolicyId);
  return {
    PolicyId: policy.id,
    PolicyName: policy.name,
    PolicyDocument: JSON.stringify(policy.document),
    PolicyType: policy.type === 'custom' ? 1 : 2,
    CreateMode: 2,
  };
}

function put(call: Call, holder: UserState | RoleState): object {
  if ('uin' in holder && holder.uin === call.state.ownerUin) {
    throw new ApiError('InvalidParameter.ParamError', 'The root account cannot have a permission boundary.');
  }
  holder.boundaryPolicyId = policyById(call.state, call.params.int('PolicyId')).id;
  return {};
}

function remove(holder: UserState | RoleState): object {
  holder.boundaryPolicyId = null;
  return {};
}
