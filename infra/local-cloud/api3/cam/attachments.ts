import type { GroupState, LocalState, PolicyState, RoleState, UserState } from '../../state.js';
import { type Call, page, plainTime, type Service } from '../call.js';
import { ApiError } from '../error.js';
import { holders } from './holders.js';
import { groupById, policyById, policyByName, resources, roleOf, roleResource, userByUin } from './lookup.js';

/** Which policies hang on whom. */
export const attachmentActions: Service = {
  ListAttachedUserPolicies: {
    resources: ofUser,
    run: (call) => direct(call, userByUin(call.state, call.params.int('TargetUin')).policyIds),
  },
  ListAttachedUserAllPolicies: { resources: ofUser, run: allOfUser },
  ListAttachedGroupPolicies: {
    resources: (call) => [resources.group(call, call.params.optInt('TargetGroupId'))],
    run: (call) => direct(call, groupById(call.state, call.params.int('TargetGroupId')).policyIds),
  },
  ListAttachedRolePolicies: {
    resources: roleResource(),
    run: (call) => {
      const wanted = call.params.optStr('PolicyType');
      const keyword = call.params.optStr('Keyword') ?? '';
      const all = policiesOf(call.state, roleOf(call).policyIds)
        .filter((policy) => wanted === undefined || policyType(policy) === wanted)
        .filter((policy) => policy.name.includes(keyword));
      const shown = page(all, required(call, 'Page'), required(call, 'Rp'));
      return {
        TotalNum: all.length,
        List: shown.map((policy) => ({
          PolicyId: policy.id,
          PolicyName: policy.name,
          AddTime: plainTime(policy.createdAt),
          PolicyType: policyType(policy),
          CreateMode: 2,
          Deactived: policy.deactivated ? 1 : 0,
          DeactivedDetail: null,
          Description: policy.description ?? '',
        })),
      };
    },
  },
  AttachUserPolicy: {
    resources: (call) => [resources.user(call, call.params.optInt('AttachUin'))],
    run: (call) =>
      attach(userByUin(call.state, call.params.int('AttachUin')), policyById(call.state, call.params.int('PolicyId'))),
  },
  DetachUserPolicy: {
    resources: (call) => [resources.user(call, call.params.optInt('DetachUin'))],
    run: (call) =>
      detach(userByUin(call.state, call.params.int('DetachUin')), policyById(call.state, call.params.int('PolicyId'))),
  },
  AttachGroupPolicy: {
    resources: (call) => [resources.group(call, call.params.optInt('AttachGroupId'))],
    run: (call) =>
      attach(
        groupById(call.state, call.params.int('AttachGroupId')),
        policyById(call.state, call.params.int('PolicyId')),
      ),
  },
  DetachGroupPolicy: {
    resources: (call) => [resources.group(call, call.params.optInt('DetachGroupId'))],
    run: (call) =>
      detach(
        groupById(call.state, call.params.int('DetachGroupId')),
        policyById(call.state, call.params.int('PolicyId')),
      ),
  },
  AttachRolePolicy: {
    resources: roleResource('AttachRoleId', 'AttachRoleName'),
    run: (call) => attach(roleOf(call, 'AttachRoleId', 'AttachRoleName'), namedPolicy(call)),
  },
  DetachRolePolicy: {
    resources: roleResource('DetachRoleId', 'DetachRoleName'),
    run: (call) => detach(roleOf(call, 'DetachRoleId', 'DetachRoleName'), namedPolicy(call)),
  },
  ListEntitiesForPolicy: {
    resources: (call) => [resources.policy(call, call.params.optInt('PolicyId'))],
    run: (call) => {
      const policy = policyById(call.state, call.params.int('PolicyId'));
      const filter = call.params.optStr('EntityFilter') ?? 'All';
      if (!['All', 'User', 'Group', 'Role'].includes(filter)) {
        throw new ApiError('InvalidParameter.EntityFilterError', 'EntityFilter must be All, User, Group or Role.');
      }
      const all = holders(call.state)
        .filter((holder) => holder.policyIds.includes(policy.id))
        .filter((holder) => filter === 'All' || holder.kind === filter.toLowerCase());
      const shown = page(all, call.params.optInt('Page') ?? 1, call.params.optInt('Rp') ?? 20);
      return {
        TotalNum: all.length,
        List: shown.map((holder) => ({
          Id: holder.id,
          Name: holder.name,
          Uin: holder.kind === 'user' ? Number(holder.id) : null,
          RelatedType: { user: 1, group: 2, role: 3 }[holder.kind],
          AttachmentTime: plainTime(policy.createdAt),
        })),
      };
    },
  },
  ListPoliciesGrantingServiceAccess: {
    run: (call) => {
      const service = call.params.optStr('ServiceType');
      const all = policiesOf(call.state, grantedTo(call)).filter((policy) => !policy.deactivated);
      const services = service === undefined ? ['cos', 'cam', 'scf', 'sts', 'ses'] : [service];
      const nodes = services
        .map((name) => ({ name, policies: all.filter((policy) => mentions(policy, name)) }))
        .filter((node) => node.policies.length > 0);
      return {
        List: nodes.map((node) => ({
          Service: { ServiceType: node.name, ServiceName: node.name.toUpperCase() },
          Action: service === undefined ? [] : [{ Name: `${node.name}:*`, Description: '' }],
          Policy: node.policies.map((policy) => ({
            PolicyId: String(policy.id),
            PolicyName: policy.name,
            PolicyType: policy.type === 'custom' ? 'Custom' : 'Presetting',
            PolicyDescription: policy.description ?? '',
          })),
        })),
      };
    },
  },
};

