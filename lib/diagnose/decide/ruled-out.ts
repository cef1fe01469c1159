import type { Evaluation } from '../access/evaluate.js';
import { type RuledOut, ruleOut } from '../finding.js';
import { isForeign, type Part, UNKNOWN_REQUESTER, type View } from '../view.js';

/** What the log line alone rules out for a denied access. */
export function ruledOutByLog(part: Part, view: View, evaluation: Evaluation): RuledOut[] {
  const { identity } = view;
  const out: RuledOut[] = [];
  if (identity.type === 'anonymous') {
    out.push(
      ...ruleOut(
        { en: 'the request is unsigned', zh: '请求未签名' },
        'no-permission',
        'role-no-permission',
        'action-not-granted',
        'resource-not-granted',
        'explicit-deny-bucket-policy',
        'explicit-deny-user-policy',
        'cross-account-not-granted',
        'permission-boundary',
        'policy-deactivated',
        'temporary-key-scope',
      ),
    );
  } else if (view.group.requester !== UNKNOWN_REQUESTER) {
    out.push(
      ...ruleOut({ en: 'the request is signed', zh: '请求已签名' }, 'anonymous-private', 'anonymous-denied-by-policy'),
    );
    if (part.shape.keyForm === 'permanent')
      out.push(...ruleOut({ en: 'the key is a permanent one', zh: '密钥为永久密钥' }, 'temporary-key-scope'));
    if ('root' in identity && view.owner !== undefined && !isForeign(view))
      out.push(
        ...ruleOut(
          { en: 'requester and bucket belong to one account', zh: '请求者与存储桶属于同一账号' },
          'cross-account-not-granted',
        ),
      );
    if (identity.type !== 'role' && identity.type !== 'key')
      out.push(...ruleOut({ en: 'the requester is no role', zh: '请求者不是角色' }, 'role-no-permission'));
  }
  if (part.shape.logSource.toUpperCase() !== 'CDN')
    out.push(
      ...ruleOut({ en: 'the request did not come through the CDN', zh: '请求未经由 CDN' }, 'cdn-origin-unauthorized'),
    );
  if (evaluation.request.key === null)
    out.push(...ruleOut({ en: 'the request is not about one object', zh: '请求不针对单个对象' }, 'object-acl-private'));
  return out;
}
