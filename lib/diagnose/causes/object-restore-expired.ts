import type { Cause } from './cause.js';

export const objectRestoreExpired: Cause = {
  id: 'object-restore-expired',
  kinds: ['invalid-object-state'],
  title: { en: 'The restored copy has expired', zh: '恢复的副本已过期' },
  summary: {
    en: 'The restored copy of {path} ({class}) ended at {expiry}.',
    zh: '{path}（{class}）的恢复副本已于 {expiry} 到期。',
  },
  proves: { en: 'HEAD Object shows a restore whose expiry date is past.', zh: 'HEAD Object 显示恢复的到期时间已过。' },
  disproves: { en: 'The copy still exists, or there never was one.', zh: '副本仍然有效，或从未恢复。' },
  facts: ['object'],
  steps: [
    {
      en: 'Restore it again with more days, or copy it to STANDARD while the copy exists if it is needed for longer.',
      zh: '再次恢复并延长天数；若需长期使用，请在副本有效期内复制为标准存储。',
    },
  ],
  pages: ['head-object'],
};
