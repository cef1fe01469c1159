import type { Cause } from './cause.js';

export const copySourceNotOwned: Cause = {
  id: 'copy-source-not-owned',
  kinds: ['not-source-owner'],
  title: { en: 'The caller does not own the source bucket', zh: '调用者不是源存储桶的拥有者' },
  summary: {
    en: '{requester} sets up something between two buckets and does not own the source {bucket}.',
    zh: '{requester} 在两个存储桶之间进行配置，但不是源存储桶 {bucket} 的拥有者。',
  },
  proves: { en: 'The code says so.', zh: '错误码如此说明。' },
  disproves: { en: "The caller's account owns the source.", zh: '调用者账号拥有源存储桶。' },
  facts: [],
  steps: [
    {
      en: 'Do it with the account that owns the source bucket, or let both buckets belong to one account. A grant alone is not enough for replication.',
      zh: '请使用拥有源存储桶的账号操作，或让两个存储桶属于同一账号。对于跨地域复制，仅授权是不够的。',
    },
  ],
  pages: ['error-codes', 'cross-account'],
};
