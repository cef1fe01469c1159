import type { PolicyDocument, Snapshot } from '../facts/snapshot.js';
import type { Text } from '../lang.js';
import { askedAction, RIGHTS } from './actions.js';
import { ruleText } from './explain.js';
import { keyPatterns } from './fix-resources.js';
import { ownerOfAccount, readIdentity } from './identity.js';
import { own } from './pointer.js';
import { simulate } from './simulate.js';
import type { Decisive, Simulation, SimulationOptions, SimulationRequest } from './types.js';

export type FixKind = 'bucket-policy' | 'user-policy' | 'session-policy';

export interface FixOptions extends SimulationOptions {
  /** Where the policy shall go; without it a bucket policy for anonymous and foreign requesters, else a policy of the identity. */
  readonly kind?: FixKind;
}

/** Ids of what a person must know beside the policy. */
export type FixWarningId =
  | 'explicit-deny'
  | 'disputed-deny'
  | 'boundary'
  | 'other-account'
  | 'copy-source'
  | 'key-unknown'
  | 'region-unknown'
  | 'keep-statements'
  | 'public'
  | 'star-in-key'
  | 'too-long'
  | 'unverified';

export interface FixWarning {
  readonly id: FixWarningId;
  readonly text: Text;
  /** The statement that is in the way. */
  readonly rule?: Decisive;
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
  const warnings = [...remarks(requests, snapshot, kind), ...tooLong(policy), ...results.flatMap(obstacle)];
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
  if (identity.type === 'anonymous' || identity.type === 'key') return 'qcs::cam::anyone:anyone';
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

function isKeyUnknown(request: SimulationRequest): boolean {
  return request.bucket !== null && request.key === null && askedAction(request.action, null).level === 'object';
}

function verdict(requests: readonly SimulationRequest[], results: readonly Simulation[]): boolean | null {
  if (results.some((result) => result.decision === 'deny')) return false;
  if (requests.some(isKeyUnknown)) return null;
  return results.every((result) => result.decision === 'allow') ? true : null;
}

/** What holds whatever the simulator says. */
function remarks(requests: readonly SimulationRequest[], snapshot: Snapshot, kind: FixKind): FixWarning[] {
  const warnings: FixWarning[] = [];
  const add = (id: FixWarningId, en: string, zh: string) => warnings.push({ id, text: { en, zh } });
  for (const request of requests) {
    const { name } = askedAction(request.action, request.key);
    const facts = own(snapshot.buckets, request.bucket ?? '');
    if (isKeyUnknown(request)) {
      add(
        'key-unknown',
        `The log does not show the keys of ${request.action}: narrow the resource to the prefix that is meant.`,
        `日志中看不到 ${request.action} 的对象键：请将资源收窄到实际使用的前缀。`,
      );
    }
    if (name === 'putobjectcopy' || name === 'copyobject' || name === 'uploadpartcopy') {
      add(
        'copy-source',
        'A copy also needs name/cos:GetObject on its source, which the log does not show.',
        '复制操作还需要源对象的 name/cos:GetObject 权限，日志中看不到源对象。',
      );
    }
    if (request.bucket !== null && facts?.region === undefined) {
      add(
        'region-unknown',
        `The region of ${request.bucket} is not known: the resource holds for all regions.`,
        `${request.bucket} 的地域未知：资源适用于所有地域。`,
      );
    }
    if (request.key?.includes('*')) {
      add('star-in-key', 'A star in a key is a wildcard in a policy.', '对象键中的星号在策略中是通配符。');
    }
    if (kind !== 'bucket-policy') continue;
    if (facts?.policy) {
      add(
        'keep-statements',
        `${request.bucket} has a policy: add the statement to it, putting this document alone would replace it.`,
        `${request.bucket} 已有存储桶策略：请将语句添加进去，直接设置本文档会覆盖原策略。`,
      );
    }
    if (readIdentity(request.requester, snapshot).type === 'anonymous') {
      add(
        'public',
        'This opens the resource to everybody: sign the requests instead where they come from your own programs.',
        '这会向所有人开放该资源：如果请求来自自己的程序，请改为使用签名访问。',
      );
    }
  }
  return warnings;
}

/** A bucket policy may have 20 KB (14518). */
const MAX_POLICY_BYTES = 20 * 1024;

function tooLong(policy: PolicyDocument): FixWarning[] {
  if (new TextEncoder().encode(JSON.stringify(policy)).length <= MAX_POLICY_BYTES) return [];
  return [
    {
      id: 'too-long',
      text: {
        en: 'The policy is longer than the 20 KB that COS takes: replace resources by wider prefixes.',
        zh: '策略超过 COS 允许的 20 KB：请用更宽的前缀替换其中的资源。',
      },
    },
  ];
}

/** What still stands in the way with the policy in force. */
function obstacle(result: Simulation): FixWarning[] {
  const rule = result.decisive[0];
  const named = rule ? ruleText(rule) : null;
  if (result.decision === 'allow') return [];
  if (result.reason === 'explicit-deny' && rule && named) {
    return [
      {
        id: 'explicit-deny',
        rule,
        text: {
          en: `An explicit deny wins over every allow: change ${named.en} first.`,
          zh: `显式拒绝优先于任何允许：请先修改${named.zh}。`,
        },
      },
    ];
  }
  if (result.readings && rule && named) {
    return [
      {
        id: 'disputed-deny',
        rule,
        text: {
          en: `Whether ${named.en} (deny everyone, with a condition) binds signed requests is not documented clearly: change it if the allow does not help.`,
          zh: `${named.zh}（带条件拒绝所有人）是否约束签名请求，文档没有明确说明：如果授权后仍被拒绝，请修改它。`,
        },
      },
    ];
  }
  if (result.reason === 'boundary') {
    return [
      {
        id: 'boundary',
        ...(rule ? { rule } : {}),
        text: {
          en: 'The permission boundary of the identity does not allow it: widen the boundary as well.',
          zh: '该身份的权限边界不允许该操作：还需要放宽权限边界。',
        },
      },
    ];
  }
  if (result.missing?.some((fact) => fact.startsWith('/cam/')) && result.explain.some((one) => one.matched === true)) {
    return [
      {
        id: 'other-account',
        text: {
          en: 'The identity also needs a policy of its own account, or its policies could not be read.',
          zh: '该身份还需要其所属账号的授权，或者其策略无法读取。',
        },
      },
    ];
  }
  return [
    {
      id: 'unverified',
      text: {
        en: `The simulator cannot confirm it: ${result.summary.en}`,
        zh: `模拟器无法确认：${result.summary.zh}`,
      },
    },
  ];
}

function distinct(warnings: readonly FixWarning[]): FixWarning[] {
  return [...new Map(warnings.map((warning) => [warning.text.en, warning])).values()];
}
