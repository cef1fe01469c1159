import type { Shape } from '../../aggregate/model.js';
import type { Text } from '../../lang.js';
import { check, logged } from '../checks/check.js';
import { duration, durationRange } from '../duration.js';
import { type Finding, possible, ruleOut } from '../finding.js';
import type { Check, Evidence } from '../model.js';
import { isWholeHalfHours, skewPattern } from '../skew.js';
import type { Part, View } from '../view.js';

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
      params: { skew: { en: 'more than 15 min', zh: '超过 15 分钟' } },
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
    params: far ? params : { skew: { en: 'more than 15 min', zh: '超过 15 分钟' } },
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
  return {
    cause: 'post-policy-expired',
    confidence: 'certain',
    subject: view.group.bucket,
    checks: [
      check(
        'signature-validity',
        'fail',
        { en: `COS names the reason: "${message}".`, zh: `COS 已说明原因：“${message}”。` },
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
  const skew = shape.signSkew;
  if (skew && isWholeHalfHours(skew.minMs) && isWholeHalfHours(skew.maxMs)) {
    return {
      cause: 'time-zone-error',
      confidence: 'likely',
      subject: addressesOf(shape, view),
      params: { skew: signed(skew.minMs, skew.maxMs) },
      checks: [skewCheck(shape, 'fail')],
      alternatives: possible('signature-not-yet-valid'),
      wholeShape: true,
    };
  }
  const finding = proven(
    'signature-not-yet-valid',
    shape,
    { en: `The validity begins ${ahead.en} after the request.`, zh: `有效期在请求之后 ${ahead.zh} 才开始。` },
    { ahead },
  );
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

function expired(shape: Shape, view: View): Finding {
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
        { en: 'the signing time is no whole number of half hours off', zh: '签名时间偏差不是半小时的整数倍' },
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

/** Signed in a header, or the URL's own window is fine and the key's (q-key-time) is not shown. */
function unseen(shape: Shape, view: View): Finding {
  const healed = view.group.healed > 0 && view.group.healed * 2 >= view.group.count;
  const checks: Check[] = [
    check(
      'signature-validity',
      'unknown',
      shape.validity === 'valid'
        ? {
            en: "The URL's own window is valid; the key's window (q-key-time) is not compared in the log.",
            zh: 'URL 自身的有效期正常；日志无法比较密钥有效期（q-key-time）。',
          }
        : {
            en: 'The signature is in a header: its validity is not in the log.',
            zh: '签名位于请求头：日志不记录其有效期。',
          },
      codeEvidence(view),
    ),
  ];
  const shared = {
    checks,
    params: { expired: { en: 'an unknown time', zh: '未知时长' }, skew: { en: 'an unknown time', zh: '未知时长' } },
    wholeShape: true,
  } as const;
  if (healed && shape.validity === 'none')
    return {
      ...shared,
      cause: 'clock-skew',
      confidence: 'likely',
      subject: addressesOf(shape, view),
      notes: [
        {
          en: 'The client succeeded right after: its SDK corrected the clock by itself.',
          zh: '客户端随后成功：SDK 已自动校正时钟。',
        },
      ],
      alternatives: possible('signature-expired'),
    };
  if (shape.signedBy === 'header' && signsEachRequest(view))
    return {
      ...shared,
      cause: 'clock-skew',
      confidence: 'likely',
      subject: addressesOf(shape, view),
      notes: [
        {
          en: 'The client is an SDK or tool that signs every request anew, for 15 minutes or more: then only a slow clock makes a signature expire.',
          zh: '客户端为 SDK 或工具，每个请求都会重新签名，有效期至少 15 分钟：此时只有时钟偏慢才会导致签名过期。',
        },
      ],
      alternatives: possible('signature-expired', 'time-zone-error'),
    };
  return {
    ...shared,
    cause: 'signature-expired',
    confidence: shape.validity === 'none' && shape.signedBy === 'header' ? 'likely' : 'possible',
    subject: '-',
    alternatives: possible('clock-skew', 'time-zone-error'),
  };
}

/** Programs with credentials of their own; pages in a browser get signatures from a server and may keep them too long. */
const SIGNERS = /^(cos-(?!js-sdk)[a-z+-]*sdk|coscli|coscmd|rclone|aws-sdk|aws-cli|boto3|minio|m\/|tencentcloud)/i;

function signsEachRequest(view: View): boolean {
  const { top } = view.group.userAgents;
  return top.length > 0 && top.every((agent) => SIGNERS.test(agent.value));
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
      'clock-skew',
      'time-zone-error',
    ),
    wholeShape: true,
  };
}

function validityCheck(shape: Shape, detail: Text): Check {
  return check('signature-validity', 'fail', detail, [
    logged('requestUri', `validity: ${shape.validity}`),
    logged('offByMs', shape.offBy),
  ]);
}

function skewCheck(shape: Shape, status: Check['status']): Check {
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

/** Several requests over some time with the same deviation. */
function consistent(shape: Shape): boolean {
  return shape.signSkew !== null && skewPattern(shape.signSkew, shape.count, seenFor(shape)) === 'constant';
}

function seenFor(shape: Shape): number {
  return Date.parse(shape.lastSeen) - Date.parse(shape.firstSeen);
}

function signed(minMs: number, maxMs: number): Text {
  const size = durationRange(minMs, maxMs);
  if (minMs < 0 && maxMs < 0) return { en: `${size.en} behind`, zh: `慢 ${size.zh}` };
  if (minMs >= 0 && maxMs >= 0) return { en: `${size.en} ahead`, zh: `快 ${size.zh}` };
  const [low, high] = [duration(minMs), duration(maxMs)];
  return { en: `${low.en} behind to ${high.en} ahead`, zh: `慢 ${low.zh} 至快 ${high.zh}` };
}

function codeEvidence(view: View): Evidence[] {
  return [
    logged('resErrorCode', view.group.codes[0]?.value ?? '-'),
    logged('resErrorMsg', view.group.messages[0]?.value ?? '-'),
  ];
}

/** A clock belongs to a machine: one incident for each key and form. */
function addressesOf(shape: Shape, view: View): string {
  return shape.accessKeyId === '-' ? view.group.requester : shape.accessKeyId;
}
