import type { Cause } from './cause.js';

export const timeZoneError: Cause = {
  id: 'time-zone-error',
  kinds: ['time-skewed', 'request-expired'],
  title: { en: 'Local time is used as UTC', zh: '把本地时间当作 UTC 使用' },
  summary: {
    en: 'The signing time of {addresses} is {skew}, a whole number of half hours: local time was taken for UTC, or the zone is set wrong.',
    zh: '{addresses} 的签名时间 {skew}，恰为半小时的整数倍：把本地时间当作了 UTC，或时区设置错误。',
  },
  proves: {
    en: 'The signing time is off by more than 15 minutes and within 2 minutes of a whole half hour.',
    zh: '签名时间偏差超过 15 分钟，且与半小时整数倍相差不超过 2 分钟。',
  },
  disproves: { en: 'The deviation is no whole number of half hours.', zh: '偏差不是半小时的整数倍。' },
  facts: [],
  steps: [
    {
      en: 'q-sign-time counts seconds since 1970 in UTC. Use Date.now() / 1000, time.time() or System.currentTimeMillis() / 1000, never a formatted local time parsed back.',
      zh: 'q-sign-time 为 1970 年以来的 UTC 秒数。请使用 Date.now() / 1000、time.time() 或 System.currentTimeMillis() / 1000，不要把格式化的本地时间再解析回来。',
    },
    {
      en: 'On devices: set the time zone and the clock together; a clock set to local wall time with zone UTC gives exactly this.',
      zh: '对设备：请同时设置时区与时钟；时区为 UTC 却按本地时间设置的时钟正会导致该问题。',
    },
  ],
  pages: ['request-signature', 'help-403'],
};
