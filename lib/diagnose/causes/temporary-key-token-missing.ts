import type { Cause } from './cause.js';

export const temporaryKeyTokenMissing: Cause = {
  id: 'temporary-key-token-missing',
  kinds: ['signature-mismatch', 'invalid-access-key', 'access-denied'],
  title: { en: 'The temporary key is used without its token', zh: '使用临时密钥但未携带令牌' },
  summary: {
    en: 'The requests use the temporary key {key} without its x-cos-security-token (or with another one): without the right token COS does not accept the key.',
    zh: '请求使用临时密钥 {key}，但未携带（或携带了错误的）x-cos-security-token：缺少正确的令牌时 COS 不接受该密钥。',
  },
  proves: {
    en: 'The key has the temporary form, and the signed URL carries no token or COS does not name who asks.',
    zh: '密钥为临时形式，且签名 URL 未携带令牌，或 COS 未识别出请求者。',
  },
  disproves: { en: 'The URL carries a token, or the key is permanent.', zh: 'URL 携带了令牌，或密钥为永久密钥。' },
  facts: [],
  steps: [
    {
      en: 'Pass the token: SecurityToken (Node SDK: XCosSecurityToken / SecurityToken in getAuthorization), or append x-cos-security-token=<token> to the URL.',
      zh: '传入令牌：SecurityToken（Node SDK 的 getAuthorization 返回 SecurityToken / XCosSecurityToken），或在 URL 后附加 x-cos-security-token=<token>。',
    },
    { en: 'Id, key and token must come from the same answer of STS.', zh: 'id、key、token 必须来自同一次 STS 响应。' },
  ],
  pages: ['temporary-keys', 'temporary-key-faq'],
};
