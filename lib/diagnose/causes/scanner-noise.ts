import type { Cause } from './cause.js';

export const scannerNoise: Cause = {
  id: 'scanner-noise',
  kinds: 'any',
  title: { en: 'Scanner noise', zh: '扫描噪声' },
  summary: {
    en: '{addresses} tried {paths} different paths without a signature and without one success: a scanner, not a customer. Nothing was let out.',
    zh: '{addresses} 未签名尝试了 {paths} 个不同路径且无一成功：这是扫描器而非用户，没有数据泄露。',
  },
  proves: {
    en: 'An address with at least 50 distinct paths and no success among anonymous denials.',
    zh: '匿名拒绝中，某地址至少有 50 个不同路径且没有成功。',
  },
  disproves: { en: 'The address had a success, or asked for few paths.', zh: '该地址有成功请求，或请求的路径很少。' },
  facts: [],
  steps: [
    {
      en: 'Nothing is broken. If it costs requests: block {addresses} with a bucket policy deny on qcs:ip, or put a CDN with WAF in front.',
      zh: '一切正常。若产生请求费用：可用存储桶策略按 qcs:ip 拒绝 {addresses}，或在前面部署 CDN 与 WAF。',
    },
    {
      en: 'Check once that no secret file (.env, backups, keys) lies in a public path.',
      zh: '请确认公开路径下没有敏感文件（.env、备份、密钥）。',
    },
  ],
  pages: ['bucket-policy'],
};
