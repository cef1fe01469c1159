import type { Cause } from './cause.js';

export const corsNotConfigured: Cause = {
  id: 'cors-not-configured',
  kinds: ['cors-forbidden'],
  title: { en: 'No CORS rule at all', zh: '未配置跨域规则' },
  summary: {
    en: '{bucket} has no CORS rules, so every preflight is refused (page origin as the referer tells: {origin}).',
    zh: '{bucket} 没有跨域规则，因此所有预检请求都会被拒绝（据 referer 推断的来源：{origin}）。',
  },
  proves: { en: "The bucket's CORS configuration is empty.", zh: '存储桶的跨域配置为空。' },
  disproves: { en: 'The bucket has CORS rules.', zh: '存储桶已有跨域规则。' },
  facts: ['bucket-cors'],
  steps: [
    {
      en: 'Console > bucket > Security management > CORS: add a rule with origin {origin}, the methods the page uses, header * and exposed header ETag.',
      zh: '控制台 > 存储桶 > 安全管理 > 跨域访问 CORS 设置：添加规则，来源 {origin}，填写页面使用的方法，Headers 为 *，Expose-Headers 为 ETag。',
    },
    {
      en: "Or cos.putBucketCors({ Bucket, Region, CORSRules: [{ AllowedOrigin: ['{origin}'], AllowedMethod: ['GET','PUT','POST','HEAD'], AllowedHeader: ['*'], ExposeHeader: ['ETag'], MaxAgeSeconds: 600 }] }). It replaces all rules.",
      zh: "或 cos.putBucketCors({ Bucket, Region, CORSRules: [{ AllowedOrigin: ['{origin}'], AllowedMethod: ['GET','PUT','POST','HEAD'], AllowedHeader: ['*'], ExposeHeader: ['ETag'], MaxAgeSeconds: 600 }] })。该调用会替换全部规则。",
    },
  ],
  pages: ['cors', 'options-object'],
};
