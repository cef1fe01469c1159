import type { AttachedPolicy, Snapshot } from '../../facts/snapshot.js';
import { identitySources } from '../../policy/identity-sources.js';
import { own } from '../../policy/pointer.js';
import { type Close, closest } from '../access/closeness.js';
import { decisionIf, type Evaluation, unknownWeight } from '../access/evaluate.js';
import { listOf, nameOf, statementOf } from '../access/sources.js';
import { type Alternative, atMost, byUnknowns, type Finding, possible, ruleOut } from '../finding.js';
import type { CauseId } from '../ids.js';
import type { Confidence } from '../model.js';
import { isForeign, type Part, type View } from '../view.js';
import { besideObjectAcl, privateObject } from './anonymous.js';
import { resourceNote, statementLabel, whyOf } from './statement-words.js';

/** Nothing allows it and nothing denies it. */
export function notGranted(part: Part, view: View, evaluation: Evaluation): Finding {
  const object = privateObject(part, view, evaluation);
  if (object) return object;
  const lacking = besideObjectAcl(lacksGrant(part, view, evaluation), part, view, evaluation);
  const finding = besideUnknownOwner(besideGoneUser(lacking, view), view);
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

/** A user that no longer exists: what it was allowed then cannot be read any more. */
function besideGoneUser(finding: Finding, view: View): Finding {
  const { identity, snapshot } = view;
  if (identity.type !== 'user' || isForeign(view) || own(snapshot.cam.users, identity.id) !== undefined) return finding;
  if (snapshot.cam.complete !== true) return finding;
  return {
    ...finding,
    confidence: atMost(finding.confidence, 'likely'),
    notes: [
      ...(finding.notes ?? []),
      {
        en: `User ${identity.id} is not in the account any more; what it was allowed cannot be read.`,
        zh: `用户 ${identity.id} 已不在本账号中；无法读取其当时的权限。`,
      },
    ],
  };
}

/** Whose bucket it is is not known: what looks like one's own may be another account's. */
function besideUnknownOwner(finding: Finding, view: View): Finding {
  if (view.owner !== undefined) return finding;
  return {
    ...finding,
    confidence: atMost(finding.confidence, 'likely'),
    alternatives: [...(finding.alternatives ?? []), ...possible('cross-account-not-granted')],
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
      params: {
        pull: {
          en: `${view.group.requester}, as whom the CDN pulls, has no right to read it`,
          zh: `CDN 回源所用身份 ${view.group.requester} 无权读取`,
        },
      },
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
    ...(close.cause === 'resource-not-granted' ? { exactly: resourceNote(explanation) } : {}),
    alternatives: [...alternatives, ...(close.tie === null ? [] : possible(close.tie))],
    ruledOut: notGrantedRulesOut(evaluation, close.cause),
  };
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
