import type { Cause } from './cause.js';

export const permissionBoundary: Cause = {
  id: 'permission-boundary',
  kinds: ['access-denied', 'unspecified'],
  title: { en: 'A permission boundary limits the identity', zh: '权限边界限制了该身份' },
  summary: {
    en: 'A policy allows {requester} to do {actions}, but the boundary {policy} does not contain it; only what both allow is allowed.',
    zh: '有策略允许 {requester} 执行 {actions}，但权限边界 {policy} 未包含它；只有二者都允许的操作才被允许。',
  },
  proves: { en: 'Without its boundary the identity would be allowed.', zh: '去掉权限边界后该身份即被允许。' },
  disproves: {
    en: 'The identity has no boundary, or the boundary allows the request.',
    zh: '该身份没有权限边界，或边界允许该请求。',
  },
  facts: ['user', 'role'],
  steps: [
    {
      en: 'Ask whoever set the boundary: CAM console > Users (or Roles) > {requester} > Permission boundary > {policy}. It must allow {actions} on the paths seen.',
      zh: '请联系边界的设置者：访问管理控制台 > 用户（或角色）> {requester} > 权限边界 > {policy}。边界须允许对所见路径执行 {actions}。',
    },
    { en: 'Granting more in ordinary policies cannot help.', zh: '在普通策略中增加授权不起作用。' },
  ],
  pages: ['evaluation-flow', 'user-policy'],
};
