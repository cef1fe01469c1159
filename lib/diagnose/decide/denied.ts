import { own } from '../../policy/pointer.js';
import type { Evaluation } from '../access/evaluate.js';
import { nameOf } from '../access/sources.js';
import { atMost, type Finding, possible, ruleOut } from '../finding.js';
import type { Confidence } from '../model.js';
import type { View } from '../view.js';

/** A deny statement hits: it decides before any allow. */
export function explicitDeny(view: View, evaluation: Evaluation, confidence: Confidence): Finding {
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
      ...(both || (ofBucket.length === 0 && view.bucket?.policy === undefined)
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

/** A policy allows it, the permission boundary does not. */
export function boundary(view: View, evaluation: Evaluation, confidence: Confidence): Finding {
  const policy = evaluation.base.decisive.find((entry) => entry.source === 'boundary')?.name ?? boundaryName(view);
  return {
    cause: 'permission-boundary',
    confidence,
    subject: policy,
    params: { policy },
    checks: [],
    ruledOut: ruleOut(
      { en: 'a policy allows it', zh: '有策略允许它' },
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
