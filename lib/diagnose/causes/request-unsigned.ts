import type { Cause } from './cause.js';

export const requestUnsigned: Cause = {
  id: 'request-unsigned',
  kinds: ['signature-missing'],
  title: { en: 'The request needs a signature and has none', zh: '请求需要签名但未携带' },
  summary: {
    en: '{actions} came without any signature; this operation exists only for signed requests.',
    zh: '{actions} 未携带任何签名；该操作只接受已签名的请求。',
  },
  proves: { en: 'The message says that the signature is empty.', zh: '错误信息表明签名为空。' },
  disproves: { en: 'The request was signed.', zh: '请求已签名。' },
  facts: [],
  steps: [
    {
      en: 'Give the client credentials: it found none (environment, profile file, instance role). Listing buckets is never anonymous.',
      zh: '为客户端提供凭证：它没有找到任何凭证（环境变量、配置文件、实例角色）。列出存储桶不支持匿名访问。',
    },
  ],
  pages: ['request-signature'],
};
