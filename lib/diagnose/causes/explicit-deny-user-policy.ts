import type { Cause } from './cause.js';

export const explicitDenyUserPolicy: Cause = {
  id: 'explicit-deny-user-policy',
  kinds: ['access-denied', 'unspecified'],
  title: { en: 'A CAM policy denies it explicitly', zh: '访问管理策略显式拒绝' },
  summary: {
    en: 'Statement {statement} denies {actions} to {requester}; a deny beats every allow.',
    zh: '语句 {statement} 拒绝 {requester} 执行 {actions}；拒绝优先于任何允许。',
  },
  proves: {
    en: 'A deny statement of a user, group or role policy matches the request.',
    zh: '用户、用户组或角色策略中的拒绝语句命中该请求。',
  },
  disproves: {
    en: "No deny statement of the identity's policies matches the request.",
    zh: '该身份的策略中没有命中该请求的拒绝语句。',
  },
  facts: ['user', 'role'],
  steps: [
    {
      en: 'CAM console > Policies > {policy}: look at the statement. Take the action or resource out of the deny, or detach the policy from {requester}. Adding an allow elsewhere cannot help.',
      zh: '访问管理控制台 > 策略 > {policy}：查看该语句。将操作或资源移出拒绝范围，或解除与 {requester} 的关联。在别处增加允许不起作用。',
    },
    {
      en: 'The policy may protect others too: check who else it is attached to.',
      zh: '该策略可能同时保护其他对象：请确认它还关联了谁。',
    },
  ],
  pages: ['evaluation-flow', 'user-policy', 'help-403'],
};
