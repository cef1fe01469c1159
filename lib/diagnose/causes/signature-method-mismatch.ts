import type { Cause } from './cause.js';

export const signatureMethodMismatch: Cause = {
  id: 'signature-method-mismatch',
  kinds: ['signature-mismatch'],
  title: { en: 'Signed for one method, sent with another', zh: '为某方法签名却用另一方法发送' },
  summary: {
    en: '{method} fails with signatures that work for other methods of the same key.',
    zh: '同一密钥的签名用于其他方法时成功，而 {method} 失败。',
  },
  proves: {
    en: 'Only one method fails, with a signature in the URL, and others of the same key succeed.',
    zh: '仅某一方法失败且签名在 URL 中，同一密钥的其他方法成功。',
  },
  disproves: { en: 'Every method fails.', zh: '所有方法都失败。' },
  facts: [],
  steps: [
    {
      en: "A presigned URL is good for one method: a URL made for GET does not answer HEAD or PUT. Make one for {method}: cos.getObjectUrl({ …, Method: '{method}' }).",
      zh: "预签名 URL 只适用于一种方法：为 GET 生成的 URL 不能用于 HEAD 或 PUT。请为 {method} 单独生成：cos.getObjectUrl({ …, Method: '{method}' })。",
    },
    {
      en: "Form uploads sign POST with the path /, not the object's key.",
      zh: '表单上传应以 POST 方法与路径 / 签名，而不是对象键。',
    },
  ],
  pages: ['request-signature'],
};
