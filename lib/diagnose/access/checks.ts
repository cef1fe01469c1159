import type { PolicySource } from '../../policy/types.js';
import { check, logged } from '../checks/check.js';
import type { Check } from '../model.js';
import { isForeign, type Part, type View } from '../view.js';
import { bucketAcl, objectAcl } from './acl-checks.js';
import { boundaryCheck } from './boundary-check.js';
import type { Evaluation } from './evaluate.js';
import { policyCheck } from './policy-check.js';

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
        evaluation.base.reason === 'explicit-deny'
          ? { en: 'The request is unsigned and a statement refuses it.', zh: '请求未签名，且有语句拒绝它。' }
          : { en: 'The request is unsigned and the data is not public.', zh: '请求未签名，且数据未公开。' },
        evidence,
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
