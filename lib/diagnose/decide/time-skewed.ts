import type { Shape } from '../../aggregate/model.js';
import { check } from '../checks/check.js';
import { type Finding, possible, ruleOut } from '../finding.js';
import { isWholeHalfHours, skewPattern } from '../skew.js';
import type { Part, View } from '../view.js';
import { addressesOf, codeEvidence, seenFor, signed, skewCheck } from './time-evidence.js';

const OFF_BY_MORE = { en: 'off by more than 15 min', zh: '偏差超过 15 分钟' };

/** RequestTimeTooSkewed: the client's time is more than 15 minutes off (7730). */
export function decideTimeSkewed(part: Part, view: View): Finding {
  const { shape } = part;
  const skew = shape.signSkew;
  const subject = addressesOf(shape, view);
  if (skew === null) {
    return {
      cause: 'clock-skew',
      // The header that was off is not in the log: by how much, and whether by whole hours, stays open.
      confidence: 'likely',
      subject,
      params: { skew: OFF_BY_MORE },
      checks: [
        check(
          'clock-skew',
          'fail',
          {
            en: 'COS says that the time is off by more than 15 minutes; by how much is not in the log.',
            zh: 'COS 提示时间偏差超过 15 分钟；日志不记录具体偏差。',
          },
          codeEvidence(view),
        ),
      ],
      alternatives: possible('time-zone-error'),
      wholeShape: true,
    };
  }
  const zone = isWholeHalfHours(skew.minMs) && isWholeHalfHours(skew.maxMs);
  // Ahead by more than 15 minutes is the rule itself; behind, the header that COS compared is not logged.
  const proven = skew.minMs > 0 ? Math.min(skew.minMs, skew.maxMs) > 900_000 : false;
  const params = { skew: signed(skew.minMs, skew.maxMs) };
  const checks = [skewCheck(shape, 'fail')];
  if (zone)
    return {
      cause: 'time-zone-error',
      confidence: proven || consistent(shape) ? 'certain' : 'likely',
      subject,
      params,
      checks,
      ruledOut: ruleOut(
        { en: 'the deviation is a whole number of half hours', zh: '偏差为半小时的整数倍' },
        'clock-skew',
      ),
      wholeShape: true,
    };
  const far = Math.min(Math.abs(skew.minMs), Math.abs(skew.maxMs)) > 900_000 && skew.minMs > 0 === skew.maxMs > 0;
  return {
    cause: 'clock-skew',
    confidence: proven || (far && consistent(shape)) ? 'certain' : 'likely',
    subject,
    params: far ? params : { skew: OFF_BY_MORE },
    checks,
    ruledOut: far
      ? ruleOut(
          { en: 'the deviation is no whole number of half hours', zh: '偏差不是半小时的整数倍' },
          'time-zone-error',
        )
      : [],
    wholeShape: true,
  };
}

/** Several requests over some time with the same deviation. */
function consistent(shape: Shape): boolean {
  return shape.signSkew !== null && skewPattern(shape.signSkew, shape.count, seenFor(shape)) === 'constant';
}
