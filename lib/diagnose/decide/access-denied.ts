import type { Explanation } from '../../policy/types.js';
import { accessChecks } from '../access/checks.js';
import { type Evaluation, evaluate } from '../access/evaluate.js';
import { wantsFor } from '../access/fill.js';
import { isPathFree } from '../access/path-free.js';
import { nameOf } from '../access/sources.js';
import { check, logged } from '../checks/check.js';
import { atMost, type Finding, possible } from '../finding.js';
import { Ledger } from '../ledger.js';
import { changedSince } from '../onset.js';
import { isForeign, type Part, type View } from '../view.js';
import { decideAnonymous } from './anonymous.js';
import { decideCors } from './cors.js';
import { decideExpired } from './expired.js';
import { decideIdentity } from './identity.js';
import { tokenMissing } from './log-evidence.js';
import { ruledOutByLog } from './ruled-out.js';
import { ruledOutByCertainty } from './ruled-out-rest.js';
import { unreadNotes } from './unread-note.js';

/** `Access Denied.`: the request against ACLs, bucket policy and CAM policies as they are today (help page 40105, M1). */
export function decideAccessDenied(part: Part, view: View): Finding {
  // A refused preflight is CORS, whatever the code says: it is never asked for permissions (6.2).
  if (part.shape.method === 'OPTIONS') {
    const cors = decideCors(part, view);
    return { ...cors, confidence: atMost(cors.confidence, 'likely') };
  }
  const early = beforePermissions(part, view);
  if (early) return early;
  const evaluation = evaluate(part, view);
  const ledger = new Ledger(view.snapshot);
  // Temporary keys are listed nowhere: no fact would tell whose this one is.
  const nameless = view.identity.type === 'key' && part.shape.keyForm === 'temporary';
  for (const at of nameless ? [] : evaluation.missing) {
    const unreadable = isForeign(view) && at.startsWith('/cam/');
    if (!unreadable) for (const want of wantsFor(at)) ledger.lack(at, want);
  }
  const checks = accessChecks(part, view, evaluation);
  const finding =
    view.identity.type === 'anonymous'
      ? decideAnonymous(part, view, evaluation)
      : decideIdentity(part, view, evaluation);
  return settle({ ...finding, checks: [...checks, ...finding.checks] }, part, view, evaluation, ledger);
}

/** What refuses a request before any permission is looked at (5.10 of the digest). */
function beforePermissions(part: Part, view: View): Finding | null {
  const { shape } = part;
  if (shape.validity === 'expired' || shape.validity === 'zero' || shape.validity === 'not-yet-valid') {
    const finding = decideExpired(part, view);
    // COS has words of its own for this; another message makes it an inference.
    const silent = view.group.messages.every((message) => message.value === '-');
    return { ...finding, confidence: silent ? finding.confidence : atMost(finding.confidence, 'likely') };
  }
  return null;
}

/** Ceilings that hold for every answer, and what is common to all. */
function settle(finding: Finding, part: Part, view: View, evaluation: Evaluation, ledger: Ledger): Finding {
  let { confidence } = finding;
  const notes = [...(finding.notes ?? []), ...unreadNotes(finding.cause, view, evaluation)];
  if (evaluation.assumedObject !== null) {
    confidence = atMost(confidence, 'likely');
  }
  const change = changedSince(part.shape.lastSeen, /PutBucketPolicy|DeleteBucketPolicy|PutBucketACL/i, view);
  if (change && finding.cause !== 'allowed-now') {
    confidence = atMost(confidence, 'likely');
    notes.push({
      en: `Settings were changed after the last of these denials (${change.action} at ${change.time}): today's need not be those that refused them.`,
      zh: `最后一次拒绝之后设置有变更（${change.time} ${change.action}）：当前设置未必是当时的设置。`,
    });
  }
  const missing = tokenMissing(part);
  const alternatives = [...(finding.alternatives ?? [])];
  if (missing && finding.cause !== 'temporary-key-token-missing') {
    confidence = atMost(confidence, 'likely');
    alternatives.push(...possible('temporary-key-token-missing'));
  }
  const spared = finding.cause === 'allowed-now' ? sparedByAbsentKey(evaluation) : undefined;
  if (spared) {
    confidence = atMost(confidence, 'likely');
    const ofBucket = spared.source === 'bucket-policy';
    alternatives.push(...possible(ofBucket ? 'explicit-deny-bucket-policy' : 'explicit-deny-user-policy'));
    notes.push({
      en: `Statement ${nameOf(spared)} would deny it if a condition key that the request does not carry counted as "not equal". The documentation says that it does not (46205), but the refusal fits.`,
      zh: `若请求未携带的条件键被视为“不等于”，语句 ${nameOf(spared)} 就会拒绝它。文档说明并非如此（46205），但与此次拒绝相符。`,
    });
  }
  const tokenCheck = missing ?? temporaryCheck(part, finding);
  const named = new Set([finding.cause, ...alternatives.map((alternative) => alternative.id)]);
  const ruledOut = [
    ...(finding.ruledOut ?? []),
    ...ruledOutByLog(part, view, evaluation),
    ...(confidence === 'certain' ? ruledOutByCertainty(finding, view, evaluation) : []),
  ];
  return {
    ...finding,
    confidence,
    notes,
    alternatives,
    checks: [
      ...finding.checks,
      ...(finding.checks.some((entry) => entry.id === 'temporary-key-scope') ? [] : [tokenCheck]),
    ],
    ruledOut: ruledOut.filter(
      (entry, index) => !named.has(entry.id) && ruledOut.findIndex((other) => other.id === entry.id) === index,
    ),
    wholeShape: isPathFree(part.shape, evaluation, view),
    wants: [...ledger.wants, ...(finding.wants ?? [])],
    missing: [...new Set([...ledger.missing, ...(finding.missing ?? [])])],
  };
}

/** A deny that misses the request only because the request does not carry the key of its condition, as "not from this VPC" does. */
function sparedByAbsentKey(evaluation: Evaluation): Explanation | undefined {
  return evaluation.base.explain.find(
    ({ effect, matched, mismatches }) =>
      effect === 'deny' &&
      matched === false &&
      mismatches.length > 0 &&
      mismatches.every(
        (mismatch) => mismatch.reason === 'condition-key-absent' && /not/i.test(mismatch.expected ?? ''),
      ),
  );
}

/** `temporary-key-scope`: the policy of a temporary key cannot be read back, only concluded. */
function temporaryCheck(part: Part, finding: Finding) {
  if (part.shape.keyForm !== 'temporary')
    return check('temporary-key-scope', 'not-applicable', { en: 'No temporary key was used.', zh: '未使用临时密钥。' });
  return finding.cause === 'temporary-key-scope'
    ? check(
        'temporary-key-scope',
        'fail',
        {
          en: 'The identity is allowed and nothing denies: the policy of the temporary key is left.',
          zh: '该身份被允许且没有拒绝：只剩临时密钥自身的策略。',
        },
        [logged('userSecretKeyId', part.shape.accessKeyId)],
      )
    : check('temporary-key-scope', 'unknown', {
        en: 'The policy given when the key was issued cannot be read back.',
        zh: '签发密钥时传入的策略无法读取。',
      });
}
