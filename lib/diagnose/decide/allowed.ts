import { type Evaluation, unknownWeight } from '../access/evaluate.js';
import { byUnknowns, type Finding, possible, ruleOut } from '../finding.js';
import type { Part, View } from '../view.js';
import { grantedBy } from './anonymous.js';
import { tokenMissing } from './log-evidence.js';

/** Today's settings allow the identity: a temporary key's own policy, or a change since. */
export function allowed(part: Part, view: View, evaluation: Evaluation): Finding {
  const { missing } = evaluation;
  const weight = unknownWeight(missing);
  const temporary = part.shape.keyForm === 'temporary';
  const granted = grantedBy(evaluation);
  const readable = ruleOut(
    { en: "today's settings allow the identity", zh: '当前设置允许该身份' },
    'no-permission',
    'role-no-permission',
    'action-not-granted',
    'resource-not-granted',
    'condition-not-met',
    'permission-boundary',
    'policy-deactivated',
    'object-acl-private',
    'cross-account-not-granted',
  );
  if (temporary) {
    const token = tokenMissing(part);
    const lacksPolicy = missing.some((at) => at.endsWith('/policy'));
    if (token)
      return {
        cause: 'temporary-key-token-missing',
        confidence: 'likely',
        subject: part.shape.accessKeyId,
        checks: [token],
        alternatives: possible('temporary-key-scope', 'allowed-now'),
        ruledOut: weight === 0 ? readable : [],
      };
    return {
      cause: 'temporary-key-scope',
      confidence: weight === 0 ? 'likely' : 'possible',
      subject: view.group.requester,
      params: { granted },
      checks: [],
      alternatives: possible(
        ...(part.shape.signedBy === 'header' ? (['temporary-key-token-missing'] as const) : []),
        'allowed-now',
        ...(lacksPolicy ? (['explicit-deny-bucket-policy'] as const) : []),
        ...(missing.some((at) => at.startsWith('/cam')) ? (['explicit-deny-user-policy'] as const) : []),
      ),
      ruledOut: weight === 0 ? readable : [],
    };
  }
  if (weight > 0 && missing.some((at) => at !== evaluation.assumedObject)) {
    const open = missing.filter((at) => at !== evaluation.assumedObject);
    // Everything else was read: only the boundary can take it away, unless it was allowed since.
    if (open.every((at) => at.endsWith('/boundary')))
      return {
        cause: 'permission-boundary',
        confidence: 'possible',
        subject: '?',
        params: { granted, policy: { en: '(not read)', zh: '（未读取）' } },
        checks: [],
        alternatives: possible('allowed-now'),
        ruledOut: readable.filter((entry) => entry.id !== 'permission-boundary'),
      };
    const ofUser = missing.some((at) => at.startsWith('/cam'));
    const cause = missing.some((at) => at.endsWith('/policy'))
      ? 'explicit-deny-bucket-policy'
      : ofUser
        ? 'explicit-deny-user-policy'
        : 'allowed-now';
    return {
      cause,
      confidence: 'possible',
      subject: cause === 'allowed-now' ? view.group.requester : '?',
      params: { granted, statement: { en: '(not read)', zh: '（未读取）' }, policy: '?' },
      checks: [],
      alternatives: possible(
        'allowed-now',
        ...(ofUser ? (['explicit-deny-user-policy', 'permission-boundary'] as const) : []),
      ),
    };
  }
  // A copy needs a right on its source, too, which the log does not name (5.11).
  const copy = part.shape.action === 'name/cos:PutObject' || part.shape.action === 'name/cos:UploadPartCopy';
  return {
    cause: 'allowed-now',
    confidence: copy ? 'likely' : byUnknowns(weight),
    subject: view.group.requester,
    params: { granted },
    checks: [],
    notes: copy
      ? [
          {
            en: 'If these were copies, the right that is missing may be GetObject on the source, which the log does not name.',
            zh: '如果是复制操作，缺少的可能是源对象的 GetObject 权限，而日志不记录源对象。',
          },
        ]
      : [],
    ruledOut: [
      ...readable,
      ...ruleOut(
        { en: 'no statement denies it today', zh: '当前没有拒绝它的语句' },
        'explicit-deny-bucket-policy',
        'explicit-deny-user-policy',
      ),
    ],
  };
}
