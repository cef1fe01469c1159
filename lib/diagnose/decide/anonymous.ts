import { own } from '../../policy/pointer.js';
import type { Decision } from '../../policy/types.js';
import { decisionIf, type Evaluation, unknownWeight } from '../access/evaluate.js';
import { nameOf } from '../access/sources.js';
import { isAmbiguous } from '../access/unread.js';
import { atMost, byUnknowns, type Finding, possible, ruleOut } from '../finding.js';
import { keyOf, type Part, type View } from '../view.js';

/** An unsigned request that was refused: not public, denied by policy, a private object, a CDN pull, or public since. */
export function decideAnonymous(part: Part, view: View, evaluation: Evaluation): Finding {
  const { base, missing } = evaluation;
  const unknown = unknownWeight(missing);
  const cdn = part.shape.logSource.toUpperCase() === 'CDN';
  const bucket = view.group.bucket;
  const lacksPolicy = view.bucket?.policy === undefined && missing.length > 0;
  const lacksAcl = view.bucket?.acl === undefined && missing.length > 0;
  if (base.decision === 'deny' && base.reason === 'explicit-deny') {
    const statement = base.decisive.map((entry) => nameOf(entry)).join(', ');
    return {
      cause: 'anonymous-denied-by-policy',
      confidence: byUnknowns(unknown),
      subject: `${bucket} ${statement}`,
      params: { statement },
      checks: [],
      ruledOut: ruleOut(
        { en: 'the statement refuses everyone before any ACL is looked at', zh: '该语句在 ACL 之前即拒绝所有人' },
        'anonymous-private',
        'object-acl-private',
        'allowed-now',
        'cdn-origin-unauthorized',
      ),
    };
  }
  if (base.decision === 'allow') return publicNow(part, view, evaluation, unknown);
  if (base.decision === 'unknown') return undecided(view, evaluation, unknown);
  const objectPrivate = privateObject(part, view, evaluation);
  if (objectPrivate) return objectPrivate;
  const disputed = base.explain.some((entry) => entry.effect === 'deny' && entry.matched === 'unknown');
  const object = part.request === null ? null : keyOf(part.request.path);
  const inherits = object !== null && own(view.bucket?.objects, object)?.acl === null;
  const open = [
    ...(lacksPolicy || disputed ? (['anonymous-denied-by-policy'] as const) : []),
    ...(lacksAcl && object !== null && !inherits ? (['object-acl-private'] as const) : []),
    ...(lacksPolicy || lacksAcl || evaluation.assumedObject !== null ? (['allowed-now'] as const) : []),
  ];
  const finding: Finding = {
    cause: cdn ? 'cdn-origin-unauthorized' : 'anonymous-private',
    confidence: byUnknowns(unknown),
    subject: bucket,
    params: { pull: { en: 'the origin pull is not authenticated', zh: '回源未鉴权' } },
    checks: [],
    alternatives: possible(...open),
    ruledOut: [
      ...(lacksPolicy || disputed
        ? []
        : ruleOut(
            { en: 'no statement of the bucket policy refuses everyone', zh: '存储桶策略中没有拒绝所有人的语句' },
            'anonymous-denied-by-policy',
          )),
      ...(open.length > 0
        ? []
        : ruleOut({ en: "today's settings are not public", zh: '当前设置未公开' }, 'allowed-now')),
      ...(evaluation.assumedObject === null
        ? ruleOut({ en: 'the bucket is private as well', zh: '存储桶同样为私有' }, 'object-acl-private')
        : []),
      ...(cdn ? ruleOut({ en: 'the requests came through the CDN', zh: '请求经由 CDN' }, 'anonymous-private') : []),
    ],
  };
  return besideObjectAcl(finding, part, view, evaluation);
}

/** The bucket would let the request in, the object's own ACL does not. */
export function privateObject(part: Part, view: View, evaluation: Evaluation): Finding | null {
  const inherited = ifInherited(part, view, evaluation);
  if (inherited?.decision !== 'allow') return null;
  const { ownAcl } = inherited;
  return {
    cause: 'object-acl-private',
    confidence: ownAcl ? byUnknowns(unknownWeight(evaluation.missing)) : 'likely',
    subject: view.group.bucket,
    checks: [],
    alternatives: ownAcl ? [] : possible('allowed-now'),
    ruledOut: [
      ...ruleOut(
        { en: "the bucket's settings would allow it", zh: '存储桶设置本会允许' },
        'anonymous-private',
        'no-permission',
        'role-no-permission',
      ),
      ...(ownAcl
        ? ruleOut({ en: "the object's own ACL refuses it today", zh: '对象自身的 ACL 当前拒绝' }, 'allowed-now')
        : []),
    ],
  };
}

/** The object refuses it whatever the bucket says; whether the bucket would have allowed it is not known. */
export function besideObjectAcl(finding: Finding, part: Part, view: View, evaluation: Evaluation): Finding {
  const inherited = ifInherited(part, view, evaluation);
  if (inherited?.decision !== 'unknown') return finding;
  return {
    ...finding,
    confidence: atMost(finding.confidence, 'likely'),
    alternatives: [...(finding.alternatives ?? []), ...possible('object-acl-private')],
    wants: view.bucket?.acl === undefined ? [{ fact: 'bucket-acl', bucket: view.group.bucket }] : [],
  };
}

