import type { Shape } from '../../aggregate/model.js';
import { check } from '../checks/check.js';
import { type Finding, possible } from '../finding.js';
import type { Check } from '../model.js';
import type { View } from '../view.js';
import { addressesOf, codeEvidence } from './time-evidence.js';

/** Signed in a header, or the URL's own window is fine and the key's (q-key-time) is not shown. */
export function unseen(shape: Shape, view: View): Finding {
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
    params: {
      expired: { en: 'an unknown time', zh: '未知时长' },
      skew: { en: 'off by an unknown time', zh: '偏差未知' },
    },
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
