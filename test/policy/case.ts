import type { Grant, PolicyDocument, Snapshot } from '../../lib/facts/snapshot.js';
import type { ContextValue, SimulationOptions, SimulationRequest } from '../../lib/policy/types.js';

/** The account of every case; test/cases/policy/README.md explains the fields. */
export const ROOT = '100000000001';
export const ALICE = '100000000002';
export const ROLE = '4611686018427844696';
export const BUCKET = 'examplebucket-1250000000';

const NAMES: Readonly<Record<string, string>> = {
  root: `${ROOT}:${ROOT}`,
  alice: `${ROOT}:${ALICE}`,
  role: `${ROOT}:${ROLE}`,
  'foreign-root': '200000000001:200000000001',
  'foreign-sub': '200000000001:200000000002',
  'foreign-role': '200000000001:4611686018400000002',
};

/** One statement, several, or a whole document. */
type Policy = unknown;

export interface Case {
  readonly name: string;
  readonly page: string;
  readonly requester: string;
  readonly action: string;
  readonly bucket?: string | null;
  readonly key?: string | null;
  readonly context?: Readonly<Record<string, ContextValue>>;
  readonly bucketPolicy?: Policy;
  readonly userPolicy?: Policy;
  readonly groupPolicy?: Policy;
  readonly rolePolicy?: Policy;
  readonly deactivatedPolicy?: Policy;
  readonly boundary?: Policy;
  readonly sessionPolicy?: Policy | 'unknown';
  readonly bucketAcl?: readonly (readonly [string, string])[];
  readonly objectAcl?: readonly (readonly [string, string])[] | null;
  /** Deep changes of the snapshot; `null` values stay, `"(absent)"` removes a key. */
  readonly snapshot?: Readonly<Record<string, unknown>>;
  readonly options?: SimulationOptions;
  readonly expect: {
    readonly decision: string;
    readonly reason: string;
    readonly decisive?: readonly unknown[];
    readonly missing?: readonly string[];
    /** Reasons that some explanation must show. */
    readonly because?: readonly string[];
    readonly readings?: readonly string[];
    /** What a person reads, line by line, in English. */
    readonly tree?: readonly string[];
  };
}

export function requestOf(given: Case): SimulationRequest {
  return {
    requester: NAMES[given.requester] ?? given.requester,
    action: given.action.includes(':') ? given.action : `name/cos:${given.action}`,
    bucket: given.bucket === undefined ? BUCKET : given.bucket,
    key: given.key ?? null,
    ...(given.context ? { context: given.context } : {}),
  };
}

export function optionsOf(given: Case): SimulationOptions {
  if (given.sessionPolicy === undefined) return given.options ?? {};
  const policy = given.sessionPolicy === 'unknown' ? 'unknown' : documentOf(given.sessionPolicy);
  return { ...given.options, sessionPolicy: policy };
}

export function snapshotOf(given: Case): Snapshot {
  const attached = (name: string, policy: Policy | undefined, more = {}) =>
    policy === undefined ? [] : [{ name, document: documentOf(policy), ...more }];
  const base: Snapshot = {
    schema: 'cos403.snapshot/1',
    takenAt: '2026-11-23T10:00:00Z',
    account: { ownerUin: ROOT, appId: '1250000000' },
    buckets: {
      [BUCKET]: {
        region: 'ap-guangzhou',
        createdAt: '2023-05-01T00:00:00Z',
        ownerUin: ROOT,
        acl: { grants: grantsOf([[`qcs::cam::uin/${ROOT}:uin/${ROOT}`, 'FULL_CONTROL'], ...(given.bucketAcl ?? [])]) },
        policy: given.bucketPolicy === undefined ? null : documentOf(given.bucketPolicy),
        objects: {
          'a/b.txt': { exists: true, acl: given.objectAcl ? { grants: grantsOf(given.objectAcl) } : null },
        },
      },
    },
    cam: {
      complete: true,
      users: {
        [ROOT]: { name: 'owner', type: 'root' },
        [ALICE]: {
          name: 'alice',
          type: 'sub',
          policies: [
            ...attached('alice-policy', given.userPolicy),
            ...attached('off-policy', given.deactivatedPolicy, { deactivated: true }),
          ],
          groups: ['devs'],
          boundary: given.boundary === undefined ? null : { name: 'limit', document: documentOf(given.boundary) },
        },
      },
      groups: { devs: { policies: attached('devs-policy', given.groupPolicy) } },
      roles: { [ROLE]: { name: 'uploader', policies: attached('role-policy', given.rolePolicy) } },
    },
  };
  return given.snapshot ? (merge(base, given.snapshot) as Snapshot) : base;
}

function grantsOf(list: readonly (readonly [string, string])[]): Grant[] {
  return list.map(([grantee, permission]) => ({ grantee, permission }));
}

/** A bare statement or a list of them becomes a document; anything with `statement`, or that is no object, stays. */
export function documentOf(policy: Policy): PolicyDocument {
  if (Array.isArray(policy)) return { version: '2.0', statement: policy };
  if (typeof policy !== 'object' || policy === null) return policy as PolicyDocument;
  const keys = Object.keys(policy).map((key) => key.toLowerCase());
  if (keys.includes('statement') || keys.includes('version')) return policy as PolicyDocument;
  return { version: '2.0', statement: [policy] };
}

function merge(base: unknown, change: unknown): unknown {
  if (typeof change !== 'object' || change === null || Array.isArray(change)) return change;
  const result: Record<string, unknown> = { ...(base as Record<string, unknown>) };
  for (const [key, value] of Object.entries(change)) {
    if (value === '(absent)') delete result[key];
    else result[key] = merge(result[key] ?? {}, value);
  }
  return result;
}
