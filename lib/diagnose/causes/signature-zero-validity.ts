import type { Cause } from './cause.js';

export const signatureZeroValidity: Cause = {
  id: 'signature-zero-validity',
  kinds: ['request-expired'],
  title: { en: 'The signature is valid for no time at all', zh: '签名有效期为零' },
  summary: {
    en: "Start and end of the signature's validity are the same: it has expired the moment it is made.",
    zh: '签名有效期的起止时间相同：生成即过期。',
  },
  proves: {
    en: 'q-sign-time has the same start and end, or the end lies before the start.',
    zh: 'q-sign-time 的起止相同，或结束早于开始。',
  },
  disproves: { en: 'The validity has a length.', zh: '有效期长度大于零。' },
  facts: [],
  steps: [
    {
      en: 'The expiry handed to the SDK is 0, null or in the wrong unit: pass seconds, for example Expires: 900. Some older SDKs treat a missing value as 0.',
      zh: '传给 SDK 的有效期为 0、null 或单位错误：请传入秒数，例如 Expires: 900。部分旧版 SDK 将缺省值视为 0。',
    },
  ],
  pages: ['request-signature', 'presigned-url-faq'],
};
