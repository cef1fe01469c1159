import type { Shape } from '../../aggregate/model.js';
import { durationRange } from '../duration.js';
import { type Finding, possible, ruleOut } from '../finding.js';
import { isWholeHalfHours, skewPattern } from '../skew.js';
import type { View } from '../view.js';
import { addressesOf, seenFor, signed, skewCheck, validityCheck } from './time-evidence.js';

/** The window in the URL had ended: an old link, or a fresh signature by a slow clock. */
export function expired(shape: Shape, view: View): Finding {
  const off = shape.offBy ?? { minMs: 0, maxMs: 0 };
  const skew = shape.signSkew;
  const ago = durationRange(off.minMs, off.maxMs);
  const pattern = skew === null ? 'single' : skewPattern(skew, shape.count, seenFor(shape));
  const params = { expired: ago, skew: skew ? signed(skew.minMs, skew.maxMs) : '-' };
  const subject = addressesOf(shape, view);
  const checks = [
    validityCheck(shape, {
      en: `The validity ended ${ago.en} before the request.`,
      zh: `有效期在请求前 ${ago.zh} 已结束。`,
    }),
  ];
  if (
    skew &&
    pattern !== 'ageing' &&
    isWholeHalfHours(skew.minMs) &&
    isWholeHalfHours(skew.maxMs) &&
    !amongOldLinks(shape, view)
  ) {
    return {
      cause: 'time-zone-error',
      // One old link can by chance be a whole number of half hours old; many fresh signatures cannot.
      confidence: pattern === 'constant' ? 'certain' : 'likely',
      subject,
      params,
      checks: [...checks, skewCheck(shape, 'fail')],
      alternatives: pattern === 'constant' ? [] : [{ id: 'signature-expired', confidence: 'likely' }],
      ruledOut: ruleOut(
        { en: 'the deviation is a whole number of half hours', zh: '偏差为半小时的整数倍' },
        'clock-skew',
      ),
      wholeShape: true,
    };
  }
  if (skew && pattern === 'constant' && Math.abs(skew.maxMs) > 900_000) {
    return {
      cause: 'clock-skew',
      confidence: 'likely',
      subject,
      params,
      checks: [...checks, skewCheck(shape, 'fail')],
      notes: [
        {
          en: 'Every request was signed afresh with the same deviation: the clock is slow, not the link old.',
          zh: '每个请求都是新签名且偏差相同：是时钟偏慢，而不是链接过旧。',
        },
      ],
      alternatives: possible('signature-expired'),
      ruledOut: ruleOut(
        { en: 'the deviation is no whole number of half hours', zh: '偏差不是半小时的整数倍' },
        'time-zone-error',
      ),
      wholeShape: true,
    };
  }
  return {
    cause: 'signature-expired',
    confidence: 'certain',
    subject: '-',
    params,
    checks,
    ruledOut: [
      ...ruleOut(
        { en: 'the validity has a length and had begun', zh: '有效期长度大于零且已开始' },
        'signature-zero-validity',
        'signature-not-yet-valid',
      ),
      ...ruleOut({ en: 'it is no form upload', zh: '不是表单上传' }, 'post-policy-expired'),
      ...ruleOut(
        pattern === 'ageing'
          ? { en: 'one signature was used again while it grew older', zh: '同一签名被反复使用并逐渐过期' }
          : skew !== null && isWholeHalfHours(skew.minMs) && isWholeHalfHours(skew.maxMs)
            ? {
                en: 'expired links of other ages show that this one is old by chance',
                zh: '其他过期链接的时长表明此为巧合',
              }
            : { en: 'the signing time is no whole number of half hours off', zh: '签名时间偏差不是半小时的整数倍' },
        'time-zone-error',
      ),
      ...ruleOut(
        {
          en: 'the URL names its window, and the request came after its end',
          zh: 'URL 载明有效期，请求晚于其结束时间',
        },
        'clock-skew',
      ),
    ],
    wholeShape: true,
  };
}

/**
 * Links of every age are, one in seven, a whole number of half hours old by chance. A time zone shows as one deviation that
 * most expired requests of the key share; among others of another age it is chance.
 */
function amongOldLinks(shape: Shape, view: View): boolean {
  const zone = halfHoursOf(shape);
  let same = 0;
  let others = 0;
  for (const other of view.group.shapes) {
    if (other.accessKeyId !== shape.accessKeyId || other.validity !== 'expired') continue;
    if (halfHoursOf(other) === zone) same += other.count;
    else others += other.count;
  }
  return others >= same;
}

function halfHoursOf(shape: Shape): number | null {
  const skew = shape.signSkew;
  if (skew === null || !isWholeHalfHours(skew.minMs) || !isWholeHalfHours(skew.maxMs)) return null;
  return Math.round(skew.minMs / 1_800_000);
}
