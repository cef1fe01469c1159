import type { AttachedPolicy } from '../../facts/snapshot.js';
import { mismatchText } from '../../policy/mismatches.js';
import { own, pointer } from '../../policy/pointer.js';
import type { Explanation, PolicySource } from '../../policy/types.js';
import { check, logged } from '../checks/check.js';
import type { CheckId } from '../ids.js';
import { triedAndUnknown } from '../ledger.js';
import type { Check, Evidence } from '../model.js';
import { isForeign, keyOf, type Part, type View } from '../view.js';
import type { Evaluation } from './evaluate.js';
import { nameOf, placeOf, statementOf } from './sources.js';

const EVIDENCE_LIMIT = 4;
const IDENTITY: readonly PolicySource[] = ['user-policy', 'group-policy', 'role-policy'];

/** The steps of the help page's chapter "Access Denied" (40105), each answered from one simulation. */
export function accessChecks(part: Part, view: View, evaluation: Evaluation): Check[] {
  return [
    anonymousAccess(part, view, evaluation),
    bucketAcl(view, evaluation),
    objectAcl(part, view, evaluation),
    policyCheck('bucket-policy-allow', 'allow', ['bucket-policy'], view, evaluation),
    policyCheck('bucket-policy-deny', 'deny', ['bucket-policy'], view, evaluation),
    policyCheck('user-policy-allow', 'allow', IDENTITY, view, evaluation),
    policyCheck('user-policy-deny', 'deny', IDENTITY, view, evaluation),
    boundaryCheck(view, evaluation),
    rootKey(part, view),
    crossAccount(view),
    logSource(part),
  ];
}

function missingBelow(evaluation: Evaluation, prefix: string): string | undefined {
  return evaluation.missing.find((at) => at === prefix || at.startsWith(`${prefix}/`) || prefix.startsWith(`${at}/`));
}

function permissionOf(at: string | undefined, view: View): string | undefined {
  return at === undefined ? undefined : triedAndUnknown(view.snapshot, at)?.permission;
}

