import type { Text } from '../lang.js';
import type { Severity } from './rules-types.js';

/** What a kind of refusal is called in a sentence: "42 … refused". */
const KIND_WORDS: Readonly<Record<string, Text>> = {
  'cors-forbidden': { en: 'cross-origin request (CORS)', zh: '跨域请求（CORS）' },
  'referer-denied': { en: 'referer rule', zh: '防盗链规则' },
  'invalid-access-key': { en: 'access key not accepted', zh: '密钥无效' },
  'invalid-object-state': { en: 'archived object', zh: '归档对象未恢复' },
  'time-skewed': { en: 'clock of the client', zh: '客户端时钟偏差' },
  'request-expired': { en: 'expired signature', zh: '签名已过期' },
  'signature-mismatch': { en: 'signature does not match', zh: '签名不匹配' },
  'strict-signature': { en: 'strict signature', zh: '严格签名校验' },
  'signature-missing': { en: 'signature missing', zh: '缺少签名' },
  'post-policy-mismatch': { en: 'form upload policy', zh: '表单上传策略不符' },
  'path-style-forbidden': { en: 'path-style address', zh: '路径式域名' },
  'download-forbidden': { en: 'download of this file type', zh: '禁止下载该类型文件' },
  'not-source-owner': { en: 'copy source of another account', zh: '复制源不属于该账号' },
  'not-target-owner': { en: 'copy target of another account', zh: '复制目标不属于该账号' },
  'no-process-authority': { en: 'image processing not authorised', zh: '图片处理未授权' },
  'token-expired': { en: 'temporary token', zh: '临时令牌失效' },
  unspecified: { en: 'no error code', zh: '无错误码' },
  'access-denied': { en: 'access denied', zh: '拒绝访问' },
  other: { en: 'other refusal', zh: '其他拒绝' },
};

export function kindWords(kind: string): Text {
  return KIND_WORDS[kind] ?? { en: kind, zh: kind };
}

export const SEVERITY_WORDS: Readonly<Record<Severity, Text>> = {
  critical: { en: 'CRITICAL', zh: '紧急' },
  error: { en: 'ERROR', zh: '严重' },
  warning: { en: 'WARNING', zh: '警告' },
  info: { en: 'INFO', zh: '提示' },
};

export const CONFIDENCE_WORDS: Readonly<Record<string, Text>> = {
  certain: { en: 'certain', zh: '确定' },
  likely: { en: 'likely', zh: '很可能' },
  possible: { en: 'possible', zh: '可能' },
};

export const NO_DIAGNOSIS_WORDS: Readonly<Record<string, Text>> = {
  off: { en: 'diagnosis is switched off', zh: '未启用诊断' },
  budget: { en: 'the call budget of this run was spent', zh: '本次运行的调用额度已用完' },
  deadline: { en: 'the run had no time left', zh: '本次运行时间不足' },
  error: { en: 'the settings could not be read', zh: '无法读取配置' },
  'no-detail': { en: 'the details are no longer kept', zh: '明细已不再保留' },
};

/** `2026-11-23 18:05 GMT+8`, in the zone of the configuration. */
export function when(ms: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'shortOffset',
  }).formatToParts(ms);
  const part = (type: string) => parts.find((entry) => entry.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')} ${part('timeZoneName')}`;
}

/** `2 h 15 min`, rounded to minutes. */
export function lasting(ms: number): Text {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const rest = minutes % 60;
  const en = [days && `${days} d`, hours && `${hours} h`, rest && `${rest} min`].filter(Boolean).join(' ');
  const zh = [days && `${days} 天`, hours && `${hours} 小时`, rest && `${rest} 分钟`].filter(Boolean).join(' ');
  return { en, zh };
}

export function number(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** The same text in both languages. */
export const both = (text: string): Text => ({ en: text, zh: text });