/** Direct and group policies in one list; ids are strings here, unlike everywhere else (sdk:cam_models). */
function allOfUser(call: Call): object {
  const user = userByUin(call.state, call.params.int('TargetUin'));
  const size = required(call, 'Rp');
  const number = required(call, 'Page');
  const attachType = call.params.int('AttachType');
  const strategy = call.params.optInt('StrategyType');
  const keyword = call.params.optStr('Keyword') ?? '';
  const groups = user.groups.map((name) => call.state.groups.get(name)).filter((group) => group !== undefined);
  const ids = new Set([
    ...(attachType === 2 ? [] : user.policyIds),
    ...(attachType === 1 ? [] : groups.flatMap((group) => group.policyIds)),
  ]);
  const all = policiesOf(call.state, [...ids])
    .filter((policy) => strategy === undefined || (policy.type === 'custom') === (strategy === 1))
    .filter((policy) => policy.name.includes(keyword));
  return {
    TotalNum: all.length,
    PolicyList: page(all, number, size).map((policy) => ({
      PolicyId: String(policy.id),
      PolicyName: policy.name,
      Description: policy.description ?? '',
      AddTime: plainTime(policy.createdAt),
      StrategyType: policy.type === 'custom' ? '1' : '2',
      CreateMode: '2',
      Groups: groups
        .filter((group) => group.policyIds.includes(policy.id))
        .map((group) => ({ GroupId: group.id, GroupName: group.name })),
      Deactived: policy.deactivated ? 1 : 0,
      DeactivedDetail: policy.deactivated ? ['cos'] : null,
    })),
  };
}

function direct(call: Call, ids: readonly number[]): object {
  const all = policiesOf(call.state, ids);
  const shown = page(all, call.params.intIn('Page', 1, 1, 200), call.params.intIn('Rp', 20, 1, 200));
  return {
    TotalNum: all.length,
    List: shown.map((policy) => ({
      PolicyId: policy.id,
      PolicyName: policy.name,
      AddTime: plainTime(policy.createdAt),
      CreateMode: 2,
      PolicyType: policyType(policy),
      Remark: policy.description ?? '',
      OperateOwnerUin: call.state.ownerUin,
      OperateUin: call.state.ownerUin,
      OperateUinType: 0,
      Deactived: policy.deactivated ? 1 : 0,
      DeactivedDetail: policy.deactivated ? ['cos'] : null,
    })),
  };
}

function required(call: Call, name: 'Page' | 'Rp'): number {
  call.params.int(name);
  return call.params.intIn(name, 1, 1, 200);
}

function ofUser(call: Call): string[] {
  return [resources.user(call, call.params.optInt('TargetUin'))];
}

function policiesOf(state: LocalState, ids: readonly number[]): PolicyState[] {
  return ids.map((id) => state.policies.get(id)).filter((policy) => policy !== undefined);
}

function policyType(policy: PolicyState): 'User' | 'QCS' {
  return policy.type === 'custom' ? 'User' : 'QCS';
}

/** AttachRolePolicy takes a policy by id or by name. */
function namedPolicy(call: Call): PolicyState {
  const id = call.params.optInt('PolicyId');
  if (id !== undefined) return policyById(call.state, id);
  const policy = policyByName(call.state, call.params.str('PolicyName'));
  if (!policy) throw new ApiError('InvalidParameter.PolicyIdNotExist', 'The policy does not exist.');
  return policy;
}

function attach(holder: UserState | GroupState | RoleState, policy: PolicyState): object {
  if (!holder.policyIds.includes(policy.id)) holder.policyIds.push(policy.id);
  return {};
}

function detach(holder: UserState | GroupState | RoleState, policy: PolicyState): object {
  holder.policyIds = holder.policyIds.filter((id) => id !== policy.id);
  return {};
}

function grantedTo(call: Call): number[] {
  const uin = call.params.optInt('TargetUin');
  const roleId = call.params.raw['RoleId'];
  const groupId = call.params.optInt('GroupId');
  if (uin !== undefined) {
    const user = userByUin(call.state, uin);
    return [...user.policyIds, ...user.groups.flatMap((name) => call.state.groups.get(name)?.policyIds ?? [])];
  }
  if (groupId !== undefined) return groupById(call.state, groupId).policyIds;
  const role = call.state.roles.get(String(roleId));
  if (!role) throw new ApiError('InvalidParameter.ParamError', 'One of TargetUin, RoleId and GroupId is required.');
  return role.policyIds;
}

/** Does an allow statement name the service, or everything? */
function mentions(policy: PolicyState, service: string): boolean {
  const text = JSON.stringify(policy.document).toLowerCase();
  return text.includes(`"${service}:`) || text.includes(`"name/${service}:`) || /"action":(\[)?"\*"/.test(text);
}
