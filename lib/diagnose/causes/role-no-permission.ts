import type { Cause } from './cause.js';

export const roleNoPermission: Cause = {
  id: 'role-no-permission',
  kinds: ['access-denied', 'unspecified'],
  title: { en: 'The role has no permission for this', zh: '角色没有相应权限' },
  summary: {
    en: 'The role {requester} asks for {actions} in {bucket}, and neither its policies nor the bucket policy grant anything close to that.',
    zh: '角色 {requester} 对 {bucket} 执行 {actions}，但其策略与存储桶策略中都没有相近的授权。',
  },
  proves: {
    en: 'All policies of the role were read; none allows the request and none comes close.',
    zh: '已读取角色的全部策略；没有一条允许该请求，也没有相近的语句。',
  },
  disproves: {
    en: 'A policy of the role allows the action or the resource, or a statement refuses it.',
    zh: '角色策略允许该操作或该资源，或有语句显式拒绝。',
  },
  facts: ['role', 'bucket-policy', 'bucket-acl'],
  steps: [
    {
      en: 'CAM console > Roles > {requester} > attach a policy with the least that the seen requests need (below): tccli cam AttachRolePolicy.',
      zh: '访问管理控制台 > 角色 > {requester} > 关联仅含所见请求所需最小权限的策略（见下方）：tccli cam AttachRolePolicy。',
    },
    {
      en: 'A function or service keeps credentials for some time: wait until it has fetched new ones.',
      zh: '函数或服务会缓存凭证一段时间：请等待其获取新的凭证。',
    },
  ],
  pages: ['user-policy', 'api-actions'],
};
