import type { PolicyDocument } from '../../../../lib/facts/snapshot.js';
import type { PolicyState } from '../../state.js';
import { type Call, page, plainTime, type Service } from '../call.js';
import { ApiError } from '../error.js';
import { holders } from './holders.js';
import { allPolicies, freshNumber, policyById, policyByName, resources } from './lookup.js';

/** A custom policy keeps at most five versions. */
const MAX_VERSIONS = 5;

export const policyActions: Service = {
  GetPolicy: {
    resources: byId,
    run: (call) => {
      const policy = policyById(call.state, call.params.int('PolicyId'));
      return {
        PolicyName: policy.name,
        Description: policy.description ?? '',
        Type: policy.type === 'custom' ? 1 : 2,
        AddTime: plainTime(policy.createdAt),
        UpdateTime: plainTime(policy.updatedAt ?? policy.createdAt),
        PolicyDocument: JSON.stringify(policy.document),
        PresetAlias: '',
        IsServiceLinkedRolePolicy: 0,
        Tags: [],
      };
    },
  },
  ListPolicies: {
    run: (call) => {
      const scope = call.params.optStr('Scope') ?? 'All';
      const keyword = call.params.optStr('Keyword') ?? '';
      const all = allPolicies(call.state)
        .filter((policy) => scope === 'All' || (policy.type === 'custom') === (scope === 'Local'))
        .filter((policy) => policy.name.includes(keyword));
      const shown = page(all, call.params.intIn('Page', 1, 1, 200), call.params.intIn('Rp', 20, 1, 200));
      return { TotalNum: all.length, List: shown.map((policy) => entry(call, policy)), ServiceTypeList: null };
    },
  },
  CreatePolicy: {
    run: (call) => {
      const name = call.params.str('PolicyName');
      if (!/^[\w+=,.@-]{1,128}$/.test(name)) {
        throw new ApiError('InvalidParameter.PolicyNameError', 'The policy name is invalid.');
      }
      if (policyByName(call.state, name)) {
        throw new ApiError('FailedOperation.PolicyNameInUse', 'The policy name is already in use.');
      }
      const policy: PolicyState = {
        id: freshNumber(call.state.policies.keys(), 200_000_001),
        name,
        type: 'custom',
        document: policyDocument(call.params.str('PolicyDocument')),
        deactivated: false,
        description: call.params.optStr('Description') ?? '',
        createdAt: new Date(call.clock.nowMs()).toISOString(),
      };
      call.state.policies.set(policy.id, policy);
      return { PolicyId: policy.id };
    },
  },
  UpdatePolicy: {
    resources: byId,
    run: (call) => {
      const id = call.params.optInt('PolicyId');
      const policy =
        id === undefined ? policyByName(call.state, call.params.str('PolicyName')) : policyById(call.state, id);
      if (!policy) throw new ApiError('InvalidParameter.PolicyIdNotExist', 'The policy does not exist.');
      onlyCustom(policy);
      const document = call.params.optStr('PolicyDocument');
      if (document !== undefined) setDefault(call, policy, policyDocument(document));
      policy.description = call.params.optStr('Description') ?? policy.description ?? '';
      if (id !== undefined) policy.name = call.params.optStr('PolicyName') ?? policy.name;
      policy.updatedAt = new Date(call.clock.nowMs()).toISOString();
      return { PolicyId: policy.id };
    },
  },
  DeletePolicy: {
    resources: (call) => call.params.ints('PolicyId').map((id) => resources.policy(call, id)),
    run: (call) => {
      const policies = call.params.ints('PolicyId').map((id) => policyById(call.state, id));
      for (const policy of policies) {
        onlyCustom(policy);
        // Deleting a policy takes it from everyone who has it.
        for (const holder of holders(call.state)) {
          holder.policyIds.splice(0, Infinity, ...holder.policyIds.filter((id) => id !== policy.id));
        }
        call.state.policies.delete(policy.id);
      }
      return {};
    },
  },
  CreatePolicyVersion: {
    resources: byId,
    run: (call) => {
      const policy = policyById(call.state, call.params.int('PolicyId'));
      onlyCustom(policy);
      const versions = versionsOf(policy);
      if (versions.length >= MAX_VERSIONS) {
        throw new ApiError('FailedOperation.PolicyVersionFull', 'The policy has reached its number of versions.');
      }
      const document = policyDocument(call.params.str('PolicyDocument'));
      const version = {
        id: Math.max(...versions.map((one) => one.id)) + 1,
        document,
        createdAt: new Date(call.clock.nowMs()).toISOString(),
        isDefault: false,
      };
      versions.push(version);
      if (call.params.optBool('SetAsDefault')) choose(policy, version.id);
      return { VersionId: version.id };
    },
  },
  SetDefaultPolicyVersion: {
    resources: byId,
    run: (call) => {
      const policy = policyById(call.state, call.params.int('PolicyId'));
      const version = versionOf(policy, call.params.int('VersionId'));
      if (version.isDefault) {
        throw new ApiError('FailedOperation.PolicyVersionAlreadyDefault', 'This is the default version already.');
      }
      choose(policy, version.id);
      return {};
    },
  },
  DeletePolicyVersion: {
    resources: byId,
    run: (call) => {
      const policy = policyById(call.state, call.params.int('PolicyId'));
      for (const id of call.params.ints('VersionId')) {
        if (versionOf(policy, id).isDefault) {
          throw new ApiError('InvalidParameter.ParamError', 'The default version cannot be deleted.');
        }
        policy.versions = versionsOf(policy).filter((one) => one.id !== id);
      }
      return {};
    },
  },
  GetPolicyVersion: {
    resources: byId,
    run: (call) => {
      const policy = policyById(call.state, call.params.int('PolicyId'));
      const version = versionOf(policy, call.params.int('VersionId'));
      return { PolicyVersion: { ...versionEntry(version), Document: JSON.stringify(version.document) } };
    },
  },
  ListPolicyVersions: {
    resources: byId,
    run: (call) => ({ Versions: versionsOf(policyById(call.state, call.params.int('PolicyId'))).map(versionEntry) }),
  },
};

