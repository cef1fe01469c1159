import type { Cause } from './cause.js';

export const temporaryKeyExpired: Cause = {
  id: 'temporary-key-expired',
  kinds: ['invalid-access-key'],
  title: { en: 'The temporary key has expired', zh: '临时密钥已过期' },
  summary: {
    en: '{key} has the form of a temporary key; COS forgets such a key when it expires, and then says that it does not exist.',
    zh: '{key} 为临时密钥形式；过期后 COS 不再识别，并提示密钥不存在。',
  },
  proves: {
    en: 'The key has the temporary form, which CAM never lists; the token was sent or its absence is not visible.',
    zh: '密钥为临时形式（访问管理不会列出）；已携带令牌或日志无法看出是否缺失。',
  },
  disproves: {
    en: 'The key is permanent, or the URL shows that the token was left out.',
    zh: '密钥为永久密钥，或 URL 表明缺少令牌。',
  },
  facts: [],
  steps: [
    {
      en: 'Fetch new temporary keys before the old ones end (ExpiredTime), and never keep them in a file or a long-lived page. Maximum life: 2 hours for the root account, 36 hours for a sub-user.',
      zh: '在旧密钥到期（ExpiredTime）前获取新的临时密钥，不要长期保存在文件或页面中。最长有效期：主账号 2 小时，子用户 36 小时。',
    },
    {
      en: 'A presigned URL dies with the temporary key it was made with, however long its own validity is.',
      zh: '预签名 URL 会随生成它的临时密钥一同失效，无论其自身有效期多长。',
    },
    {
      en: 'Check that id, key and token come from the same answer of STS.',
      zh: '确认 id、key、token 来自同一次 STS 响应。',
    },
  ],
  pages: ['temporary-keys', 'temporary-key-faq'],
};
