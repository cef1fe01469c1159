import type { PolicyDocument, Snapshot } from '../facts/snapshot.js';
import { askedAction, RIGHTS } from './actions.js';
import { keyPatterns } from './fix-resources.js';
import { distinct, type FixWarning, isKeyUnknown, obstacle, remarks, tooLong } from './fix-warnings.js';
import { ownerOfAccount, readIdentity } from './identity.js';
import { own } from './pointer.js';
import { simulate } from './simulate.js';
import type { Simulation, SimulationOptions, SimulationRequest } from './types.js';

export type FixKind = 'bucket-policy' | 'user-policy' | 'session-policy';

export interface FixOptions extends SimulationOptions {
  /** Where the policy shall go; without it a bucket policy for anonymous and foreign requesters, else a policy of the identity. */
  readonly kind?: FixKind;
}

export interface Fix {
  /** A whole document, ready to paste. */
  readonly policy: PolicyDocument;
  readonly kind: FixKind;
  /** `true`: the simulator allows every request with it; `false`: it does not help; `null`: cannot be told. */
  readonly verified: boolean | null;
  readonly warnings: readonly FixWarning[];
}

/** The least policy that allows the refused requests, checked by the simulator itself. */
export function leastPrivilege(
  requests: readonly SimulationRequest[],
  snapshot: Snapshot,
  options: FixOptions = {},
): Fix {
  const kind = options.kind ?? kindFor(requests, snapshot);
  const statements = statementsFor(requests, snapshot, kind);
  const policy: PolicyDocument = { version: '2.0', statement: statements };
  const results = requests.map((request) => simulate(request, snapshot, withFix(policy, kind, options)));
  const warnings = [
    ...requests.flatMap((request) => remarks(request, snapshot, kind === 'bucket-policy')),
    ...tooLong(policy),
    ...results.flatMap(obstacle),
  ];
  return { policy, kind, verified: verdict(requests, results), warnings: distinct(warnings) };
}

/** Bucket policies reach everybody; policies of an identity can only be attached inside its account. */
function kindFor(requests: readonly SimulationRequest[], snapshot: Snapshot): FixKind {
  const account = ownerOfAccount(snapshot);
  const inside = requests.every((request) => {
    const identity = readIdentity(request.requester, snapshot);
    const bucketOwner = own(snapshot.buckets, request.bucket ?? '')?.ownerUin ?? account;
    return (identity.type === 'user' || identity.type === 'role') && identity.root === bucketOwner;
  });
  return inside ? 'user-policy' : 'bucket-policy';
}

function withFix(policy: PolicyDocument, kind: FixKind, options: FixOptions): SimulationOptions {
  if (kind === 'session-policy') return { ...options, sessionPolicy: policy };
  const extra = options.extraPolicies ?? {};
  if (kind === 'bucket-policy') return { ...options, extraPolicies: { ...extra, bucketPolicy: policy } };
  const identityPolicies = [...(extra.identityPolicies ?? []), { name: 'proposed', document: policy }];
  return { ...options, extraPolicies: { ...extra, identityPolicies } };
}

/** Actions with the same resources share a statement: joining others would grant pairs that nobody asked for. */
function statementsFor(requests: readonly SimulationRequest[], snapshot: Snapshot, kind: FixKind): PolicyDocument[] {
  const statements = new Map<string, { principal: string | null; resource: string[]; action: Set<string> }>();
  for (const [principal, asked] of groupBy(requests, (request) => principalFor(request, snapshot, kind) ?? '')) {
    for (const [action, same] of groupBy(asked, (request) => request.action)) {
      const resource = resourcesFor(same, snapshot);
      const id = JSON.stringify([principal, resource]);
      const statement = statements.get(id) ?? { principal: principal || null, resource, action: new Set<string>() };
      for (const name of actionsFor(action)) statement.action.add(name);
      statements.set(id, statement);
    }
  }
  return [...statements.values()].map(({ principal, resource, action }) => ({
    ...(principal === null ? {} : { principal: { qcs: [principal] } }),
    effect: 'allow',
    action: [...action].sort(),
    resource,
  }));
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

function principalFor(request: SimulationRequest, snapshot: Snapshot, kind: FixKind): string | null {
  if (kind !== 'bucket-policy') return null;
  const identity = readIdentity(request.requester, snapshot);
  if (!('root' in identity)) return 'qcs::cam::anyone:anyone';
  if (identity.type === 'role' && identity.name !== undefined)
    return `qcs::cam::uin/${identity.root}:roleName/${identity.name}`;
  return `qcs::cam::uin/${identity.root}:${identity.type === 'role' ? 'role' : 'uin'}/${identity.id}`;
}

/** Both spellings where the pages disagree about the name of the right (31923). */
function actionsFor(action: string): string[] {
  const { name } = askedAction(action, null);
  const rights = Object.hasOwn(RIGHTS, name) ? RIGHTS[name] : undefined;
  if (!rights) return [action.startsWith('name/') ? action : `name/${action}`];
  const both = name === 'uploadpartcopy' ? [...rights.sure, ...rights.perhaps] : rights.sure;
  return both.map((right) => `name/cos:${right}`);
}

function resourcesFor(requests: readonly SimulationRequest[], snapshot: Snapshot): string[] {
  const resources: string[] = [];
  for (const [bucket, same] of groupBy(requests, (request) => request.bucket ?? '')) {
    const level = askedAction(same[0]!.action, same[0]!.key).level;
    if (level === 'operation' || bucket === '') return ['*'];
    const region = own(snapshot.buckets, bucket)?.region ?? '';
    const base = `qcs::cos:${region}:uid/${bucket.slice(bucket.lastIndexOf('-') + 1)}:${bucket}/`;
    const keys = same.flatMap((request) => request.key ?? []);
    // A key that the log does not show can be any: the person must narrow it (warning `key-unknown`).
    if (level === 'bucket') resources.push(base);
    else if (keys.length < same.length) resources.push(`${base}*`);
    else resources.push(...keyPatterns(keys).map((pattern) => base + pattern));
  }
  return resources;
}

function verdict(requests: readonly SimulationRequest[], results: readonly Simulation[]): boolean | null {
  if (results.some((result) => result.decision === 'deny')) return false;
  if (requests.some(isKeyUnknown)) return null;
  return results.every((result) => result.decision === 'allow') ? true : null;
}
