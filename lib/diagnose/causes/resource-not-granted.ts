import type { Cause } from './cause.js';

export const resourceNotGranted: Cause = {
  id: 'resource-not-granted',
  kinds: ['access-denied', 'unspecified'],
  title: { en: 'The policy does not cover the resource', zh: '策略未覆盖该资源' },
  summary: {
    en: '{requester} may do {actions}, but not on {path} in {bucket}: {statement} allows the action on {granted} only.',
    zh: '{requester} 拥有 {actions}，但不包括 {bucket} 中的 {path}：{statement} 只允许在 {granted} 上执行。',
  },
  proves: {
    en: 'An allow statement for the identity covers the action and none covers the resource.',
    zh: '有允许语句包含该身份与操作，但没有语句覆盖该资源。',
  },
  disproves: {
    en: 'An allow statement covers the resource, or none covers the action.',
    zh: '有允许语句覆盖该资源，或没有语句包含该操作。',
  },
  facts: ['user', 'bucket-policy', 'bucket-acl'],
  steps: [
    {
      en: 'Compare the resource part by part: region, uid/<APPID>, full bucket name with APPID, key without leading slash and not percent-encoded. Bucket operations need <bucket>/ or <bucket>/*.',
      zh: '逐段核对资源：地域、uid/<APPID>、带 APPID 的完整存储桶名、不带开头斜杠且未经百分号编码的对象键。存储桶级操作需要 <bucket>/ 或 <bucket>/*。',
    },
    {
      en: 'If the access is meant, widen the resource of {statement} to the paths below, or attach the policy below.',
      zh: '如果访问是合理的，请将 {statement} 的资源扩展到下列路径，或关联下方策略。',
    },
    { en: 'Wait about a minute, then repeat the request.', zh: '等待约一分钟后重试。' },
  ],
  pages: ['user-policy', 'bucket-policy', 'help-403'],
};
