import type { Cause } from './cause.js';

export const cdnOriginUnauthorized: Cause = {
  id: 'cdn-origin-unauthorized',
  kinds: ['access-denied', 'unspecified'],
  title: { en: 'CDN pulls from a private bucket without authorisation', zh: 'CDN 回源私有存储桶未授权' },
  summary: {
    en: 'The CDN pulls {actions} from {bucket} without a right to: the bucket is private and {pull}.',
    zh: 'CDN 从 {bucket} 回源执行 {actions} 但没有权限：存储桶为私有，且{pull}。',
  },
  proves: {
    en: 'The log says CDN as source, the request is unsigned (or signed by a service role without permission) and the bucket is private.',
    zh: '日志来源为 CDN，请求未签名（或由没有权限的服务角色签名），且存储桶为私有。',
  },
  disproves: { en: 'The request came from a user, or the bucket is public.', zh: '请求来自用户，或存储桶为公有。' },
  facts: ['bucket-acl', 'bucket-policy'],
  steps: [
    {
      en: 'Console > bucket > Domains and transmission > the CDN domain: add the service authorisation for CDN, then switch on origin-pull authentication.',
      zh: '控制台 > 存储桶 > 域名与传输管理 > 该 CDN 域名：先添加 CDN 服务授权，再开启回源鉴权。',
    },
    {
      en: 'Do not make the bucket public for this. With origin authentication on, protect the CDN domain itself (URL authentication, referer), otherwise everything behind it is public.',
      zh: '不要为此把存储桶设为公有。开启回源鉴权后请为 CDN 域名配置鉴权（URL 鉴权、防盗链），否则其后的数据等同公开。',
    },
    { en: 'Purge the CDN cache afterwards: it may keep the 403.', zh: '完成后刷新 CDN 缓存：其中可能保留了 403。' },
  ],
  pages: ['cdn-origin', 'help-403'],
};
