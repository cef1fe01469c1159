import type { Cause } from './cause.js';

export const strictSignatureMode: Cause = {
  id: 'strict-signature-mode',
  kinds: ['strict-signature'],
  title: { en: 'Strict signature mode of the bucket', zh: '存储桶启用了严格签名模式' },
  summary: {
    en: '{bucket} demands that certain headers or parameters are signed ({headers}), and the requests send them unsigned.',
    zh: '{bucket} 要求对特定头部或参数签名（{headers}），而请求未对其签名。',
  },
  proves: {
    en: 'The message says that a header or parameter must be signed.',
    zh: '错误信息表明某头部或参数必须签名。',
  },
  disproves: { en: 'The bucket has no strict signature rule.', zh: '存储桶没有严格签名规则。' },
  facts: ['bucket-strict-signature'],
  steps: [
    {
      en: 'Upgrade the SDK: current versions sign host, content-type, content-length and x-cos-* headers. In your own code add {headers} to q-header-list or q-url-param-list.',
      zh: '升级 SDK：新版本会对 host、content-type、content-length 与 x-cos-* 头部签名。自写代码请将 {headers} 加入 q-header-list 或 q-url-param-list。',
    },
    {
      en: 'The mode protects signed URLs from being altered: relax the rule only if the clients cannot be changed.',
      zh: '该模式防止签名 URL 被篡改：仅在客户端无法修改时才放宽规则。',
    },
  ],
  pages: ['strict-signature'],
};
