import type { Cause } from './cause.js';

export const crossAccountNotGranted: Cause = {
  id: 'cross-account-not-granted',
  kinds: ['access-denied', 'unspecified'],
  title: { en: 'Another account without a grant', zh: '跨账号访问未获授权' },
  summary: {
    en: '{requester} belongs to another account than the owner of {bucket} ({owner}). {half}',
    zh: '{requester} 所属账号不是 {bucket} 的拥有者（{owner}）。{half}',
  },
  proves: {
    en: "The root part of the requester differs from the bucket's owner, and neither the bucket policy nor an ACL names it.",
    zh: '请求者的主账号与存储桶拥有者不同，且存储桶策略和 ACL 均未授权它。',
  },
  disproves: {
    en: 'The bucket policy or an ACL grants the request to that account, or both are one account.',
    zh: '存储桶策略或 ACL 已授权该账号，或二者为同一账号。',
  },
  facts: ['bucket-policy', 'bucket-acl', 'object-acl'],
  steps: [
    {
      en: "The owner's half: the bucket policy of {bucket} must name {requester} for {actions} (the policy below).",
      zh: '拥有者一侧：{bucket} 的存储桶策略必须对 {requester} 授予 {actions}（见下方策略）。',
    },
    {
      en: "The caller's half: its own account must allow its sub-user the same actions on this bucket in a CAM policy. The owner cannot see that half.",
      zh: '调用方一侧：其所属账号须在访问管理策略中允许其子用户对该存储桶执行相同操作。拥有者无法查看这一侧。',
    },
    {
      en: 'If the caller should not be here at all, nothing is to be done.',
      zh: '如果该调用方本不应访问，则无需处理。',
    },
  ],
  pages: ['cross-account', 'bucket-policy'],
};
