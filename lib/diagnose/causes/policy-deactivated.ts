import type { Cause } from './cause.js';

export const policyDeactivated: Cause = {
  id: 'policy-deactivated',
  kinds: ['access-denied', 'unspecified'],
  title: { en: 'The policy that would allow it is switched off', zh: '本可放行的策略已被停用' },
  summary: {
    en: '{policy} would allow {requester} to do {actions}, but it is deactivated.',
    zh: '{policy} 本会允许 {requester} 执行 {actions}，但它已被停用。',
  },
  proves: {
    en: 'With the deactivated policies switched on the request would be allowed, without them nothing allows it.',
    zh: '启用被停用的策略后该请求即被允许；不启用则没有任何允许。',
  },
  disproves: {
    en: 'No attached policy is deactivated, or another one allows the request.',
    zh: '没有被停用的关联策略，或另有策略允许该请求。',
  },
  facts: ['user', 'role'],
  steps: [
    {
      en: 'CAM console > Policies > {policy}: the page says why it was deactivated (a service was closed, or a service role was removed). Restore that, or attach the least policy below.',
      zh: '访问管理控制台 > 策略 > {policy}：页面会说明停用原因（服务关闭或服务角色被移除）。恢复后即可，或关联下方的最小策略。',
    },
  ],
  pages: ['user-policy'],
};
