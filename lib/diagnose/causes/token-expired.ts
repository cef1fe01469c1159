import type { Cause } from './cause.js';

export const tokenExpired: Cause = {
  id: 'token-expired',
  kinds: ['token-expired'],
  title: { en: 'The security token is no longer valid', zh: '安全令牌已失效' },
  summary: {
    en: 'The token sent with {key} has expired or does not belong to it.',
    zh: '随 {key} 发送的令牌已过期或与之不匹配。',
  },
  proves: { en: 'The code says so.', zh: '错误码如此说明。' },
  disproves: { en: 'Another code came.', zh: '返回的是其他错误码。' },
  facts: [],
  steps: [
    {
      en: 'Fetch new temporary keys before the old ones end, and send id, key and token of the same answer.',
      zh: '在旧密钥到期前获取新的临时密钥，并使用同一次响应中的 id、key 与 token。',
    },
  ],
  pages: ['temporary-keys', 'temporary-key-faq'],
};
