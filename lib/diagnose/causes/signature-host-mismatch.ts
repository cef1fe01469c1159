import type { Cause } from './cause.js';

export const signatureHostMismatch: Cause = {
  id: 'signature-host-mismatch',
  kinds: ['signature-mismatch'],
  title: { en: 'Signed for one host, sent to another', zh: '为某域名签名却发往另一域名' },
  summary: {
    en: 'The requests reach COS through {host}, but were signed for another host.',
    zh: '请求经由 {host} 到达 COS，但签名针对其他域名。',
  },
  proves: {
    en: 'The host is a custom, CDN or acceleration domain, and the same key succeeds at the default domain.',
    zh: '域名为自定义、CDN 或加速域名，而同一密钥在默认域名上成功。',
  },
  disproves: { en: "The requests use the bucket's default domain.", zh: '请求使用存储桶默认域名。' },
  facts: [],
  steps: [
    {
      en: 'Sign for the host that COS sees: pass the custom domain to the SDK (Domain), or leave host out of the signed headers.',
      zh: '针对 COS 收到的域名签名：向 SDK 传入自定义域名（Domain），或不要将 host 列入签名头部。',
    },
    {
      en: "Behind a proxy keep the Host header. On CDN links do not use COS signatures: use the CDN's URL authentication and origin-pull authentication.",
      zh: '经代理时保持 Host 头部不变。CDN 链接不要使用 COS 签名：请使用 CDN 的 URL 鉴权与回源鉴权。',
    },
  ],
  pages: ['request-signature', 'cdn-origin'],
};
