import type { Cause } from './cause.js';

export const keyDeleted: Cause = {
  id: 'key-deleted',
  kinds: ['invalid-access-key'],
  title: { en: 'The access key was deleted', zh: '密钥已被删除' },
  summary: { en: 'The key {key} does not exist any more{owned}.', zh: '密钥 {key} 已不存在{owned}。' },
  proves: {
    en: 'The log names the user, or the key worked before, or CAM says so; and CAM does not list the key any more.',
    zh: '日志显示了所属用户、或该密钥此前可用、或访问管理表明已删除；且访问管理不再列出该密钥。',
  },
  disproves: { en: 'CAM lists the key.', zh: '访问管理列出了该密钥。' },
  facts: ['access-keys', 'key-index'],
  steps: [
    {
      en: 'A deleted key does not come back. Create a new one (CAM console > Users > API keys) and put it where {addresses} reads its configuration.',
      zh: '已删除的密钥无法恢复。请创建新密钥（访问管理控制台 > 用户 > API 密钥），并更新 {addresses} 处的配置。',
    },
    {
      en: 'If nobody runs that program any more, stop it: {addresses}.',
      zh: '若该程序已无人维护，请停用它：{addresses}。',
    },
  ],
  pages: ['access-keys', 'help-403'],
};
