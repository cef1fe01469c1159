import type { AttachedPolicy, Snapshot } from '../../facts/snapshot.js';
import type { Text } from '../../lang.js';
import { identitySources } from '../../policy/identity-sources.js';
import { mismatchText } from '../../policy/mismatches.js';
import { own } from '../../policy/pointer.js';
import type { Explanation } from '../../policy/types.js';
import { type Close, closest } from '../access/closeness.js';
import { decisionIf, type Evaluation, unknownWeight } from '../access/evaluate.js';
import { listOf, nameOf, statementOf } from '../access/sources.js';
import { type Alternative, atMost, byUnknowns, type Finding, possible, ruleOut } from '../finding.js';
import type { CauseId } from '../ids.js';
import type { Confidence } from '../model.js';
import { isForeign, type Part, UNKNOWN_REQUESTER, type View } from '../view.js';
import { besideObjectAcl, grantedBy, privateObject } from './anonymous.js';
import { tokenMissing } from './log-evidence.js';

/** A signed request that was refused. */
export function decideIdentity(part: Part, view: View, evaluation: Evaluation): Finding {
  if (view.identity.type === 'key') return unknownIdentity(part, view);
  const { base } = evaluation;
  switch (base.decision) {
    case 'deny':
      return refused(part, view, evaluation);
    case 'allow':
      return allowed(part, view, evaluation);
    case 'unknown':
      return undecided(part, view, evaluation);
  }
}

/** COS did not say whose key it is, and the account's list does not either. */
function unknownIdentity(part: Part, view: View): Finding {
  if (view.group.requester === UNKNOWN_REQUESTER)
    return {
      cause: 'anonymous-private',
      confidence: 'possible',
      subject: view.group.bucket,
      checks: [],
      notes: [
        {
          en: 'An error body does not tell who asked: give --requester, or look the request id up in the access log.',
          zh: '错误响应不说明请求者：请指定 --requester，或在访问日志中查找该请求 ID。',
        },
      ],
      alternatives: possible(
        'no-permission',
        'action-not-granted',
        'resource-not-granted',
        'temporary-key-scope',
        'explicit-deny-bucket-policy',
        'allowed-now',
      ),
    };
  if (part.shape.keyForm === 'temporary') {
    const missing = tokenMissing(part);
    // Had the token been right, COS would have known who asks.
    return {
      cause: 'temporary-key-token-missing',
      confidence: 'likely',
      subject: part.shape.accessKeyId,
      checks: missing ? [missing] : [],
      alternatives: possible('temporary-key-scope', 'temporary-key-expired'),
    };
  }
  return {
    cause: 'no-permission',
    confidence: 'possible',
    subject: view.group.requester,
    checks: [],
    alternatives: possible(
      'action-not-granted',
      'resource-not-granted',
      'explicit-deny-user-policy',
      'cross-account-not-granted',
      'allowed-now',
    ),
    wants: [{ fact: 'key-index' }],
  };
}

function refused(part: Part, view: View, evaluation: Evaluation): Finding {
  const { base } = evaluation;
  const weight = unknownWeight(evaluation.missing);
  switch (base.reason) {
    case 'explicit-deny':
      return explicitDeny(view, evaluation, byUnknowns(weight));
    case 'boundary':
      return boundary(view, evaluation, byUnknowns(weight));
    case 'cross-account-not-granted':
      return {
        cause: 'cross-account-not-granted',
        confidence: byUnknowns(weight),
        subject: view.group.requester,
        params: {
          half: {
            en: 'Neither the bucket policy nor an ACL grants it anything like that.',
            zh: '存储桶策略与 ACL 均未对其授予相应权限。',
          },
        },
        checks: [],
        alternatives: weight === 0 ? [] : possible('explicit-deny-bucket-policy', 'allowed-now'),
      };
    default:
      return notGranted(part, view, evaluation);
  }
}

