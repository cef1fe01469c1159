import type { PolicyDocument, Snapshot } from '../facts/snapshot.js';
import type { Text } from '../lang.js';
import { askedAction } from './actions.js';
import { ruleText } from './explain.js';
import { readIdentity } from './identity.js';
import { own } from './pointer.js';
import type { Decisive, Simulation, SimulationRequest } from './types.js';

export interface FixWarning {
  readonly id: FixWarningId;
  readonly text: Text;
  /** The statement that is in the way. */
  readonly rule?: Decisive;
}

/** What a person must know beside the policy. `{what}`: the action, bucket, rule or reason that it is about. */
export const FIX_WARNINGS = {
  'explicit-deny': {
    en: 'An explicit deny wins over every allow: change {what} first.',
    zh: '显式拒绝优先于任何允许：请先修改{what}。',
  },
  'disputed-deny': {
    en: 'Whether {what} (deny everyone, with a condition) binds signed requests is not documented clearly: change it if the allow does not help.',
    zh: '{what}（带条件拒绝所有人）是否约束签名请求，文档没有明确说明：如果授权后仍被拒绝，请修改它。',
  },
  boundary: {
    en: 'The permission boundary of the identity does not allow it: widen the boundary as well.',
    zh: '该身份的权限边界不允许该操作：还需要放宽权限边界。',
  },
  'other-account': {
    en: 'The identity also needs a policy of its own account, or its policies could not be read.',
    zh: '该身份还需要其所属账号的授权，或者其策略无法读取。',
  },
  'copy-source': {
    en: 'A copy also needs name/cos:GetObject on its source, which the log does not show.',
    zh: '复制操作还需要源对象的 name/cos:GetObject 权限，日志中看不到源对象。',
  },
  'key-unknown': {
    en: 'The log does not show the keys of {what}: narrow the resource to the prefix that is meant.',
    zh: '日志中看不到 {what} 的对象键：请将资源收窄到实际使用的前缀。',
  },
  'region-unknown': {
    en: 'The region of {what} is not known: the resource holds for all regions.',
    zh: '{what} 的地域未知：资源适用于所有地域。',
  },
  'keep-statements': {
    en: '{what} has a policy: add the statement to it, putting this document alone would replace it.',
    zh: '{what} 已有存储桶策略：请将语句添加进去，直接设置本文档会覆盖原策略。',
  },
  public: {
    en: 'This opens the resource to everybody: sign the requests instead where they come from your own programs.',
    zh: '这会向所有人开放该资源：如果请求来自自己的程序，请改为使用签名访问。',
  },
  'star-in-key': {
    en: 'A star in a key is a wildcard in a policy.',
    zh: '对象键中的星号在策略中是通配符。',
  },
  'too-long': {
    en: 'The policy is longer than the 20 KB that COS takes: replace resources by wider prefixes.',
    zh: '策略超过 COS 允许的 20 KB：请用更宽的前缀替换其中的资源。',
  },
  unverified: {
    en: 'The simulator cannot confirm it: {what}',
    zh: '模拟器无法确认：{what}',
  },
} as const satisfies Record<string, Text>;

export type FixWarningId = keyof typeof FIX_WARNINGS;

function say(id: FixWarningId, what: Text = NOTHING, rule?: Decisive): FixWarning {
  const text = FIX_WARNINGS[id];
  // A function, so that `$` in a name is no pattern.
  const fill = (lang: keyof Text) => text[lang].replace('{what}', () => what[lang]);
  return { id, text: { en: fill('en'), zh: fill('zh') }, ...(rule ? { rule } : {}) };
}

const NOTHING: Text = { en: '', zh: '' };

/** The log does not show the key of a form upload or a multi-delete. */
export function isKeyUnknown(request: SimulationRequest): boolean {
  return request.bucket !== null && request.key === null && askedAction(request.action, null).level === 'object';
}

const COPIES = new Set(['putobjectcopy', 'copyobject', 'uploadpartcopy']);

/** What holds of a request whatever the simulator says. `toBucket`: the policy is put on the bucket. */
export function remarks(request: SimulationRequest, snapshot: Snapshot, toBucket: boolean): FixWarning[] {
  const { bucket, action, key } = request;
  const warnings: FixWarning[] = [];
  if (isKeyUnknown(request)) warnings.push(say('key-unknown', { en: action, zh: action }));
  if (COPIES.has(askedAction(action, key).name)) warnings.push(say('copy-source'));
  if (bucket !== null) {
    const facts = own(snapshot.buckets, bucket);
    const name = { en: bucket, zh: bucket };
    if (facts?.region === undefined) warnings.push(say('region-unknown', name));
    if (facts?.policy && toBucket) warnings.push(say('keep-statements', name));
  }
  if (key?.includes('*')) warnings.push(say('star-in-key'));
  // Of a SecretId whose owner is not known, only everyone can be named.
  if (toBucket && !('root' in readIdentity(request.requester, snapshot))) warnings.push(say('public'));
  return warnings;
}

/** A bucket policy may have 20 KB (14518). */
const MAX_POLICY_BYTES = 20 * 1024;

export function tooLong(policy: PolicyDocument): FixWarning[] {
  const { length } = new TextEncoder().encode(JSON.stringify(policy));
  return length > MAX_POLICY_BYTES ? [say('too-long')] : [];
}

/** What still stands in the way with the policy in force. */
export function obstacle(result: Simulation): FixWarning[] {
  if (result.decision === 'allow') return [];
  const rule = result.decisive[0];
  if (rule && result.reason === 'explicit-deny') return [say('explicit-deny', ruleText(rule), rule)];
  if (rule && result.readings) return [say('disputed-deny', ruleText(rule), rule)];
  if (result.reason === 'boundary') return [say('boundary', NOTHING, rule)];
  if (result.missing?.some((fact) => fact.startsWith('/cam/'))) return [say('other-account')];
  return [say('unverified', result.summary)];
}

export function distinct(warnings: readonly FixWarning[]): FixWarning[] {
  return [...new Map(warnings.map((warning) => [warning.text.en, warning])).values()];
}
