import type { Cause } from './cause.js';

export const objectAvailableNow: Cause = {
  id: 'object-available-now',
  kinds: ['invalid-object-state'],
  title: { en: 'The object can be read today', zh: '对象当前可读' },
  summary: {
    en: '{path} can be read today (class {class}{until}): it was restored or moved since.',
    zh: '{path} 当前可读（类型 {class}{until}）：之后已被恢复或转换。',
  },
  proves: {
    en: 'HEAD Object shows a readable class, or a restored copy that has not expired.',
    zh: 'HEAD Object 显示可读的存储类型，或未到期的恢复副本。',
  },
  disproves: { en: 'It is archived without a valid copy.', zh: '对象已归档且没有有效副本。' },
  facts: ['object'],
  steps: [
    {
      en: 'Repeat the request. Programs should check x-cos-restore before they read archived objects.',
      zh: '重试请求。程序读取归档对象前应检查 x-cos-restore。',
    },
  ],
  pages: ['head-object'],
};
