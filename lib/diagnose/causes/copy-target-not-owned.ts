import type { Cause } from './cause.js';

export const copyTargetNotOwned: Cause = {
  id: 'copy-target-not-owned',
  kinds: ['not-target-owner'],
  title: { en: 'The caller does not own the target bucket', zh: '调用者不是目标存储桶的拥有者' },
  summary: {
    en: '{requester} sets up something between two buckets and does not own the target of {bucket}.',
    zh: '{requester} 在两个存储桶之间进行配置，但不是 {bucket} 的目标存储桶的拥有者。',
  },
  proves: { en: 'The code says so.', zh: '错误码如此说明。' },
  disproves: { en: "The caller's account owns the target.", zh: '调用者账号拥有目标存储桶。' },
  facts: [],
  steps: [
    {
      en: 'Do it with the account that owns the target bucket, or choose a target of the same account.',
      zh: '请使用拥有目标存储桶的账号操作，或选择同一账号的目标存储桶。',
    },
  ],
  pages: ['error-codes', 'cross-account'],
};
