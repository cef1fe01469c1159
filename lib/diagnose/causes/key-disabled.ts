import type { Cause } from './cause.js';

export const keyDisabled: Cause = {
  id: 'key-disabled',
  kinds: ['invalid-access-key'],
  title: { en: 'The access key is disabled', zh: '密钥已被禁用' },
  summary: { en: 'The key {key} of user {uin} is disabled.', zh: '用户 {uin} 的密钥 {key} 已被禁用。' },
  proves: { en: 'CAM lists the key with status Inactive.', zh: '访问管理列出该密钥，状态为 Inactive。' },
  disproves: { en: 'CAM lists the key as Active, or does not list it.', zh: '访问管理列出该密钥为 Active，或未列出。' },
  facts: ['access-keys', 'key-index'],
  steps: [
    {
      en: 'Find out why it was disabled: a leaked key must stay disabled. If it was a mistake: CAM console > Users > {uin} > API keys > Enable, or tccli cam UpdateAccessKey --TargetUin {uin} --AccessKeyId {key} --Status Active.',
      zh: '先确认禁用原因：已泄露的密钥必须保持禁用。若为误操作：访问管理控制台 > 用户 > {uin} > API 密钥 > 启用，或 tccli cam UpdateAccessKey --TargetUin {uin} --AccessKeyId {key} --Status Active。',
    },
    {
      en: 'Otherwise create a new key, put it where {addresses} reads its configuration, and delete the old one.',
      zh: '否则请创建新密钥，更新 {addresses} 处的配置，并删除旧密钥。',
    },
  ],
  pages: ['access-keys', 'help-403'],
};
