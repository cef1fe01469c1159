import type { Cause } from './cause.js';

export const keyMistyped: Cause = {
  id: 'key-mistyped',
  kinds: ['invalid-access-key'],
  title: { en: 'The access key is mistyped', zh: '密钥填写有误' },
  summary: {
    en: 'The key {key} does not exist, but {similar} does: {difference}.',
    zh: '密钥 {key} 不存在，但存在 {similar}：{difference}。',
  },
  proves: {
    en: 'A key of the account differs only in case, in one or two characters, or by pasted spaces or quotes.',
    zh: '本账号存在仅大小写不同、仅相差一两个字符、或仅多出空格或引号的密钥。',
  },
  disproves: { en: 'The key exists exactly so, or no key is close.', zh: '存在完全相同的密钥，或没有相近的密钥。' },
  facts: ['key-index'],
  steps: [
    {
      en: 'Copy the SecretId again from the CAM console into the configuration of {addresses}, without spaces, quotes or line ends.',
      zh: '从访问管理控制台重新复制 SecretId 到 {addresses} 的配置中，不要带空格、引号或换行。',
    },
  ],
  pages: ['access-keys', 'help-403'],
};
