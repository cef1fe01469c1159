import type { Cause } from './cause.js';

export const explicitDenyBucketPolicy: Cause = {
  id: 'explicit-deny-bucket-policy',
  kinds: ['access-denied', 'unspecified'],
  title: { en: 'Bucket policy denies it explicitly', zh: '存储桶策略显式拒绝' },
  summary: {
    en: 'Statement {statement} of the policy of {bucket} denies {actions} to {requester}; a deny beats every allow.',
    zh: '{bucket} 的存储桶策略语句 {statement} 拒绝 {requester} 执行 {actions}；拒绝优先于任何允许。',
  },
  proves: {
    en: 'A deny statement of the bucket policy names the identity, and action, resource and condition match.',
    zh: '存储桶策略中有指名该身份的拒绝语句，且操作、资源、条件均匹配。',
  },
  disproves: {
    en: 'No deny statement of the bucket policy matches the request.',
    zh: '存储桶策略中没有命中该请求的拒绝语句。',
  },
  facts: ['bucket-policy'],
  steps: [
    {
      en: 'Console > bucket > Permission management > Bucket policy: look at statement {statement}. Ask its author before changing it: a deny is rarely an accident.',
      zh: '控制台 > 存储桶 > 权限管理 > Policy 权限设置：查看语句 {statement}。修改前请询问作者：拒绝语句很少是误配。',
    },
    {
      en: 'Take {requester} or {path} out of the statement, or narrow its condition. Adding an allow elsewhere cannot help.',
      zh: '将 {requester} 或 {path} 移出该语句，或收窄其条件。在别处增加允许不起作用。',
    },
    {
      en: 'If nobody can mend the policy any more, the root account still can: PutBucketPolicy is always open to it.',
      zh: '如果无人能修改该策略，主账号始终可以：PutBucketPolicy 对主账号不受限制。',
    },
  ],
  pages: ['evaluation-flow', 'bucket-policy', 'help-403'],
};
