import type { Shape } from '../../aggregate/model.js';
import type { Text } from '../../lang.js';
import { check, logged } from '../checks/check.js';
import { duration, durationRange } from '../duration.js';
import type { Check, Evidence } from '../model.js';
import type { View } from '../view.js';

/** The window in the URL against the request's start. */
export function validityCheck(shape: Shape, detail: Text): Check {
  return check('signature-validity', 'fail', detail, [
    logged('requestUri', `validity: ${shape.validity}`),
    logged('offByMs', shape.offBy),
  ]);
}

/** The signing time against the request's start. */
export function skewCheck(shape: Shape, status: Check['status']): Check {
  const skew = shape.signSkew ?? { minMs: 0, maxMs: 0 };
  const text = signed(skew.minMs, skew.maxMs);
  return check(
    'clock-skew',
    status,
    {
      en: `The signing time differs from the request's start: ${text.en}.`,
      zh: `签名时间与请求开始时间之差：${text.zh}。`,
    },
    [logged('signSkewMs', skew)],
  );
}

/** How long a shape was seen, in ms. */
export function seenFor(shape: Shape): number {
  return Date.parse(shape.lastSeen) - Date.parse(shape.firstSeen);
}

/** A deviation (ms, negative: behind) in words. */
export function signed(minMs: number, maxMs: number): Text {
  const size = durationRange(minMs, maxMs);
  if (minMs < 0 && maxMs < 0) return { en: `${size.en} behind`, zh: `慢 ${size.zh}` };
  if (minMs >= 0 && maxMs >= 0) return { en: `${size.en} ahead`, zh: `快 ${size.zh}` };
  const [low, high] = [duration(minMs), duration(maxMs)];
  return { en: `${low.en} behind to ${high.en} ahead`, zh: `慢 ${low.zh} 至快 ${high.zh}` };
}

/** What COS answered, word for word. */
export function codeEvidence(view: View): Evidence[] {
  return [
    logged('resErrorCode', view.group.codes[0]?.value ?? '-'),
    logged('resErrorMsg', view.group.messages[0]?.value ?? '-'),
  ];
}

/** A clock belongs to a machine: one incident for each key and form. */
export function addressesOf(shape: Shape, view: View): string {
  return shape.accessKeyId === '-' ? view.group.requester : shape.accessKeyId;
}
