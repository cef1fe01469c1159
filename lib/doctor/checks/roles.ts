import type { PolicyDocument } from '../../facts/snapshot.js';
import { evaluateIdentityPolicies, type IdentityPolicy } from '../../policy/identity-policies.js';
import type { DoctorContext, DoctorResult } from '../check.js';
import { result } from '../check.js';
import { isMissing } from '../missing.js';
import { FUNCTIONS } from './functions.js';

interface Need {
  readonly action: string;
  readonly resource: string;
}

/** Every (action, resource) that the least policy grants: wildcards are asked for as they stand. */
export function needsOf(document: PolicyDocument): Need[] {
  const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [String(value)]);
  const statements = (document['statement'] ?? []) as { action: unknown; resource: unknown }[];
  return statements.flatMap((statement) =>
    list(statement.action).flatMap((action) => list(statement.resource).map((resource) => ({ action, resource }))),
  );
}

/** May each function's role do what the function does? By simulation of its attached policies. */
export async function checkRoles(context: DoctorContext): Promise<readonly DoctorResult[]> {
  const results: DoctorResult[] = [];
  for (const key of FUNCTIONS) results.push(await checkRole(context, key));
  return results;
}

async function checkRole(context: DoctorContext, key: string): Promise<DoctorResult> {
  const { cloud, deployment, needed } = context;
  const functionName = `${deployment}-${key}`;
  const title = { en: `permissions of ${functionName}`, zh: `${functionName} 的权限` };
  const live = await cloud
    .api('scf', 'GetFunction', { FunctionName: functionName, Namespace: 'default' })
    .catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    });
  const role = live ? String(live['Role'] ?? '') : '';
  const document = needed[key];
  if (!role)
    return result(`role:${key}`, 'not-applicable', title, { en: 'the function has no role', zh: '函数没有角色' });
  if (!document)
    return result(`role:${key}`, 'not-applicable', title, {
      en: 'what it needs depends on the state, which is in no COS bucket',
      zh: '所需权限取决于状态位置，而状态不在 COS 存储桶中',
    });
  const policies = await attachedPolicies(context, role);
  const lacking = needsOf(document).filter(
    (need) => evaluateIdentityPolicies(need.action, need.resource, policies).decision !== 'allow',
  );
  if (lacking.length === 0)
    return result(`role:${key}`, 'pass', title, {
      en: `${role} allows everything it needs`,
      zh: `${role} 具备所需的全部权限`,
    });
  const names = [...new Set(lacking.map((need) => need.action))].join(', ');
  return result(
    `role:${key}`,
    'fail',
    title,
    { en: `${role} does not allow ${names}`, zh: `${role} 缺少 ${names}` },
    { en: 'deploy again, which restores its policy; or grant these actions', zh: '重新部署以恢复策略；或授予这些操作' },
  );
}

async function attachedPolicies({ cloud }: DoctorContext, role: string): Promise<IdentityPolicy[]> {
  const answer = await cloud.api<{ List?: { PolicyId: number; PolicyName: string; Deactived?: number }[] }>(
    'cam',
    'ListAttachedRolePolicies',
    { RoleName: role, Page: 1, Rp: 200 },
  );
  const policies: IdentityPolicy[] = [];
  for (const attached of answer.List ?? []) {
    if (attached.Deactived === 1) continue;
    const policy = await cloud.api<{ PolicyDocument: string }>('cam', 'GetPolicy', { PolicyId: attached.PolicyId });
    policies.push({
      source: 'role-policy',
      name: attached.PolicyName,
      document: JSON.parse(policy.PolicyDocument) as PolicyDocument,
    });
  }
  return policies;
}
