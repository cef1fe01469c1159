import type { Cause } from './cause.js';

export const keyActiveNow: Cause = {
  id: 'key-active-now',
  kinds: ['invalid-access-key'],
  title: { en: 'The access key is active today', zh: '密钥当前为启用状态' },
  summary: {
    en: 'The key {key} of user {uin} exists and is active today ({created}): it was disabled then, or had just been created.',
    zh: '用户 {uin} 的密钥 {key} 当前存在且已启用（{created}）：当时可能被禁用，或刚刚创建。',
  },
  proves: { en: 'CAM lists the key with status Active.', zh: '访问管理列出该密钥，状态为 Active。' },
  disproves: { en: 'CAM lists it as Inactive or not at all.', zh: '访问管理列出为 Inactive 或未列出。' },
  facts: ['access-keys', 'key-index'],
  steps: [
    {
      en: 'Repeat the request. A new or re-enabled key takes a minute to be known everywhere.',
      zh: '重试请求。新建或重新启用的密钥约需一分钟在各处生效。',
    },
    {
      en: 'If it still fails: look whether the request goes to a CDN or custom domain with a COS signature in it.',
      zh: '若仍失败：请检查请求是否带着 COS 签名访问了 CDN 或自定义域名。',
    },
  ],
  pages: ['access-keys', 'request-id'],
};
