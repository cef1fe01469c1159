import type { Cause } from './cause.js';

export const anonymousDeniedByPolicy: Cause = {
  id: 'anonymous-denied-by-policy',
  kinds: ['access-denied', 'unspecified'],
  title: { en: 'Bucket policy refuses everyone', zh: '存储桶策略拒绝所有人' },
  summary: {
    en: 'Statement {statement} of the policy of {bucket} refuses everyone; unsigned requests for {actions} fall under it, whatever the ACL says.',
    zh: '{bucket} 的存储桶策略语句 {statement} 拒绝所有人；无论 ACL 如何设置，未签名的 {actions} 请求都会命中。',
  },
  proves: {
    en: 'A deny statement for everyone matches the unsigned request.',
    zh: '有一条针对所有人的拒绝语句命中了该未签名请求。',
  },
  disproves: {
    en: 'No deny statement for everyone matches, or the request is signed.',
    zh: '没有命中的拒绝所有人的语句，或请求已签名。',
  },
  facts: ['bucket-policy', 'bucket-acl'],
  steps: [
    {
      en: 'Console > bucket > Permission management > Bucket policy: look at statement {statement}.',
      zh: '控制台 > 存储桶 > 权限管理 > Policy 权限设置：查看语句 {statement}。',
    },
    {
      en: "If the refusal is intended, let these callers sign their requests. If not, narrow the statement's actions, resources or conditions instead of removing it: it also protects other paths.",
      zh: '如果拒绝是有意的，请让调用方签名；否则请缩小该语句的操作、资源或条件，而不是直接删除：它还保护着其他路径。',
    },
    {
      en: 'A change takes about a minute to reach every node; then test again.',
      zh: '修改约一分钟后在所有节点生效，请稍后再测。',
    },
  ],
  pages: ['evaluation-flow', 'bucket-policy'],
};
