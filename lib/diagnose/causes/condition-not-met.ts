import type { Cause } from './cause.js';

export const conditionNotMet: Cause = {
  id: 'condition-not-met',
  kinds: ['access-denied', 'unspecified'],
  title: { en: 'A condition of the policy is not met', zh: '策略的条件未满足' },
  summary: {
    en: '{statement} would allow {requester} to do {actions}, but its condition is not met: {condition}.',
    zh: '{statement} 本会允许 {requester} 执行 {actions}，但其条件未满足：{condition}。',
  },
  proves: {
    en: 'An allow statement covers identity, action and resource, and its condition is false for the request.',
    zh: '有允许语句覆盖身份、操作与资源，但其条件对该请求为假。',
  },
  disproves: {
    en: 'Another statement allows the request, or the condition holds.',
    zh: '另有语句允许该请求，或条件成立。',
  },
  facts: ['user', 'bucket-policy', 'bucket-acl'],
  steps: [
    {
      en: 'Send the request so that the condition holds (address, VPC, HTTPS, header), or change the condition in {statement}.',
      zh: '按条件要求发起请求（地址、VPC、HTTPS、请求头），或修改 {statement} 的条件。',
    },
    {
      en: 'Header conditions apply only to the actions that carry the header: put them into a statement of their own, otherwise the other steps of a multipart upload fail.',
      zh: '请求头类条件只对携带该头部的操作有意义：请单独写一条语句，否则分块上传的其他步骤会失败。',
    },
  ],
  pages: ['conditions', 'user-policy'],
};