type Version = NonNullable<PolicyState['versions']>[number];

function versionsOf(policy: PolicyState): Version[] {
  policy.versions ??= [{ id: 1, document: policy.document, createdAt: policy.createdAt, isDefault: true }];
  return policy.versions;
}

function versionOf(policy: PolicyState, id: number): Version {
  const version = versionsOf(policy).find((one) => one.id === id);
  if (!version) throw new ApiError('InvalidParameter.PolicyVersionNotExists', 'The policy version does not exist.');
  return version;
}

function choose(policy: PolicyState, id: number): void {
  for (const version of versionsOf(policy)) {
    version.isDefault = version.id === id;
    if (version.isDefault) policy.document = version.document;
  }
}

/** UpdatePolicy changes the default version in place. */
function setDefault(call: Call, policy: PolicyState, document: PolicyDocument): void {
  policy.document = document;
  const current = policy.versions?.find((version) => version.isDefault);
  if (current) Object.assign(current, { document, createdAt: new Date(call.clock.nowMs()).toISOString() });
}

function versionEntry(version: Version) {
  return {
    VersionId: version.id,
    CreateDate: plainTime(version.createdAt),
    IsDefaultVersion: version.isDefault ? 1 : 0,
  };
}

function byId(call: Call): string[] {
  return [resources.policy(call, call.params.optInt('PolicyId'))];
}

function onlyCustom(policy: PolicyState): void {
  if (policy.type !== 'custom') {
    throw new ApiError('InvalidParameter.PolicyIdError', 'A preset policy cannot be changed.');
  }
}

/** Reads a user policy as CAM accepts it: JSON, version 2.0, statements with effect, action and resource, no principal. */
export function policyDocument(text: string): PolicyDocument {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new ApiError('InvalidParameter.PolicyDocumentError', 'PolicyDocument is not valid JSON.');
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new ApiError('InvalidParameter.PolicyDocumentError', 'PolicyDocument is not an object.');
  }
  if (Buffer.byteLength(text) > 6144) {
    throw new ApiError('InvalidParameter.PolicyDocumentLengthOverLimit', 'PolicyDocument is longer than 6,144 bytes.');
  }
  const fields = lower(document);
  if (fields['version'] !== '2.0') throw new ApiError('InvalidParameter.VersionError', 'version must be 2.0.');
  const statements = [fields['statement']].flat();
  if (statements.length === 0) throw new ApiError('InvalidParameter.StatementError', 'statement is empty.');
  for (const one of statements) {
    if (typeof one !== 'object' || one === null) {
      throw new ApiError('InvalidParameter.StatementError', 'A statement is not an object.');
    }
    const statement = lower(one);
    if (!/^(allow|deny)$/i.test(String(statement['effect']))) {
      throw new ApiError('InvalidParameter.EffectError', 'effect must be allow or deny.');
    }
    if (!statement['action']) throw new ApiError('InvalidParameter.ActionError', 'action is missing.');
    if (!statement['resource']) throw new ApiError('InvalidParameter.ResourceError', 'resource is missing.');
    if (statement['principal']) {
      throw new ApiError('InvalidParameter.PrincipalError', 'A user policy must not have a principal.');
    }
  }
  return document as PolicyDocument;
}

function lower(object: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key.toLowerCase(), value]));
}

function entry(call: Call, policy: PolicyState) {
  const attached = holders(call.state).filter((holder) => holder.policyIds.includes(policy.id)).length;
  return {
    PolicyId: policy.id,
    PolicyName: policy.name,
    AddTime: plainTime(policy.createdAt),
    Type: policy.type === 'custom' ? 1 : 2,
    Description: policy.description ?? '',
    CreateMode: 2,
    Attachments: attached,
    ServiceType: '',
    IsAttached: null,
    Deactived: policy.deactivated ? 1 : 0,
    DeactivedDetail: null,
    IsServiceLinkedPolicy: 0,
    AttachEntityCount: attached,
    AttachEntityBoundaryCount: holders(call.state).filter((holder) => holder.boundaryPolicyId === policy.id).length,
    UpdateTime: plainTime(policy.updatedAt ?? policy.createdAt),
    Tags: null,
  };
}
