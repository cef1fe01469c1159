import type { Shape } from '../../aggregate/model.js';
import type { Text } from '../../lang.js';
import { check, logged } from '../checks/check.js';
import { durationRange } from '../duration.js';
import { type Finding, possible, ruleOut } from '../finding.js';
import { messageOf } from '../params.js';
import { isWholeHalfHours } from '../skew.js';
import type { Part, View } from '../view.js';
import { expired } from './ended-window.js';
import { addressesOf, signed, skewCheck, validityCheck } from './time-evidence.js';
import { unseen } from './unseen-window.js';

/** `Request has expired`: arithmetic on the window in the URL; header signatures show none (contract 6). */
export function decideExpired(part: Part, view: View): Finding {
  const { shape } = part;
  const post = view.group.messages.find((message) => /post object request has been expired/i.test(message.value));
  const onlyPost = post !== undefined && post.count >= view.group.count;
  if (post !== undefined && (onlyPost || shape.action === 'name/cos:PostObject')) return postPolicy(post.value, view);
  switch (shape.validity) {
    case 'zero':
      return proven('signature-zero-validity', shape, {
        en: 'Start and end of the validity are the same.',
        zh: '有效期的起止时间相同。',
      });
    case 'not-yet-valid':
      return notYetValid(shape, view);
    case 'expired':
      return expired(shape, view);
    case 'valid':
    case 'none':
      return unseen(shape, view);
  }
}

function postPolicy(message: string, view: View): Finding {
  const words = messageOf(view, message);
  return {
    cause: 'post-policy-expired',
    confidence: 'certain',
    subject: view.group.bucket,
    checks: [
      check(
        'signature-validity',
        'fail',
        { en: `COS names the reason: "${words}".`, zh: `COS 已说明原因：“${words}”。` },
        [logged('resErrorMsg', message)],
      ),
    ],
    ruledOut: ruleOut(
      { en: 'the message is that of a form upload', zh: '该信息为表单上传特有' },
      'signature-expired',
      'clock-skew',
      'time-zone-error',
      'signature-not-yet-valid',
      'signature-zero-validity',
    ),
    wholeShape: true,
  };
}

function notYetValid(shape: Shape, view: View): Finding {
  const off = shape.offBy ?? { minMs: 0, maxMs: 0 };
  const ahead = durationRange(off.minMs, off.maxMs);
  const beginsAfter = {
    en: `The validity begins ${ahead.en} after the request.`,
    zh: `有效期在请求之后 ${ahead.zh} 才开始。`,
  };
  const skew = shape.signSkew;
  if (skew && isWholeHalfHours(skew.minMs) && isWholeHalfHours(skew.maxMs)) {
    return {
      cause: 'time-zone-error',
      confidence: 'likely',
      subject: addressesOf(shape, view),
      params: { skew: signed(skew.minMs, skew.maxMs) },
      checks: [validityCheck(shape, beginsAfter), skewCheck(shape, 'fail')],
      alternatives: possible('signature-not-yet-valid'),
      wholeShape: true,
    };
  }
  const finding = proven('signature-not-yet-valid', shape, beginsAfter, { ahead });
  return {
    ...finding,
    notes: [
      {
        en: `Most often the signer's clock is ${ahead.en} ahead.`,
        zh: `最常见的原因是签名方时钟快了 ${ahead.zh}。`,
      },
    ],
  };
}

function proven(
  cause: 'signature-zero-validity' | 'signature-not-yet-valid',
  shape: Shape,
  detail: Text,
  params: Finding['params'] = {},
): Finding {
  return {
    cause,
    confidence: 'certain',
    subject: '-',
    params,
    checks: [validityCheck(shape, detail)],
    ruledOut: ruleOut(
      { en: 'the window in the URL says otherwise', zh: 'URL 中的有效期表明并非如此' },
      'signature-expired',
      'post-policy-expired',
      cause === 'signature-zero-validity' ? 'signature-not-yet-valid' : 'signature-zero-validity',
      // A window that begins later is what a clock that is ahead makes.
      ...(cause === 'signature-zero-validity' ? (['clock-skew'] as const) : []),
      'time-zone-error',
    ),
    wholeShape: true,
  };
}