function explicitDeny(view: View, evaluation: Evaluation, confidence: Confidence): Finding {
  const ofBucket = evaluation.base.decisive.filter((entry) => entry.source === 'bucket-policy');
  const decisive = ofBucket.length > 0 ? ofBucket : evaluation.base.decisive;
  const statement = decisive.map((entry) => nameOf(entry)).join(', ');
  const policy = decisive[0]?.name ?? '-';
  const cause = ofBucket.length > 0 ? 'explicit-deny-bucket-policy' : 'explicit-deny-user-policy';
  const both = ofBucket.length > 0 && ofBucket.length < evaluation.base.decisive.length;
  // Deny-everyone only takes away what is open to everyone; a grant of the identity's own would still let it in (35240, E8).
  const everyone = evaluation.base.explain.some(
    (entry) =>
      entry.everyone === true &&
      entry.effect === 'deny' &&
      entry.matched === true &&
      decisive.some((one) => one.source === entry.source && one.statement === entry.statement),
  );
  return {
    cause,
    confidence: everyone ? atMost(confidence, 'likely') : confidence,
    alternatives: everyone ? possible('no-permission') : [],
    subject: ofBucket.length > 0 ? `${view.group.bucket} ${statement}` : statement,
    params: { statement, policy },
    checks: [],
    notes: both ? [{ en: 'A policy of the identity denies it as well.', zh: '该身份的策略同样拒绝。' }] : [],
    ruledOut: [
      ...(both
        ? []
        : ruleOut(
            { en: 'the deny stands elsewhere', zh: '拒绝语句位于别处' },
            ofBucket.length > 0 ? 'explicit-deny-user-policy' : 'explicit-deny-bucket-policy',
          )),
      ...ruleOut(
        { en: 'an explicit deny decides before any allow', zh: '显式拒绝先于任何允许' },
        'no-permission',
        'role-no-permission',
        'action-not-granted',
        'resource-not-granted',
        'condition-not-met',
        'permission-boundary',
        'policy-deactivated',
        'object-acl-private',
        'temporary-key-scope',
        'allowed-now',
      ),
    ],
  };
}

function boundary(view: View, evaluation: Evaluation, confidence: Confidence): Finding {
  const policy = evaluation.base.decisive.find((entry) => entry.source === 'boundary')?.name ?? boundaryName(view);
  return {
    cause: 'permission-boundary',
    confidence,
    subject: policy,
    params: { policy },
    checks: [],
    ruledOut: ruleOut(
      { en: 'a policy of the identity allows it', zh: '该身份的策略允许' },
      'no-permission',
      'role-no-permission',
      'action-not-granted',
      'resource-not-granted',
      'condition-not-met',
    ),
  };
}

function boundaryName(view: View): string {
  if (!('root' in view.identity)) return '-';
  const { cam } = view.snapshot;
  return own(cam.users, view.identity.id)?.boundary?.name ?? own(cam.roles, view.identity.id)?.boundary?.name ?? '-';
}

/** Nothing allows it and nothing denies it. */
function notGranted(part: Part, view: View, evaluation: Evaluation): Finding {
  const object = privateObject(part, view, evaluation);
  if (object) return object;
  const finding = besideObjectAcl(lacksGrant(part, view, evaluation), part, view, evaluation);
  // A deactivated policy that nobody has read may be the one that would allow it.
  const unread = identitySources(view.identity, view.snapshot).policies.some(
    (policy) => policy.deactivated && policy.document === undefined,
  );
  if (!unread || finding.cause === 'policy-deactivated') return finding;
  return {
    ...finding,
    confidence: atMost(finding.confidence, 'likely'),
    alternatives: [...(finding.alternatives ?? []), ...possible('policy-deactivated')],
  };
}

function lacksGrant(part: Part, view: View, evaluation: Evaluation): Finding {
  const { base, missing } = evaluation;
  const weight = unknownWeight(missing);
  const unreadIdentity = missing.some((at) => at.startsWith('/cam'));
  const role = view.identity.type === 'role';
  const cdn = part.shape.logSource.toUpperCase() === 'CDN';
  const confidence = unreadIdentity ? 'possible' : byUnknowns(weight);
  const alternatives = openAlternatives(part, evaluation, unreadIdentity);
  const off = deactivated(view, evaluation);
  if (off)
    return {
      cause: 'policy-deactivated',
      confidence: off.sure ? confidence : atMost(confidence, 'likely'),
      subject: off.name,
      params: { policy: off.name },
      checks: [],
      alternatives,
      ruledOut: notGrantedRulesOut(evaluation, 'policy-deactivated'),
    };
  const close = closest(base.explain, view);
  if (close) return comesClose(close, view, evaluation, confidence, alternatives);
  if (cdn)
    return {
      cause: 'cdn-origin-unauthorized',
      confidence: atMost(confidence, 'likely'),
      subject: view.group.bucket,
      checks: [],
      alternatives: [...alternatives, ...possible(role ? 'role-no-permission' : 'no-permission')],
    };
  const cause = role ? 'role-no-permission' : 'no-permission';
  return {
    cause,
    confidence,
    subject: view.group.requester,
    checks: [],
    alternatives,
    ruledOut: notGrantedRulesOut(evaluation, cause),
  };
}

