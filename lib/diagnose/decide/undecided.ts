import type { Text } from '../../lang.js';
import type { Explanation } from '../../policy/types.js';
import { type Evaluation, unknownWeight } from '../access/evaluate.js';
import { listOf, nameOf, statementOf } from '../access/sources.js';
import { type Finding, possible } from '../finding.js';
import type { Confidence } from '../model.js';
import { isForeign, type Part, type View } from '../view.js';
import { boundary } from './denied.js';
import { resourceNote, statementLabel, whyOf } from './statement-words.js';

const HANGS: Text = {
  en: 'What the boundary says hangs on something that the log does not show, but the refusal fits.',
  zh: '权限边界的结果取决于日志未记录的内容，但与此次拒绝相符。',
};
const OF_BUCKET: Text = {
  en: 'What allows it is a grant of the bucket; whether a boundary limits that too is not documented, but the refusal fits.',
  zh: '允许它的是存储桶的授权；权限边界是否同样限制该授权没有文档说明，但与此次拒绝相符。',
};

/** Conditions or undocumented elements decide that the log cannot tell; that it was refused says which way they went. */
export function undecided(part: Part, view: View, evaluation: Evaluation): Finding {
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
  // What the boundary says under a condition is no grant and no deny of its own.
  if (base.reason === 'boundary' || inPlay.some((entry) => entry.source === 'boundary')) {
    return {
      ...boundary(view, evaluation, ceiling),
      notes: [base.reason === 'boundary' ? OF_BUCKET : HANGS],
      alternatives,
    };
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
      ...(cause === 'resource-not-granted' ? { exactly: resourceNote(allow) } : {}),
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
