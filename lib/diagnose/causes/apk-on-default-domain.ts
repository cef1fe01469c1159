import type { Cause } from './cause.js';

export const apkOnDefaultDomain: Cause = {
  id: 'apk-on-default-domain',
  kinds: ['download-forbidden'],
  title: { en: 'APK or IPA from the default domain', zh: '通过默认域名下载 APK/IPA' },
  summary: {
    en: 'Buckets created on or after 2024-01-01 do not hand out .apk and .ipa files at default domains, not even with a valid signature ({path}).',
    zh: '2024-01-01 及之后创建的存储桶不允许通过默认域名下载 .apk 与 .ipa 文件，即使签名有效（{path}）。',
  },
  proves: { en: 'The code says so.', zh: '错误码如此说明。' },
  disproves: { en: 'The request came through a custom domain.', zh: '请求来自自定义域名。' },
  facts: [],
  steps: [
    {
      en: 'Bind a domain of your own (console > bucket > Domains and transmission > Custom origin domain, or CDN) and hand out links with it.',
      zh: '绑定自有域名（控制台 > 存储桶 > 域名与传输管理 > 自定义源站域名或 CDN），并使用该域名分发链接。',
    },
  ],
  pages: ['new-bucket-domains'],
};
