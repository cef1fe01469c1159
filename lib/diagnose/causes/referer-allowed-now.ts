import type { Cause } from './cause.js';

export const refererAllowedNow: Cause = {
  id: 'referer-allowed-now',
  kinds: ['referer-denied'],
  title: { en: "Allowed by today's hotlink rule", zh: '按当前防盗链规则应被允许' },
  summary: {
    en: "Today's hotlink rule of {bucket} lets the referer {referer} pass: it was changed since, or had not yet taken effect.",
    zh: '{bucket} 当前的防盗链规则允许 referer {referer}：规则已被修改，或当时尚未生效。',
  },
  proves: {
    en: 'The rule is off, or the evaluation with the logged referer passes.',
    zh: '规则未启用，或用日志中的 referer 判定为通过。',
  },
  disproves: { en: 'The rule refuses the referer.', zh: '规则拒绝该 referer。' },
  facts: ['bucket-referer'],
  steps: [
    {
      en: 'Repeat the request with that referer (cos403 diagnose --probe does it). CDN domains have hotlink rules of their own.',
      zh: '用该 referer 重试（cos403 diagnose --probe 可完成）。CDN 域名另有自己的防盗链规则。',
    },
  ],
  pages: ['referer'],
};