function comesClose(
  close: Close,
  view: View,
  evaluation: Evaluation,
  confidence: Confidence,
  alternatives: readonly Alternative[],
): Finding {
  const { explanation } = close;
  const statement = statementLabel(explanation);
  const granted = listOf(statementOf(explanation, view), 'resource');
  return {
    cause: close.cause,
    // Another statement comes as close from the other side: which half to mend is the reader's choice.
    confidence: close.tie === null ? confidence : atMost(confidence, 'likely'),
    subject: close.cause === 'condition-not-met' ? nameOf(explanation) || view.group.bucket : view.group.requester,
    params: { statement, granted: granted.slice(0, 3).join(', '), condition: whyOf(explanation, 'condition') },
    checks: [],
    notes: close.cause === 'resource-not-granted' ? [resourceNote(explanation)] : [],
    alternatives: [...alternatives, ...(close.tie === null ? [] : possible(close.tie))],
    ruledOut: notGrantedRulesOut(evaluation, close.cause),
  };
}

/** The policy's name for people; the bucket policy has none. */
function statementLabel(explanation: Explanation): Text {
  const name = nameOf(explanation);
  return explanation.source === 'bucket-policy'
    ? { en: `the bucket policy ${name}`.trim(), zh: `存储桶策略 ${name}`.trim() }
    : { en: name, zh: name };
}

function whyOf(explanation: Explanation, element: 'condition' | 'resource'): Text {
  const texts = explanation.mismatches
    .filter((mismatch) => mismatch.element === element)
    .map((mismatch) => mismatchText(mismatch));
  return { en: texts.map((text) => text.en).join('; ') || '-', zh: texts.map((text) => text.zh).join('；') || '-' };
}

function resourceNote(explanation: Explanation): Text {
  const why = whyOf(explanation, 'resource');
  return { en: `Precisely: ${why.en}.`, zh: `具体而言：${why.zh}。` };
}

function notGrantedRulesOut(evaluation: Evaluation, cause: CauseId) {
  if (evaluation.missing.length > 0) return [];
  const comes = cause === 'no-permission' || cause === 'role-no-permission';
  return [
    ...ruleOut(
      { en: 'no statement denies it', zh: '没有拒绝它的语句' },
      'explicit-deny-bucket-policy',
      'explicit-deny-user-policy',
    ),
    ...ruleOut({ en: "today's settings do not allow it", zh: '当前设置不允许' }, 'allowed-now'),
    ...ruleOut({ en: 'the identity itself lacks the permission', zh: '该身份自身没有权限' }, 'temporary-key-scope'),
    ...ruleOut({ en: 'no boundary takes anything away', zh: '没有权限边界造成限制' }, 'permission-boundary'),
    ...ruleOut(
      comes
        ? { en: 'no allow statement comes close', zh: '没有相近的允许语句' }
        : { en: 'the closest statement differs elsewhere', zh: '最接近的语句差在别处' },
      ...(
        [
          'no-permission',
          'role-no-permission',
          'action-not-granted',
          'resource-not-granted',
          'condition-not-met',
        ] as const
      ).filter((id) => id !== cause),
    ),
    ...(cause === 'policy-deactivated'
      ? []
      : ruleOut({ en: 'no deactivated policy would allow it', zh: '没有停用的策略会允许它' }, 'policy-deactivated')),
  ];
}

/** Causes that an unknown fact leaves open. */
function openAlternatives(part: Part, evaluation: Evaluation, unreadIdentity: boolean): Alternative[] {
  const { missing, base } = evaluation;
  const others = missing.filter((at) => at !== evaluation.assumedObject);
  const unreadBucket = others.some((at) => at.endsWith('/policy'));
  const disputed = base.explain.some(
    (entry) => entry.source === 'bucket-policy' && entry.effect === 'deny' && entry.matched !== false,
  );
  const closer = ['action-not-granted', 'resource-not-granted', 'condition-not-met'] as const;
  return possible(
    ...(unreadIdentity || unreadBucket ? closer : []),
    ...(unreadIdentity ? (['explicit-deny-user-policy', 'permission-boundary', 'policy-deactivated'] as const) : []),
    ...(unreadBucket || disputed ? (['explicit-deny-bucket-policy'] as const) : []),
    ...(missing.length > 0 ? (['allowed-now'] as const) : []),
    ...(unreadIdentity && part.shape.keyForm === 'temporary' ? (['temporary-key-scope'] as const) : []),
  );
}

/** A deactivated policy that would allow the request if it were switched on; not `sure` when a boundary is unknown. */
function deactivated(view: View, evaluation: Evaluation): { name: string; sure: boolean } | null {
  const off = evaluation.base.explain.find(
    (entry) => entry.deactivated === true && entry.effect === 'allow' && entry.matched === true,
  );
  if (!off || !('root' in view.identity)) return null;
  const decision = decisionIf(evaluation, (snapshot) => activate(snapshot, off.name));
  return decision === 'deny' ? null : { name: off.name, sure: decision === 'allow' };
}

