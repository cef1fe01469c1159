import type { AttachedPolicy } from '../../facts/snapshot.js';
import { mismatchText } from '../../policy/mismatches.js';
import { own, pointer } from '../../policy/pointer.js';
import type { Explanation, PolicySource } from '../../policy/types.js';
import { check } from '../checks/check.js';
import type { CheckId } from '../ids.js';
import type { Check, Evidence } from '../model.js';
import { isForeign, type View } from '../view.js';
import type { Evaluation } from './evaluate.js';
import { nameOf, placeOf, statementOf } from './sources.js';
import { NO_BUCKET, unread } from './unread.js';

const EVIDENCE_LIMIT = 4;

/** Is there a statement of this effect that the request hits? */
export function policyCheck(
  id: CheckId,
  effect: 'allow' | 'deny',
  sources: readonly PolicySource[],
  view: View,
  evaluation: Evaluation,
): Check {
  const ofBucket = sources.includes('bucket-policy');
  if (!ofBucket) {
    const { identity } = view;
    if (identity.type === 'anonymous')
      return check(id, 'not-applicable', { en: 'The request is unsigned.', zh: '请求未签名。' });
    if (identity.type === 'root')
      return check(id, 'not-applicable', {
        en: 'The root account needs no CAM policy.',
        zh: '主账号无需访问管理策略。',
      });
    if (isForeign(view))
      return check(id, 'unknown', {
        en: 'The policies of another account cannot be read.',
        zh: '无法读取其他账号的策略。',
      });
    const gap = evaluation.missing.find((at) => at.startsWith('/cam') && !at.endsWith('/boundary'));
    if (gap !== undefined) return unread(id, gap, view);
  } else if (evaluation.request.bucket === null) {
    return check(id, 'not-applicable', NO_BUCKET);
  } else if (view.bucket?.policy === undefined) {
    return unread(
      id,
      missingBelow(evaluation, pointer('buckets', view.group.bucket, 'policy')) ??
        pointer('buckets', view.group.bucket, 'policy'),
      view,
    );
  }
  const entries = evaluation.base.explain.filter(
    (entry) => sources.includes(entry.source) && entry.effect === effect && entry.deactivated !== true,
  );
  const hits = entries.filter((entry) => entry.matched === true);
  const maybes = entries.filter((entry) => entry.matched === 'unknown');
  const where = ofBucket
    ? { en: 'the bucket policy', zh: '存储桶策略' }
    : { en: "the identity's policies", zh: '该身份的策略' };
  if (hits.length > 0) {
    const name = hits.map((entry) => nameOf(entry)).join(', ');
    return check(
      id,
      effect === 'allow' ? 'pass' : 'fail',
      effect === 'allow'
        ? { en: `Statement ${name} allows it.`, zh: `语句 ${name} 允许。` }
        : { en: `Statement ${name} denies it.`, zh: `语句 ${name} 拒绝。` },
      evidenceOf(hits, view),
    );
  }
  if (maybes.length > 0) {
    const mismatch = maybes[0]?.mismatches[0];
    const why = mismatch === undefined ? { en: '', zh: '' } : mismatchText(mismatch);
    return check(
      id,
      'unknown',
      {
        en: `Statement ${maybes.map((entry) => nameOf(entry)).join(', ')} may apply: ${why.en}.`,
        zh: `语句 ${maybes.map((entry) => nameOf(entry)).join('、')} 可能命中：${why.zh}。`,
      },
      evidenceOf(maybes, view),
    );
  }
  const evidence = ofBucket
    ? [{ fact: pointer('buckets', view.group.bucket, 'policy'), value: view.bucket?.policy ?? null }]
    : identityEvidence(view);
  return check(
    id,
    effect === 'allow' ? 'fail' : 'pass',
    effect === 'allow'
      ? { en: `No statement of ${where.en} allows it.`, zh: `${where.zh}中没有允许它的语句。` }
      : { en: `No statement of ${where.en} denies it.`, zh: `${where.zh}中没有拒绝它的语句。` },
    evidence,
  );
}

function missingBelow(evaluation: Evaluation, prefix: string): string | undefined {
  return evaluation.missing.find((at) => at === prefix || at.startsWith(`${prefix}/`) || prefix.startsWith(`${at}/`));
}

function evidenceOf(explanations: readonly Explanation[], view: View): Evidence[] {
  return explanations.slice(0, EVIDENCE_LIMIT).flatMap((explanation) => {
    const at = placeOf(explanation, view);
    if (at === null) return [];
    const value =
      explanation.statement === undefined
        ? { grantee: explanation.grantee, permission: explanation.permission }
        : (statementOf(explanation, view) ?? null);
    return [{ fact: at, value }];
  });
}

/** Which policies were read: their names tell a reader where to look. */
function identityEvidence(view: View): Evidence[] {
  const { identity, snapshot } = view;
  if (!('root' in identity)) return [];
  const { roles, users, groups, complete } = snapshot.cam;
  if (identity.type === 'role')
    return policyNames(pointer('cam', 'roles', identity.id, 'policies'), own(roles, identity.id)?.policies);
  const user = own(users, identity.id);
  if (user === undefined) return [{ fact: pointer('cam', 'complete'), value: complete ?? null }];
  const ofGroups = (user.groups ?? []).flatMap((name) =>
    policyNames(pointer('cam', 'groups', name, 'policies'), own(groups, name)?.policies),
  );
  return [...policyNames(pointer('cam', 'users', identity.id, 'policies'), user.policies), ...ofGroups].slice(
    0,
    EVIDENCE_LIMIT,
  );
}

function policyNames(at: string, policies: readonly AttachedPolicy[] | undefined): Evidence[] {
  if (policies === undefined) return [];
  if (policies.length === 0) return [{ fact: at, value: [] }];
  return policies.map((policy, index) => ({ fact: `${at}/${index}/name`, value: policy.name }));
}
