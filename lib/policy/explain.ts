import type { Text } from '../lang.js';
import type { Outcome } from './decide.js';
import { mismatchText } from './mismatches.js';
import type { Asked } from './statement.js';
import type { Decision, Decisive, Explanation, PolicySource, Simulation } from './types.js';

/** How a person calls the place of a rule. */
export const SOURCES = {
  'bucket-policy': { en: 'bucket policy', zh: '存储桶策略' },
  'user-policy': { en: 'user policy', zh: '用户策略' },
  'group-policy': { en: 'group policy', zh: '用户组策略' },
  'role-policy': { en: 'role policy', zh: '角色策略' },
  'session-policy': { en: 'policy of the temporary key', zh: '临时密钥策略' },
  'bucket-acl': { en: 'bucket ACL', zh: '存储桶 ACL' },
  'object-acl': { en: 'object ACL', zh: '对象 ACL' },
  owner: { en: 'owner rule', zh: '所有者规则' },
  boundary: { en: 'permission boundary', zh: '权限边界' },
} as const satisfies Record<PolicySource, Text>;

/** A rule in one phrase: `statement 2 "sid" of bucket policy b-125…`. */
export function ruleText(rule: Decisive): Text {
  const name = rule.name === '' ? '' : ` ${rule.name}`;
  if (rule.statement === undefined)
    return { en: `${SOURCES[rule.source].en}${name}`, zh: `${SOURCES[rule.source].zh}${name}` };
  const sid = rule.sid === undefined ? '' : ` "${rule.sid}"`;
  return {
    en: `statement ${rule.statement}${sid} of ${SOURCES[rule.source].en}${name}`,
    zh: `${SOURCES[rule.source].zh}${name} 的第 ${rule.statement} 条语句${sid}`,
  };
}

/** What the decision rests on, in one sentence. */
export function summaryOf(asked: Asked, outcome: Outcome, explain: readonly Explanation[]): Text {
  const { resource, action, identity } = asked;
  const target =
    resource.bucket === null ? '' : ` ${resource.bucket}${resource.key === null ? '' : `/${resource.key}`}`;
  const what = `${identity.text} ${action.text}${target}`;
  const because = reasonText(outcome, explain);
  return { en: `${what}: ${because.en}.`, zh: `${what}：${because.zh}。` };
}

function reasonText(outcome: Outcome, explain: readonly Explanation[]): Text {
  const rules = outcome.decisive.slice(0, 3).map(ruleText);
  const en = rules.map((rule) => rule.en).join(' and ');
  const zh = rules.map((rule) => rule.zh).join('、');
  switch (outcome.reason) {
    case 'explicit-deny':
      return { en: `denied by ${en}`, zh: `被${zh}显式拒绝` };
    case 'implicit-deny':
      return (
        half(explain) ?? nearest(explain) ?? { en: 'denied, nothing grants it', zh: '被拒绝，没有任何策略授予该权限' }
      );
    case 'owner':
      return { en: 'allowed, the root account owns what it asks for', zh: '允许，主账号拥有该资源' };
    case 'policy-allow':
    case 'acl-allow':
      return { en: `allowed by ${en}`, zh: `由${zh}允许` };
    case 'cross-account-not-granted':
      return {
        en: "denied, the bucket's account grants nothing to this foreign identity",
        zh: '被拒绝，存储桶所属账号没有授权给该外部身份',
      };
    case 'boundary':
      return outcome.decision === 'deny'
        ? { en: `denied, a policy allows it but the ${en} does not`, zh: `被拒绝，策略允许但${zh}不允许` }
        : {
            en: 'open, the bucket grants it but the permission boundary of the identity does not',
            zh: '未定，存储桶已授权，但身份的权限边界不允许',
          };
    case 'unknown-condition':
      return { en: `open, it depends on ${en}`, zh: `未定，取决于${zh}` };
    case 'unknown-fact':
      return outcome.missing
        ? { en: `open, not known: ${outcome.missing.join(', ')}`, zh: `未定，未知信息：${outcome.missing.join('、')}` }
        : { en: 'open, the policy of the temporary key is not known', zh: '未定，临时密钥的策略未知' };
  }
}

