import type { Cause } from './cause.js';

export const signatureNotYetValid: Cause = {
  id: 'signature-not-yet-valid',
  kinds: ['request-expired'],
  title: { en: 'The signature is not valid yet', zh: '签名尚未生效' },
  summary: {
    en: "The signature's validity begins {ahead} after the request: the signer's clock is ahead, or the start was set into the future.",
    zh: '签名的有效期在请求之后 {ahead} 才开始：签名方时钟偏快，或起始时间被设为未来。',
  },
  proves: {
    en: 'The start of the validity in the URL lies after the start of the request.',
    zh: 'URL 中有效期的开始时间晚于请求开始时间。',
  },
  disproves: { en: 'The validity had begun.', zh: '有效期已开始。' },
  facts: [],
  steps: [
    {
      en: "Synchronise the signer's clock (NTP), and let the validity begin a minute before now.",
      zh: '同步签名方的时钟（NTP），并让有效期从当前时间前一分钟开始。',
    },
  ],
  pages: ['request-signature'],
};
