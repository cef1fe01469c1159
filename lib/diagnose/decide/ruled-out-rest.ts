import type { Evaluation } from '../access/evaluate.js';
import { type Finding, type RuledOut, ruleOut } from '../finding.js';
import type { View } from '../view.js';

/** What certainty about a denied access rules out beside what its decision says: certain means that nothing else is left (contract 6). */
export function ruledOutByCertainty(finding: Finding, view: View, { base }: Evaluation): RuledOut[] {
  const refused = ruleOut({ en: "today's settings refuse it", zh: '当前设置拒绝它' }, 'allowed-now');
  const closed = ruleOut(
    { en: "the bucket's own settings do not let it in either", zh: '存储桶自身的设置同样不放行' },
    'object-acl-private',
  );
  if (view.identity.type === 'anonymous') {
    const conditional = base.explain.some(
      (entry) => entry.effect === 'allow' && entry.mismatches.some((mismatch) => mismatch.element === 'condition'),
    );
    return [
      ...(conditional ? [] : ruleOut({ en: 'no condition decides it', zh: '并非由条件决定' }, 'condition-not-met')),
      ...(finding.cause === 'object-acl-private'
        ? ruleOut({ en: 'no statement refuses everyone', zh: '没有拒绝所有人的语句' }, 'anonymous-denied-by-policy')
        : []),
    ];
  }
  switch (finding.cause) {
    case 'permission-boundary':
      return [
        ...refused,
        ...ruleOut(
          { en: 'no statement denies it', zh: '没有拒绝它的语句' },
          'explicit-deny-bucket-policy',
          'explicit-deny-user-policy',
        ),
        ...ruleOut({ en: 'policies in force allow it', zh: '生效中的策略允许它' }, 'policy-deactivated'),
        ...ruleOut({ en: 'a policy allows it', zh: '有策略允许它' }, 'object-acl-private'),
      ];
    case 'cross-account-not-granted':
      return [
        ...refused,
        ...closed,
        ...ruleOut({ en: 'no statement denies it', zh: '没有拒绝它的语句' }, 'explicit-deny-bucket-policy'),
        ...ruleOut(
          { en: "what is missing is the owner's grant to another account", zh: '缺少的是拥有者对其他账号的授权' },
          'no-permission',
          'action-not-granted',
          'resource-not-granted',
          'condition-not-met',
          'explicit-deny-user-policy',
          'permission-boundary',
          'policy-deactivated',
        ),
      ];
    case 'no-permission':
    case 'role-no-permission':
    case 'action-not-granted':
    case 'resource-not-granted':
    case 'condition-not-met':
    case 'policy-deactivated':
      return closed;
    default:
      return [];
  }
}
