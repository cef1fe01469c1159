import type { Cause } from './cause.js';

export const unexplained: Cause = {
  id: 'unexplained',
  kinds: 'any',
  title: { en: 'No cause found', zh: '未找到原因' },
  summary: {
    en: 'What the log and the facts show explains {rest} no further: {message}.',
    zh: '日志与已知事实无法进一步解释 {rest}：{message}。',
  },
  proves: { en: 'No check fails, or the needed facts are unknown.', zh: '没有失败的检查，或所需事实未知。' },
  disproves: { en: 'Any cause is proven.', zh: '已证明某个原因。' },
  facts: [],
  steps: [
    {
      en: 'Grant the missing permissions named below and run again, or give the tool one request id: cos403 diagnose --request-id ID.',
      zh: '授予下列缺失的权限后重新运行，或指定一个请求 ID：cos403 diagnose --request-id ID。',
    },
    {
      en: "The vendor's self-service page knows single request ids of the last days: console.cloud.tencent.com/cos5/diagnose.",
      zh: '官方自助诊断可查询最近几天的单个请求 ID：console.cloud.tencent.com/cos5/diagnose。',
    },
  ],
  pages: ['request-id', 'help-403'],
};
