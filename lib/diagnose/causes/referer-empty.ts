import type { Cause } from './cause.js';

export const refererEmpty: Cause = {
  id: 'referer-empty',
  kinds: ['referer-denied'],
  title: { en: 'Hotlink protection refuses an empty referer', zh: '防盗链拒绝空 referer' },
  summary: {
    en: 'The requests carry no Referer, and the hotlink rule of {bucket} refuses that.',
    zh: '请求未携带 Referer，而 {bucket} 的防盗链规则拒绝空 referer。',
  },
  proves: {
    en: 'The logged referer is empty and the rule is on with empty referers denied.',
    zh: '日志中的 referer 为空，且规则已启用并拒绝空 referer。',
  },
  disproves: { en: 'Empty referers are allowed, or the rule is off.', zh: '规则允许空 referer，或规则未启用。' },
  facts: ['bucket-referer'],
  steps: [
    {
      en: 'Apps, players, curl, address-bar visits and pages with Referrer-Policy: no-referrer send no referer. If they are meant to work: console > bucket > Security management > Hotlink protection > empty referer: Allow.',
      zh: 'App、播放器、curl、地址栏直接访问以及设置了 Referrer-Policy: no-referrer 的页面都不发送 referer。若应允许：控制台 > 存储桶 > 安全管理 > 防盗链设置 > 空 referer：允许。',
    },
    {
      en: 'Allowing it lets everybody in who leaves the header out. Signed requests skip the rule: presigned URLs are the stricter way.',
      zh: '允许后，任何去掉该头部的人都能访问。已签名的请求不受防盗链检查：预签名 URL 更严格。',
    },
  ],
  pages: ['referer', 'help-403'],
};
