import type { Text } from '../lang.js';
import type { Kind } from './kinds.js';

/** What a reader calls a kind; the id stands beside it. */
export const KIND_TEXTS: Readonly<Record<Kind, Text>> = {
  'cors-forbidden': { en: 'CORS refused', zh: 'CORS 拒绝' },
  'referer-denied': { en: 'Referer refused', zh: '防盗链拒绝' },
  'invalid-access-key': { en: 'Access key invalid', zh: '密钥无效' },
  'invalid-object-state': { en: 'Object archived', zh: '对象处于归档状态' },
  'time-skewed': { en: 'Clock off', zh: '时间偏差过大' },
  'request-expired': { en: 'Request expired', zh: '请求已过期' },
  'signature-mismatch': { en: 'Signature mismatch', zh: '签名不匹配' },
  'strict-signature': { en: 'Strict signature', zh: '严格签名' },
  'signature-missing': { en: 'Signature missing', zh: '缺少签名' },
  'post-policy-mismatch': { en: 'POST policy mismatch', zh: 'POST 策略不匹配' },
  'path-style-forbidden': { en: 'Path style forbidden', zh: '禁止路径式域名' },
  'download-forbidden': { en: 'Download forbidden', zh: '禁止分发' },
  'not-source-owner': { en: 'Copy source not owned', zh: '非源桶所有者' },
  'not-target-owner': { en: 'Copy target not owned', zh: '非目标桶所有者' },
  'no-process-authority': { en: 'Image processing refused', zh: '无图片处理权限' },
  'token-expired': { en: 'Token expired', zh: '令牌过期' },
  unspecified: { en: 'No reason logged', zh: '未记录原因' },
  'access-denied': { en: 'Access denied', zh: '访问被拒' },
  other: { en: 'Other', zh: '其他' },
};
