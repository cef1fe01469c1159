import type { Cause } from './cause.js';

export const signatureUnexplained: Cause = {
  id: 'signature-unexplained',
  kinds: ['signature-mismatch'],
  title: { en: 'The signature does not match; the log cannot tell why', zh: '签名不匹配，日志无法说明原因' },
  summary: {
    en: 'The signature of {requester} does not match for some requests, and path, host and method look ordinary.',
    zh: '{requester} 的部分请求签名不匹配，而路径、域名与方法都正常。',
  },
  proves: {
    en: 'The code says that the signature differs, and none of the usual reasons shows in the log.',
    zh: '错误码表明签名不一致，但日志中看不到常见原因。',
  },
  disproves: { en: 'A specific reason shows.', zh: '可见具体原因。' },
  facts: ['bucket-strict-signature'],
  steps: [
    {
      en: 'Save one error body (it holds StringToSign and FormatString) and run: cos403 signature explain --request request.json --error answer.xml',
      zh: '保存一份错误响应（含 StringToSign 与 FormatString）并运行：cos403 signature explain --request request.json --error answer.xml',
    },
    {
      en: 'Usual suspects: a proxy that changes headers, headers signed but sent with other values, an old SDK.',
      zh: '常见原因：代理修改了头部、已签名的头部以不同的值发送、SDK 版本过旧。',
    },
  ],
  pages: ['request-signature', 'help-403'],
};
