import type { RoleState } from '../../state.js';
import { type Call, page, plainTime, type Service } from '../call.js';
import { ApiError } from '../error.js';
import { randomText, roleByName, roleOf, roleResource } from './lookup.js';

export const roleActions: Service = {
  GetRole: { resources: roleResource(), run: (call) => ({ RoleInfo: info(call, roleOf(call)) }) },
  DescribeRoleList: {
    run: (call) => {
      const roles = [...call.state.roles.values()];
      const shown = page(roles, call.params.int('Page'), call.params.int('Rp'));
      return { List: shown.map((role) => info(call, role)), TotalNum: roles.length };
    },
  },
  CreateRole: {
    resources: roleResource(),
    run: (call) => {
      const name = call.params.str('RoleName');
      if (!/^[\w+=,.@-]{1,128}$/.test(name))
        throw new ApiError('InvalidParameter.RoleNameError', 'The role name is invalid.');
      if (roleByName(call.state, name))
        throw new ApiError('InvalidParameter.RoleNameInUse', 'The role name is in use.');
      const now = new Date(call.clock.nowMs()).toISOString();
      const role: RoleState = {
        // 19 digits beginning 4611686, beyond 2^53 as real ones are: clients must keep them as text.
        id: `4611686${randomText(12, '0123456789')}`,
        name,
        trustPolicy: trustPolicy(call.params.str('PolicyDocument')),
        description: call.params.optStr('Description') ?? '',
        policyIds: [],
        boundaryPolicyId: null,
        createdAt: now,
        updatedAt: now,
        sessionDurationSeconds: call.params.optInt('SessionDuration') ?? 7200,
        tags: call.params.items('Tags').map((tag) => ({ Key: tag.str('Key'), Value: tag.str('Value') })),
      };
      call.state.roles.set(role.id, role);
      return { RoleId: role.id };
    },
  },
  DeleteRole: {
    resources: roleResource(),
    run: (call) => {
      call.state.roles.delete(roleOf(call).id);
      return {};
    },
  },
  UpdateAssumeRolePolicy: {
    resources: roleResource(),
    run: (call) => {
      const role = roleOf(call);
      role.trustPolicy = trustPolicy(call.params.str('PolicyDocument'));
      role.updatedAt = new Date(call.clock.nowMs()).toISOString();
      return {};
    },
  },
  UpdateRoleDescription: {
    resources: roleResource(),
    run: (call) => {
      roleOf(call).description = call.params.str('Description');
      return {};
    },
  },
};

/** Checks that the text is a policy with principals: CAM refuses anything else. */
function trustPolicy(text: string): string {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new ApiError('InvalidParameter.PolicyDocumentError', 'PolicyDocument is not valid JSON.');
  }
  const statements = [(document as { statement?: unknown } | null)?.statement].flat();
  const valid = statements.every((one) => typeof one === 'object' && one !== null && 'principal' in one);
  if (!valid)
    throw new ApiError('InvalidParameter.PrincipalError', 'Each statement of PolicyDocument needs a principal.');
  return text;
}

function info(call: Call, role: RoleState) {
  return {
    RoleId: role.id,
    RoleName: role.name,
    PolicyDocument: role.trustPolicy,
    Description: role.description,
    AddTime: plainTime(role.createdAt),
    UpdateTime: plainTime(role.updatedAt ?? role.createdAt),
    ConsoleLogin: 0,
    RoleType: /^(SCF|CLS)_Q[cC][sS]Role$/.test(role.name) ? 'system' : 'user',
    SessionDuration: role.sessionDurationSeconds ?? 7200,
    DeletionTaskId: null,
    Tags: role.tags ?? [],
    RoleArn: `qcs::cam::uin/${call.state.ownerUin}:roleName/${role.name}`,
  };
}
