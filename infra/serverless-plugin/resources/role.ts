import type { PolicyDocument } from '../../../lib/facts/snapshot.js';
import { type Change, type DeployCloud, orNull, type Planner } from '../resource.js';

export interface RoleWish {
  readonly name: string;
  /** The service that may assume it: `scf.qcloud.com`. */
  readonly carrier: string;
  readonly description: string;
  /** Our own policy, named like the role; or the name of a preset policy. */
  readonly policy: { readonly document: PolicyDocument } | { readonly preset: string };
}

const trustOf = (carrier: string) =>
  JSON.stringify({
    version: '2.0',
    statement: [{ action: 'name/sts:AssumeRole', effect: 'allow', principal: { service: carrier } }],
  });

/** Key order of a returned document is not ours to rely on. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, canonical(item)]),
  );
}
export const sameDocument = (a: unknown, b: unknown): boolean =>
  JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));

async function findPolicy(cloud: DeployCloud, name: string, scope: 'Local' | 'QCS'): Promise<number | null> {
  const answer = await cloud.api('cam', 'ListPolicies', { Rp: 200, Page: 1, Scope: scope, Keyword: name });
  const list = (answer['List'] ?? []) as { PolicyId: number; PolicyName: string }[];
  return list.find((policy) => policy.PolicyName === name)?.PolicyId ?? null;
}

async function attachedNames(cloud: DeployCloud, role: string): Promise<ReadonlySet<string>> {
  const answer = await cloud.api('cam', 'ListAttachedRolePolicies', { RoleName: role, Page: 1, Rp: 200 });
  return new Set(((answer['List'] ?? []) as { PolicyName: string }[]).map((policy) => policy.PolicyName));
}

/** A role with exactly one policy. `onCreate` runs before the role is created (it records that it is ours to remove). */
export function planRole(cloud: DeployCloud, wish: RoleWish, onCreate: () => Promise<void>): Planner {
  return async () => {
    const changes: Change[] = [];
    const role = await orNull(cloud.api('cam', 'GetRole', { RoleName: wish.name }));
    if (role === null) {
      changes.push({
        action: 'create',
        what: `role ${wish.name}`,
        details: [`carrier ${wish.carrier}`],
        apply: async () => {
          await onCreate();
          await cloud.api('cam', 'CreateRole', {
            RoleName: wish.name,
            PolicyDocument: trustOf(wish.carrier),
            Description: wish.description,
          });
        },
      });
    }
    const preset = 'preset' in wish.policy ? wish.policy.preset : null;
    const policyName = preset ?? wish.name;
    if ('document' in wish.policy) changes.push(...(await planPolicy(cloud, policyName, wish.policy.document)));
    const attached = role === null ? false : (await attachedNames(cloud, wish.name)).has(policyName);
    if (!attached) {
      changes.push({
        action: 'update',
        what: `role ${wish.name}`,
        details: [`attach policy ${policyName}`],
        apply: async () => {
          const id = await findPolicy(cloud, policyName, preset ? 'QCS' : 'Local');
          await cloud.api('cam', 'AttachRolePolicy', {
            AttachRoleName: wish.name,
            ...(id === null ? { PolicyName: policyName } : { PolicyId: id }),
          });
        },
      });
    }
    return changes;
  };
}

async function planPolicy(cloud: DeployCloud, name: string, document: PolicyDocument): Promise<readonly Change[]> {
  const id = await findPolicy(cloud, name, 'Local');
  const text = JSON.stringify(document);
  const actions = ((document['statement'] ?? []) as { action: string[] }[]).flatMap((statement) => statement.action);
  if (id === null) {
    return [
      {
        action: 'create',
        what: `policy ${name}`,
        details: actions,
        apply: async () =>
          void (await cloud.api('cam', 'CreatePolicy', {
            PolicyName: name,
            PolicyDocument: text,
            Description: 'cos403: least policy of one function',
          })),
      },
    ];
  }
  const current = await cloud.api('cam', 'GetPolicy', { PolicyId: id });
  if (sameDocument(JSON.parse(String(current['PolicyDocument'])), document)) return [];
  return [
    {
      action: 'update',
      what: `policy ${name}`,
      details: actions,
      apply: async () => void (await cloud.api('cam', 'UpdatePolicy', { PolicyId: id, PolicyDocument: text })),
    },
  ];
}

/** Detaches and deletes what {@link planRole} made. */
export function planRoleRemoval(
  cloud: DeployCloud,
  name: string,
  ownPolicy: boolean,
  presets: readonly string[] = [],
): Planner {
  return async () => {
    const changes: Change[] = [];
    const role = await orNull(cloud.api('cam', 'GetRole', { RoleName: name }));
    if (role !== null) {
      changes.push({
        action: 'delete',
        what: `role ${name}`,
        details: [],
        apply: async () => {
          for (const policy of await attachedNames(cloud, name)) {
            if ((ownPolicy && policy === name) || presets.includes(policy)) {
              const id = await findPolicy(cloud, policy, presets.includes(policy) ? 'QCS' : 'Local');
              await cloud.api('cam', 'DetachRolePolicy', {
                DetachRoleName: name,
                ...(id === null ? { PolicyName: policy } : { PolicyId: id }),
              });
            }
          }
          await cloud.api('cam', 'DeleteRole', { RoleName: name });
        },
      });
    }
    const policy = ownPolicy ? await findPolicy(cloud, name, 'Local') : null;
    if (policy !== null) {
      changes.push({
        action: 'delete',
        what: `policy ${name}`,
        details: [],
        apply: async () => void (await cloud.api('cam', 'DeletePolicy', { PolicyId: [policy] })),
      });
    }
    return changes;
  };
}
