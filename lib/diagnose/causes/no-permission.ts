import type { Cause } from './cause.js';

export const noPermission: Cause = {
  id: 'no-permission',
  kinds: ['access-denied', 'unspecified'],
  title: { en: 'Nobody granted anything for this', zh: '没有任何授权' },
  summary: {
    en: '{requester} asks for {actions} in {bucket}, and no user policy, group policy, bucket policy or ACL grants it anything close to that.',
    zh: '{requester} 对 {bucket} 执行 {actions}，但用户策略、用户组策略、存储桶策略和 ACL 中都没有相近的授权。',
  },
  proves: {
    en: 'All policies of the identity, the bucket policy and the ACLs were read; none allows the request and none comes close.',
    zh: '已读取该身份的全部策略、存储桶策略和 ACL；没有一条允许该请求，也没有相近的语句。',
  },
  disproves: {
    en: 'Some policy allows the action or the resource, or a statement refuses it explicitly.',
    zh: '有策略允许该操作或该资源，或有语句显式拒绝。',
  },
  facts: ['user', 'bucket-policy', 'bucket-acl'],
  steps: [
    {
      en: 'Grant the least that the seen requests need: CAM console > Policies > Create by policy syntax, paste the policy below, attach it to {requester}.',
      zh: '只授予所见请求所需的最小权限：访问管理控制台 > 策略 > 按策略语法创建，粘贴下方策略并关联到 {requester}。',
    },
    {
      en: 'Or by command: tccli cam CreatePolicy --PolicyName cos-least --PolicyDocument file://policy.json, then tccli cam AttachUserPolicy.',
      zh: '或使用命令：tccli cam CreatePolicy --PolicyName cos-least --PolicyDocument file://policy.json，然后 tccli cam AttachUserPolicy。',
    },
    { en: 'Wait about a minute, then repeat the request.', zh: '等待约一分钟后重试。' },
  ],
  pages: ['help-403', 'user-policy', 'api-actions'],
};
