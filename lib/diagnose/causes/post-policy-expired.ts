import type { Cause } from './cause.js';

export const postPolicyExpired: Cause = {
  id: 'post-policy-expired',
  kinds: ['request-expired'],
  title: { en: "The form upload's policy has expired", zh: '表单上传策略已过期' },
  summary: {
    en: 'The policy of the form upload had ended before the upload began.',
    zh: '表单上传的 policy 在上传前已过期。',
  },
  proves: {
    en: 'The message says that the post object request has expired.',
    zh: '错误信息表明 POST Object 请求已过期。',
  },
  disproves: { en: 'The request is no form upload.', zh: '请求不是表单上传。' },
  facts: [],
  steps: [
    {
      en: "Fetch the form's policy and signature when the user presses upload, and give the policy's expiration enough time for a slow upload.",
      zh: '在用户点击上传时再获取 policy 与签名，并为 expiration 预留慢速上传所需时间。',
    },
    {
      en: 'The expiration is UTC in ISO 8601: a local time there is early or late by the zone.',
      zh: 'expiration 为 ISO 8601 UTC 时间：写成本地时间会相差时区。',
    },
  ],
  pages: ['post-object'],
};