function activate(snapshot: Snapshot, name: string): Snapshot {
  const on = (policies: readonly AttachedPolicy[] | undefined) =>
    policies?.map((policy) => (policy.name === name ? { ...policy, deactivated: false } : policy));
  const each = <T extends { readonly policies?: readonly AttachedPolicy[] }>(
    list: Readonly<Record<string, T>> | undefined,
  ) =>
    Object.fromEntries(
      Object.entries(list ?? {}).map(([id, entry]) => {
        const policies = on(entry.policies);
        return [id, policies === undefined ? entry : { ...entry, policies }];
      }),
    );
  const { cam } = snapshot;
  return { ...snapshot, cam: { ...cam, users: each(cam.users), groups: each(cam.groups), roles: each(cam.roles) } };
}

/** Today's settings allow the identity: a temporary key's own policy, or a change since. */
function allowed(part: Part, view: View, evaluation: Evaluation): Finding {
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

/** Conditions or undocumented elements decide that the log cannot tell; that it was refused says which way they went. */
function undecided(part: Part, view: View, evaluation: Evaluation): Finding {
  const { base, missing } = evaluation;
  const weight = unknownWeight(missing);
  if (isForeign(view) && base.reason === 'unknown-fact') {
    return {
      cause: 'cross-account-not-granted',
      confidence: 'possible',
      subject: view.group.requester,
      params: {
        half: {
          en: "The owner's half is granted; what is left is the caller's own account, whose CAM policy must allow its sub-user the same.",
          zh: '拥有者一侧已授权；剩下的是调用方所属账号，须在其访问管理策略中允许该子用户执行相同操作。',
        },
      },
      checks: [],
      alternatives: possible(
        'allowed-now',
        ...(part.shape.keyForm === 'temporary' ? (['temporary-key-scope'] as const) : []),
      ),
    };
  }
  const ceiling: Confidence = weight === 0 ? 'likely' : 'possible';
  const alternatives = possible(
    'allowed-now',
    ...(part.shape.keyForm === 'temporary' ? (['temporary-key-scope'] as const) : []),
  );
  const decisive = new Set(base.decisive.map((entry) => `${entry.source} ${entry.name} ${entry.statement}`));
  const inPlay = base.explain.filter((entry) => decisive.has(`${entry.source} ${entry.name} ${entry.statement}`));
  const denies = inPlay.filter((entry) => entry.effect !== 'allow' && entry.deactivated !== true);
  if (base.reason === 'boundary') {
    return { ...boundary(view, evaluation, ceiling), alternatives };
  }
  const deny = denies[0];
  if (deny) {
    const ofBucket = deny.source === 'bucket-policy';
    const statement = nameOf(deny);
    return {
      cause: ofBucket ? 'explicit-deny-bucket-policy' : 'explicit-deny-user-policy',
      confidence: ceiling,
      subject: ofBucket ? `${view.group.bucket} ${statement}` : statement,
      params: { statement, policy: deny.name },
      checks: [],
      notes: [
        deny.everyone === true
          ? {
              en: 'The statement denies everyone under a condition; whether that binds signed requests is told differently by the vendor, but it fits this refusal.',
              zh: '该语句在条件下拒绝所有人；对已签名请求是否生效官方说法不一，但与此次拒绝相符。',
            }
          : {
              en: `Whether its condition holds cannot be seen in the log (${whyOf(deny, 'condition').en}), but the refusal fits.`,
              zh: `日志无法得知其条件是否成立（${whyOf(deny, 'condition').zh}），但与此次拒绝相符。`,
            },
      ],
      alternatives,
    };
  }
  const allow = inPlay.find((entry) => entry.effect === 'allow' && entry.matched === 'unknown');
  if (allow) {
    const cause = causeOfOpenAllow(allow);
    return {
      cause,
      confidence: ceiling,
      subject: cause === 'condition-not-met' ? nameOf(allow) || view.group.bucket : view.group.requester,
      params: {
        statement: statementLabel(allow),
        condition: whyOf(allow, 'condition'),
        granted: listOf(statementOf(allow, view), 'resource').slice(0, 3).join(', '),
      },
      notes: cause === 'resource-not-granted' ? [resourceNote(allow)] : [],
      checks: [],
      alternatives,
    };
  }
  return {
    cause: 'unexplained',
    confidence: 'possible',
    subject: view.group.requester,
    params: { message: base.summary, rest: view.group.requester },
    checks: [],
    alternatives,
  };
}

/** The one thing about an allow statement that the log cannot tell: since the request was refused, that is what failed. */
function causeOfOpenAllow(allow: Explanation): 'condition-not-met' | 'resource-not-granted' | 'action-not-granted' {
  const elements = new Set(allow.mismatches.map((mismatch) => mismatch.element));
  if (elements.has('condition')) return 'condition-not-met';
  if (elements.has('resource')) return 'resource-not-granted';
  return elements.has('action') ? 'action-not-granted' : 'condition-not-met';
}
