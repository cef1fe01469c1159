import type { Cause } from './cause.js';

export const temporaryKeyScope: Cause = {
  id: 'temporary-key-scope',
  kinds: ['access-denied', 'unspecified'],
  title: { en: "The temporary key's own policy is too narrow", zh: '临时密钥的权限范围过小' },
  summary: {
    en: 'The identity behind the temporary key ({requester}) may do {actions}, and nothing denies it: the policy given when the key was issued is the likely limit. That policy cannot be read back.',
    zh: '临时密钥背后的身份（{requester}）可以执行 {actions}，且没有拒绝：签发密钥时传入的策略很可能是限制所在。该策略无法事后读取。',
  },
  proves: {
    en: 'The key has the temporary form, the identity is allowed by simulation and no statement denies.',
    zh: '密钥为临时形式，模拟结果显示该身份被允许，且没有拒绝语句。',
  },
  disproves: {
    en: 'The identity itself lacks the permission, or the key is permanent.',
    zh: '该身份本身没有权限，或密钥为永久密钥。',
  },
  facts: ['user', 'role', 'bucket-policy', 'bucket-acl'],
  steps: [
    {
      en: 'Where the key is issued (GetFederationToken, AssumeRole, STS SDK), the policy must contain {actions} on the paths seen; the policy below is enough. In the STS SDK these are allowActions and allowPrefix.',
      zh: '在签发处（GetFederationToken、AssumeRole、STS SDK）传入的策略须包含所见路径上的 {actions}；下方策略即可满足。在 STS SDK 中对应 allowActions 与 allowPrefix。',
    },
    {
      en: 'Form uploads of mini-programs need name/cos:PostObject, multipart uploads need every step (Initiate, UploadPart, ListParts, Complete, Abort).',
      zh: '小程序表单上传需要 name/cos:PostObject，分块上传需要每一步（Initiate、UploadPart、ListParts、Complete、Abort）。',
    },
    {
      en: 'Check that the SessionToken is sent with every request (x-cos-security-token): without it the answer is the same.',
      zh: '确认每个请求都携带 SessionToken（x-cos-security-token）：缺少时返回同样的错误。',
    },
  ],
  pages: ['temporary-keys', 'temporary-key-faq'],
};
