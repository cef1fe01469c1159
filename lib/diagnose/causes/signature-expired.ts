import type { Cause } from './cause.js';

export const signatureExpired: Cause = {
  id: 'signature-expired',
  kinds: ['request-expired'],
  title: { en: 'The signature or presigned URL has expired', zh: '签名或预签名 URL 已过期' },
  summary: {
    en: "The signature's validity had ended {expired} before the request; an expired signature is refused even for public objects.",
    zh: '签名在请求前 {expired} 已到期；即使对象公有读，过期的签名也会被拒绝。',
  },
  proves: {
    en: 'The end of the validity in the URL lies before the start of the request.',
    zh: 'URL 中有效期的结束时间早于请求开始时间。',
  },
  disproves: { en: 'The request lies within the validity.', zh: '请求在有效期之内。' },
  facts: [],
  steps: [
    {
      en: 'Make the URL when it is needed (on click), not when the page is rendered or stored; or give it a longer life: cos.getObjectUrl({ …, Expires: 3600 }).',
      zh: '在需要时（点击时）生成 URL，而不是在渲染或存储页面时；或延长有效期：cos.getObjectUrl({ …, Expires: 3600 })。',
    },
    {
      en: 'Old links in mails, caches and bots keep asking: a steady small number is normal.',
      zh: '邮件、缓存与爬虫中的旧链接会持续访问：少量稳定的请求属正常现象。',
    },
  ],
  pages: ['presigned-url-faq', 'request-signature'],
};
