import type { Cause } from './cause.js';

export const refererNotListed: Cause = {
  id: 'referer-not-listed',
  kinds: ['referer-denied'],
  title: { en: 'The referer is not on the white list', zh: 'referer 不在白名单中' },
  summary: {
    en: 'The referer {referer} matches no entry of the white list of {bucket}.',
    zh: 'referer {referer} 与 {bucket} 的白名单均不匹配。',
  },
  proves: {
    en: 'The rule is a white list and no entry is a prefix of the referer without its scheme.',
    zh: '规则为白名单，且没有条目是去掉协议后 referer 的前缀。',
  },
  disproves: { en: 'An entry matches, or the rule is off.', zh: '有条目匹配，或规则未启用。' },
  facts: ['bucket-referer'],
  steps: [
    {
      en: 'If that page is yours: console > bucket > Security management > Hotlink protection: add {entry}. Without a wildcard sub-domains do not match; *.example.com covers them. With a port in the entry only that port matches.',
      zh: '若该页面属于您：控制台 > 存储桶 > 安全管理 > 防盗链设置：添加 {entry}。不带通配符不匹配子域名，*.example.com 可覆盖；条目带端口时仅匹配该端口。',
    },
    { en: 'If it is not yours, the rule does its work.', zh: '若不属于您，则规则正在发挥作用。' },
  ],
  pages: ['referer', 'help-403'],
};