function ifInherited(part: Part, view: View, evaluation: Evaluation): { decision: Decision; ownAcl: boolean } | null {
  const key = part.request === null ? null : keyOf(part.request.path);
  if (key === null) return null;
  const object = own(view.bucket?.objects, key);
  const ownAcl = object?.acl != null;
  const ambiguous = object !== undefined && object.acl === undefined && object.exists !== false;
  if (!ownAcl && !ambiguous) return null;
  const decision = decisionIf(evaluation, (snapshot) => {
    const facts = own(snapshot.buckets, view.group.bucket) ?? {};
    const objects = { ...facts.objects, [key]: { ...object, acl: null } };
    return { ...snapshot, buckets: { ...snapshot.buckets, [view.group.bucket]: { ...facts, objects } } };
  });
  return { decision, ownAcl };
}

function publicNow(part: Part, view: View, evaluation: Evaluation, unknown: number): Finding {
  const { missing, assumedObject } = evaluation;
  const key = part.request === null ? null : keyOf(part.request.path);
  const object = key === null ? undefined : own(view.bucket?.objects, key);
  const unreadAcl = object !== undefined && object.acl === undefined && object.exists !== false;
  // Others read this bucket without a signature, or the object's ACL looks like that of a private one (4.2): it is this object that is closed.
  const closed = view.group.succeeded.count > 0 || (key !== null && isAmbiguous(key, view));
  if ((assumedObject !== null || unreadAcl) && key !== null && closed)
    return {
      cause: 'object-acl-private',
      confidence: missing.some((at) => at !== assumedObject) ? 'possible' : 'likely',
      subject: view.group.bucket,
      checks: [],
      alternatives: possible('allowed-now'),
    };
  if (view.bucket?.policy === undefined && missing.length > 0)
    return {
      cause: 'anonymous-denied-by-policy',
      confidence: 'possible',
      subject: `${view.group.bucket} ?`,
      params: { statement: { en: '(not read)', zh: '（未读取）' } },
      checks: [],
      alternatives: possible('allowed-now', ...(assumedObject === null ? [] : (['object-acl-private'] as const))),
    };
  return {
    cause: 'allowed-now',
    confidence: byUnknowns(unknown),
    subject: view.group.bucket,
    params: { granted: grantedBy(evaluation) },
    checks: [],
    alternatives: assumedObject === null ? [] : possible('object-acl-private'),
    ruledOut: [
      ...ruleOut(
        { en: "today's settings are public", zh: '当前设置为公开' },
        'anonymous-private',
        'cdn-origin-unauthorized',
      ),
      ...ruleOut({ en: 'no statement refuses everyone', zh: '没有拒绝所有人的语句' }, 'anonymous-denied-by-policy'),
      ...(assumedObject === null
        ? ruleOut({ en: "the object's ACL does not refuse it", zh: '对象 ACL 未拒绝' }, 'object-acl-private')
        : []),
    ],
  };
}

/** A condition decides that the log cannot tell: the refusal itself says which way it went. */
function undecided(view: View, evaluation: Evaluation, unknown: number): Finding {
  const { base } = evaluation;
  const denies = base.explain.filter((entry) => entry.effect === 'deny' && entry.matched === 'unknown');
  const allows = base.explain.filter((entry) => entry.effect === 'allow' && entry.matched === 'unknown');
  const publicly = base.explain.some((entry) => entry.effect === 'allow' && entry.matched === true);
  const confidence = unknown === 0 ? 'likely' : 'possible';
  if (denies.length > 0 && publicly) {
    const statement = denies.map((entry) => nameOf(entry)).join(', ');
    return {
      cause: 'anonymous-denied-by-policy',
      confidence,
      subject: `${view.group.bucket} ${statement}`,
      params: { statement },
      checks: [],
      alternatives: possible('allowed-now'),
      ruledOut: ruleOut({ en: 'something opens it to everyone', zh: '有设置对所有人开放' }, 'anonymous-private'),
    };
  }
  return {
    cause: 'anonymous-private',
    confidence,
    subject: view.group.bucket,
    checks: [],
    notes:
      allows.length > 0
        ? [
            {
              en: `Statement ${allows.map((entry) => nameOf(entry)).join(', ')} would open it under a condition that was not met or cannot be seen.`,
              zh: `语句 ${allows.map((entry) => nameOf(entry)).join('、')} 在未满足或无法得知的条件下会放行。`,
            },
          ]
        : [],
    alternatives: possible(
      ...(denies.length > 0 ? (['anonymous-denied-by-policy'] as const) : []),
      'condition-not-met',
      'allowed-now',
    ),
  };
}

/** What allows it today, in words. */
export function grantedBy(evaluation: Evaluation): { en: string; zh: string } {
  const { base } = evaluation;
  const names = base.decisive.map((entry) => {
    switch (entry.source) {
      case 'bucket-policy':
        return { en: `bucket policy ${nameOf(entry)}`, zh: `存储桶策略 ${nameOf(entry)}` };
      case 'bucket-acl':
        return { en: 'bucket ACL', zh: '存储桶 ACL' };
      case 'object-acl':
        return { en: 'object ACL', zh: '对象 ACL' };
      case 'owner':
        return { en: 'it is the owner', zh: '其为拥有者' };
      default:
        return { en: nameOf(entry), zh: nameOf(entry) };
    }
  });
  if (names.length === 0) return { en: 'by the settings read', zh: '依据所读取的设置' };
  return { en: names.map((name) => name.en).join(', '), zh: names.map((name) => name.zh).join('、') };
}