function unread(id: CheckId, at: string | undefined, view: View): Check {
  const reason = at === undefined ? undefined : triedAndUnknown(view.snapshot, at)?.reason;
  return check(
    id,
    'unknown',
    reason === undefined
      ? { en: 'Not read.', zh: '未读取。' }
      : { en: `Could not be read: ${reason}.`, zh: `无法读取：${reason}。` },
    [],
    permissionOf(at, view),
  );
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

function bucketAcl(view: View, evaluation: Evaluation): Check {
  const at = pointer('buckets', view.group.bucket, 'acl');
  if (view.bucket?.acl === undefined) return unread('bucket-acl-grant', at, view);
  const grants = evaluation.base.explain.filter((entry) => entry.source === 'bucket-acl');
  const hit = grants.filter((entry) => entry.matched === true);
  const evidence = [{ fact: at, value: view.bucket.acl }];
  return hit.length > 0
    ? check(
        'bucket-acl-grant',
        'pass',
        {
          en: `The bucket's ACL grants it (${hit[0]?.permission} to ${hit[0]?.grantee}).`,
          zh: `存储桶 ACL 已授权（${hit[0]?.grantee}：${hit[0]?.permission}）。`,
        },
        evidence,
      )
    : check(
        'bucket-acl-grant',
        'fail',
        { en: "The bucket's ACL does not grant it.", zh: '存储桶 ACL 未授权。' },
        evidence,
      );
}

function objectAcl(part: Part, view: View, evaluation: Evaluation): Check {
  const key = part.request === null ? null : keyOf(part.request.path);
  if (key === null)
    return check('object-acl', 'not-applicable', {
      en: 'The request is not about one object.',
      zh: '请求不针对单个对象。',
    });
  const at = pointer('buckets', view.group.bucket, 'objects', key, 'acl');
  const object = own(view.bucket?.objects, key);
  if (object?.acl === undefined) {
    return check(
      'object-acl',
      'unknown',
      evaluation.assumedObject === null
        ? { en: 'Not read; it would not change the answer.', zh: '未读取；不影响结论。' }
        : { en: "Not read; taken to inherit the bucket's ACL.", zh: '未读取；假定继承存储桶 ACL。' },
      [],
      permissionOf(at, view),
    );
  }
  if (object.acl === null)
    return check('object-acl', 'pass', { en: 'The object inherits from the bucket.', zh: '对象继承存储桶权限。' }, [
      { fact: at, value: null },
    ]);
  const hit = evaluation.base.explain.some((entry) => entry.source === 'object-acl' && entry.matched === true);
  return check(
    'object-acl',
    hit ? 'pass' : 'fail',
    hit
      ? { en: "The object's own ACL grants it.", zh: '对象自身的 ACL 已授权。' }
      : { en: 'The object has an ACL of its own that does not grant it.', zh: '对象有自己的 ACL，且未授权。' },
    [{ fact: at, value: object.acl }],
  );
}

function policyCheck(
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
    const gap = evaluation.missing.find((at) => at.startsWith('/cam'));
    if (gap !== undefined) return unread(id, gap, view);
    if (isForeign(view))
      return check(id, 'unknown', {
        en: 'The policies of another account cannot be read.',
        zh: '无法读取其他账号的策略。',
      });
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

function boundaryCheck(view: View, evaluation: Evaluation): Check {
  const { identity } = view;
  if (identity.type !== 'user' && identity.type !== 'role')
    return check('permission-boundary', 'not-applicable', {
      en: 'Only users and roles have one.',
      zh: '仅用户与角色有权限边界。',
    });
  const at = pointer('cam', identity.type === 'user' ? 'users' : 'roles', identity.id, 'boundary');
  if (evaluation.missing.some((entry) => at === entry || at.startsWith(`${entry}/`)))
    return unread('permission-boundary', at, view);
  const user =
    identity.type === 'user' ? own(view.snapshot.cam.users, identity.id) : own(view.snapshot.cam.roles, identity.id);
  const boundary = user?.boundary;
  if (boundary === undefined && identity.type === 'user') return unread('permission-boundary', at, view);
  if (boundary == null)
    return check('permission-boundary', 'pass', { en: 'It has no permission boundary.', zh: '没有权限边界。' }, [
      // Absent at a role means none (contract 6): the role's own name shows that it was read.
      boundary === null
        ? { fact: at, value: null }
        : {
            fact: pointer('cam', 'roles', identity.id, 'name'),
            value: own(view.snapshot.cam.roles, identity.id)?.name,
          },
    ]);
  const limits = evaluation.base.reason === 'boundary';
  return check(
    'permission-boundary',
    limits ? 'fail' : 'pass',
    limits
      ? { en: `The boundary ${boundary.name} does not contain it.`, zh: `权限边界 ${boundary.name} 未包含它。` }
      : {
          en: `The boundary ${boundary.name} is not what refuses it.`,
          zh: `拒绝并非由权限边界 ${boundary.name} 引起。`,
        },
    [{ fact: `${at}/name`, value: boundary.name }],
  );
}

function rootKey(part: Part, view: View): Check {
  const evidence = [logged('requester', view.group.requester), logged('userSecretKeyId', part.shape.accessKeyId)];
  if (view.identity.type === 'anonymous')
    return check('root-key', 'not-applicable', { en: 'No key was used.', zh: '未使用密钥。' }, evidence);
  if (view.identity.type === 'key')
    return check('root-key', 'unknown', { en: 'Whose key it is is not known.', zh: '密钥所属未知。' }, evidence);
  return view.identity.type === 'root'
    ? check('root-key', 'pass', { en: 'The key is one of a root account.', zh: '密钥属于主账号。' }, evidence)
    : check(
        'root-key',
        'not-applicable',
        { en: 'The key is not a root key: policies decide.', zh: '密钥不是主账号密钥：由策略决定。' },
        evidence,
      );
}

function crossAccount(view: View): Check {
  const evidence = [logged('requester', view.group.requester), logged('accountId', view.owner ?? '-')];
  if (!('root' in view.identity))
    return check(
      'cross-account',
      'not-applicable',
      { en: 'The log names no account.', zh: '日志未记录账号。' },
      evidence,
    );
  if (view.owner === undefined)
    return check(
      'cross-account',
      'unknown',
      { en: "The bucket's owner is not known.", zh: '存储桶拥有者未知。' },
      evidence,
    );
  return isForeign(view)
    ? check(
        'cross-account',
        'fail',
        { en: 'The requester belongs to another account.', zh: '请求者属于其他账号。' },
        evidence,
      )
    : check(
        'cross-account',
        'pass',
        { en: 'Requester and bucket belong to one account.', zh: '请求者与存储桶属于同一账号。' },
        evidence,
      );
}

function anonymousAccess(part: Part, view: View, evaluation: Evaluation): Check {
  const evidence = [logged('requester', view.group.requester), logged('userSecretKeyId', part.shape.accessKeyId)];
  if (view.identity.type !== 'anonymous')
    return check('anonymous-access', 'not-applicable', { en: 'The request is signed.', zh: '请求已签名。' }, evidence);
  if (evaluation.base.decision === 'unknown')
    return check(
      'anonymous-access',
      'unknown',
      { en: 'A condition decides that the log cannot tell.', zh: '取决于日志无法得知的条件。' },
      evidence,
    );
  if (evaluation.missing.length > 0 && evaluation.missing.some((at) => at !== evaluation.assumedObject))
    return check(
      'anonymous-access',
      'unknown',
      { en: 'Not everything that could open it was read.', zh: '未读取全部可能放行的设置。' },
      evidence,
    );
  return evaluation.base.decision === 'allow'
    ? check(
        'anonymous-access',
        'pass',
        { en: "Unsigned requests are allowed by today's settings.", zh: '按当前设置允许未签名请求。' },
        evidence,
      )
    : check(
        'anonymous-access',
        'fail',
        { en: 'The request is unsigned and the data is not public.', zh: '请求未签名，且数据未公开。' },
        evidence,
      );
}

function logSource(part: Part): Check {
  const source = part.shape.logSource;
  return check(
    'log-source',
    source.toUpperCase() === 'CDN' ? 'fail' : 'pass',
    source.toUpperCase() === 'CDN'
      ? { en: 'An origin pull of the CDN.', zh: '为 CDN 回源请求。' }
      : { en: 'Not a CDN origin pull.', zh: '不是 CDN 回源请求。' },
    [logged('logSourceType', source)],
  );
}
