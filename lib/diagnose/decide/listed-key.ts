import { check } from '../checks/check.js';
import { type Finding, possible, ruleOut } from '../finding.js';
import type { IndexedKey } from '../keys.js';
import type { Check } from '../model.js';
import type { Part } from '../view.js';
import { hostMismatchEvidence } from './log-evidence.js';

/** CAM lists the key: its status says why it was refused, or that it would be accepted today. */
export function listed(exact: IndexedKey, part: Part): Finding {
  const { key, uin, at } = exact;
  const checks: Check[] = [
    check('api-key-id', 'pass', { en: `The key belongs to user ${uin}.`, zh: `该密钥属于用户 ${uin}。` }, [
      { fact: `${at}/id`, value: key.id },
    ]),
  ];
  const params = {
    uin,
    created: key.createdAt
      ? { en: `created ${key.createdAt}`, zh: `创建于 ${key.createdAt}` }
      : { en: 'creation time unknown', zh: '创建时间未知' },
    owned: { en: ` (user ${uin})`, zh: `（用户 ${uin}）` },
  };
  const status = key.status.toLowerCase();
  const evidence = [{ fact: `${at}/status`, value: key.status }];
  const exists = ruleOut(
    { en: 'the key exists in the account', zh: '密钥存在于本账号' },
    'key-unknown',
    'key-mistyped',
    'key-malformed',
  );
  const subject = key.id;
  if (status === 'inactive') {
    return {
      cause: 'key-disabled',
      confidence: 'certain',
      subject,
      params,
      checks: [
        ...checks,
        check('api-key-status', 'fail', { en: 'The key is disabled.', zh: '密钥已禁用。' }, evidence),
      ],
      ruledOut: [
        ...exists,
        ...ruleOut(
          { en: 'CAM lists the key as disabled', zh: '访问管理列出该密钥为禁用' },
          'key-deleted',
          'key-active-now',
        ),
      ],
      wholeShape: true,
    };
  }
  if (status === 'deleted') {
    return {
      cause: 'key-deleted',
      confidence: 'certain',
      subject,
      params,
      checks: [
        ...checks,
        check(
          'api-key-status',
          'fail',
          { en: 'CAM says that the key was deleted.', zh: '访问管理表明该密钥已删除。' },
          evidence,
        ),
      ],
      ruledOut: [
        ...exists,
        ...ruleOut({ en: 'the key was deleted', zh: '密钥已删除' }, 'key-disabled', 'key-active-now'),
      ],
      wholeShape: true,
    };
  }
  const ruledOut = [
    ...exists,
    ...ruleOut({ en: 'CAM lists the key as active', zh: '访问管理列出该密钥为启用' }, 'key-disabled', 'key-deleted'),
  ];
  const active = [
    ...checks,
    check('api-key-status', 'pass', { en: 'The key is active today.', zh: '密钥当前为启用状态。' }, evidence),
  ];
  // The code's dictionary meaning misleads when a COS signature goes through a CDN domain (cos-go-sdk-v5#318).
  const host = hostMismatchEvidence(part);
  if (host)
    return {
      cause: 'signature-host-mismatch',
      confidence: 'likely',
      subject: part.shape.host,
      params,
      checks: [...active, host],
      alternatives: possible('key-active-now'),
      ruledOut,
      wholeShape: true,
    };
  return {
    cause: 'key-active-now',
    confidence: 'certain',
    subject,
    params,
    checks: active,
    ruledOut,
    wholeShape: true,
  };
}
