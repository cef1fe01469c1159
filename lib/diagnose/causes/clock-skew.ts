import type { Cause } from './cause.js';

export const clockSkew: Cause = {
  id: 'clock-skew',
  kinds: ['time-skewed', 'request-expired'],
  title: { en: "The client's clock is wrong", zh: '客户端时钟不准' },
  summary: {
    en: 'The clock of {addresses} is {skew}; COS accepts 15 minutes.',
    zh: '{addresses} 的时钟{skew}；COS 允许 15 分钟。',
  },
  proves: {
    en: "COS says that the time is off, or the signing time differs from the request's start by a constant amount.",
    zh: 'COS 提示时间偏差，或签名时间与请求开始时间之差恒定。',
  },
  disproves: { en: 'The signing time is right.', zh: '签名时间正确。' },
  facts: [],
  steps: [
    {
      en: "Synchronise the clock of {addresses}: timedatectl set-ntp true, or chronyc makestep. In containers it is the host's clock.",
      zh: '同步 {addresses} 的时钟：timedatectl set-ntp true，或 chronyc makestep。容器使用宿主机时钟。',
    },
    {
      en: 'Phones and browsers of strangers cannot be mended: let the SDK correct it (CorrectClockSkew: true, the default of the Node SDK), or sign on the server.',
      zh: '无法修正他人的手机与浏览器：让 SDK 自动校正（CorrectClockSkew: true，Node SDK 默认开启），或在服务端签名。',
    },
  ],
  pages: ['help-403', 'error-codes'],
};