/** A grant that is not enough by itself: for a temporary key, or for an identity of another account (14048, 38648). */
function half(explain: readonly Explanation[]): Text | null {
  const granted = explain.find(
    ({ source, effect, matched, deactivated }) =>
      effect === 'allow' && matched === true && !deactivated && source !== 'boundary' && source !== 'session-policy',
  );
  if (!granted) return null;
  const rule = ruleText(granted);
  return explain.some((one) => one.source === 'session-policy')
    ? {
        en: `denied, ${rule.en} allows it but the policy of the temporary key does not`,
        zh: `被拒绝，${rule.zh}允许，但临时密钥策略不允许`,
      }
    : {
        en: `denied, ${rule.en} allows it but no policy of the identity's own account does`,
        zh: `被拒绝，${rule.zh}允许，但该身份所属账号没有任何策略允许`,
      };
}

/** The allow statement that missed by one element. */
function nearest(explain: readonly Explanation[]): Text | null {
  const close = explain.find(
    (one) => one.effect === 'allow' && one.matched === false && one.mismatches.length === 1 && one.aboutCos === true,
  );
  const mismatch = close?.mismatches[0];
  if (!close || !mismatch) return null;
  const rule = ruleText(close);
  const why = mismatchText(mismatch);
  return {
    en: `denied, nothing grants it; ${rule.en} comes closest but ${why.en}`,
    zh: `被拒绝，没有任何策略授予该权限；最接近的是${rule.zh}，但${why.zh}`,
  };
}

/** The whole answer as a small tree that a person can follow. */
export function treeOf(simulation: Simulation, lang: keyof Text): string[] {
  const lines = [simulation.summary[lang]];
  for (const one of simulation.explain) {
    const mark = one.matched === true ? '✓' : one.matched === false ? '✗' : '?';
    const notes = [one.deactivated && NOTES.deactivated[lang], one.everyone && NOTES.everyone[lang]].filter(Boolean);
    const note = notes.length > 0 ? ` (${notes.join(', ')})` : '';
    const grant = one.grantee === undefined ? '' : ` ${one.permission} → ${one.grantee}`;
    lines.push(`  ${mark} ${EFFECTS[one.effect][lang]} ${ruleText(one)[lang]}${grant}${note}`);
    for (const mismatch of one.mismatches) lines.push(`      - ${mismatchText(mismatch)[lang]}`);
  }
  for (const { reading, decision } of simulation.readings ?? [])
    lines.push(`  = ${READINGS[reading][lang]}: ${DECISIONS[decision][lang]}`);
  return lines;
}

const EFFECTS = {
  allow: { en: 'allow', zh: '允许' },
  deny: { en: 'deny', zh: '拒绝' },
  unknown: { en: 'effect unknown', zh: '效力未知' },
} as const satisfies Record<Explanation['effect'], Text>;

const NOTES = {
  deactivated: { en: 'deactivated', zh: '已停用' },
  everyone: { en: 'everyone', zh: '所有人' },
} as const satisfies Record<string, Text>;

/** What the documents leave open (35240 against 45235), as a person reads it. */
const READINGS = {
  'deny-everyone-binds-signed-requests': {
    en: 'if deny-everyone binds signed requests',
    zh: '如果“拒绝所有人”也约束签名请求',
  },
  'deny-everyone-binds-unsigned-requests-only': {
    en: 'if deny-everyone binds unsigned requests only',
    zh: '如果“拒绝所有人”只约束匿名请求',
  },
} as const satisfies Record<string, Text>;

const DECISIONS = {
  allow: { en: 'allowed', zh: '允许' },
  deny: { en: 'denied', zh: '拒绝' },
  unknown: { en: 'open', zh: '未定' },
} as const satisfies Record<Decision, Text>;
