import type { Cause } from './cause.js';

export const objectRestoring: Cause = {
  id: 'object-restoring',
  kinds: ['invalid-object-state'],
  title: { en: 'The object is still being restored', zh: '对象正在恢复中' },
  summary: {
    en: 'A restore of {path} ({class}) is under way; it can be read when it is finished.',
    zh: '{path}（{class}）正在恢复，完成后即可读取。',
  },
  proves: { en: 'HEAD Object shows ongoing-request="true".', zh: 'HEAD Object 显示 ongoing-request="true"。' },
  disproves: { en: 'No restore is under way.', zh: '没有正在进行的恢复。' },
  facts: ['object'],
  steps: [
    {
      en: 'Wait and ask again with HEAD Object until x-cos-restore shows an expiry date. ARCHIVE takes minutes to hours, DEEP_ARCHIVE 12 to 48 hours depending on the tier.',
      zh: '等待并用 HEAD Object 查询，直到 x-cos-restore 出现到期时间。ARCHIVE 需数分钟到数小时，DEEP_ARCHIVE 视模式需 12 至 48 小时。',
    },
    {
      en: 'Let the program poll or use the event cos:ObjectRestore:Completed instead of reading at once.',
      zh: '让程序轮询，或使用 cos:ObjectRestore:Completed 事件，而不是立即读取。',
    },
  ],
  pages: ['head-object'],
};
