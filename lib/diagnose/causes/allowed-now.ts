import type { Cause } from './cause.js';

export const allowedNow: Cause = {
  id: 'allowed-now',
  kinds: ['access-denied', 'unspecified'],
  title: { en: "Allowed by today's settings", zh: '按当前设置应被允许' },
  summary: {
    en: "Today's settings allow {requester} to do {actions} ({granted}): it was mended since, or the change had not yet taken effect. CAM needs about a minute for a change.",
    zh: '当前设置允许 {requester} 执行 {actions}（{granted}）：问题已被修复，或当时修改尚未生效。访问管理的修改约需一分钟生效。',
  },
  proves: {
    en: "The simulation of the seen requests with today's settings allows them.",
    zh: '用当前设置模拟所见请求，结果为允许。',
  },
  disproves: { en: 'A statement denies them, or nothing allows them.', zh: '有语句拒绝，或没有任何允许。' },
  facts: ['bucket-policy', 'bucket-acl', 'user', 'object-acl'],
  steps: [
    {
      en: "Repeat the request now. If it still fails, the settings read are not those in force: check the region, the account and the snapshot's time.",
      zh: '立即重试该请求。若仍失败，则所读取的设置并非生效的设置：请核对地域、账号与快照时间。',
    },
    {
      en: 'If it comes and goes: wait a minute after every change of a policy before using it.',
      zh: '若时好时坏：每次修改策略后请等待一分钟再使用。',
    },
  ],
  pages: ['evaluation-flow', 'request-id'],
};
