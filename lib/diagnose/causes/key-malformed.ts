import type { Cause } from './cause.js';

export const keyMalformed: Cause = {
  id: 'key-malformed',
  kinds: ['invalid-access-key'],
  title: { en: 'The access key has no valid form', zh: '密钥格式不正确' },
  summary: { en: '"{key}" is no SecretId: {difference}.', zh: '“{key}” 不是 SecretId：{difference}。' },
  proves: {
    en: 'The message says so, or the value has not the form AKID + 32 letters and digits and is no temporary key.',
    zh: '错误信息如此说明，或该值不是 AKID 加 32 位字母数字的形式，也不是临时密钥。',
  },
  disproves: { en: 'The value has the form of a key.', zh: '该值符合密钥格式。' },
  facts: ['key-index'],
  steps: [
    {
      en: 'Look at the configuration of {addresses}: a placeholder, an unset variable, the secret in place of the id, or a key of another cloud.',
      zh: '检查 {addresses} 的配置：占位符、未设置的变量、误把 SecretKey 当作 SecretId，或其他云的密钥。',
    },
  ],
  pages: ['access-keys', 'error-codes'],
};
