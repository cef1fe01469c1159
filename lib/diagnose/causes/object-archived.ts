import type { Cause } from './cause.js';

export const objectArchived: Cause = {
  id: 'object-archived',
  kinds: ['invalid-object-state'],
  title: { en: 'The object is archived', zh: '对象处于归档状态' },
  summary: {
    en: '{path} is in storage class {class} and not restored: its data cannot be read before a restore.',
    zh: '{path} 的存储类型为 {class} 且未恢复：恢复前无法读取数据。',
  },
  proves: { en: 'HEAD Object shows an archive class and no restore.', zh: 'HEAD Object 显示归档类存储且没有恢复。' },
  disproves: {
    en: 'The object is in another class, being restored, or restored.',
    zh: '对象为其他存储类型、正在恢复或已恢复。',
  },
  facts: ['object'],
  steps: [
    {
      en: "Restore it and wait: cos.restoreObject({ Bucket, Region, Key, RestoreRequest: { Days: 7, CASJobParameters: { Tier: 'Standard' } } }), or coscli restore cos://{bucket}{path} --days 7 --mode Standard. ARCHIVE takes minutes to hours, DEEP_ARCHIVE 12 to 48 hours; reading back costs money.",
      zh: "先恢复并等待：cos.restoreObject({ Bucket, Region, Key, RestoreRequest: { Days: 7, CASJobParameters: { Tier: 'Standard' } } })，或 coscli restore cos://{bucket}{path} --days 7 --mode Standard。ARCHIVE 需数分钟到数小时，DEEP_ARCHIVE 需 12 至 48 小时；取回会产生费用。",
    },
    {
      en: 'If such objects are read regularly, keep them out of the lifecycle rule that archives them.',
      zh: '若此类对象经常被读取，请将其排除在归档的生命周期规则之外。',
    },
  ],
  pages: ['head-object', 'error-codes'],
};
