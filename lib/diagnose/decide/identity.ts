import { type Evaluation, unknownWeight } from '../access/evaluate.js';
import { byUnknowns, type Finding, possible } from '../finding.js';
import { type Part, UNKNOWN_REQUESTER, type View } from '../view.js';
import { allowed } from './allowed.js';
import { boundary, explicitDeny } from './denied.js';
import { tokenMissing } from './log-evidence.js';
import { notGranted } from './not-granted.js';
import { undecided } from './undecided.js';

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
