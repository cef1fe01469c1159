import type { Cause } from './cause.js';

export const postPolicyMismatch: Cause = {
  id: 'post-policy-mismatch',
  kinds: ['post-policy-mismatch'],
  title: { en: "The form's fields do not fit its policy", zh: '表单字段与 policy 不符' },
  summary: {
    en: 'A field of the form upload differs from what its policy demands: {message}.',
    zh: '表单上传的某个字段与 policy 的要求不符：{message}。',
  },
  proves: { en: 'The message names the field.', zh: '错误信息指出了该字段。' },
  disproves: { en: 'The fields fit.', zh: '字段相符。' },
  facts: [],
  steps: [
    {
      en: "Make field and policy agree: bucket, key (or starts-with), q-ak, q-sign-algorithm and q-sign-time of the form must be the values in the policy's conditions.",
      zh: '使字段与 policy 一致：表单的 bucket、key（或 starts-with）、q-ak、q-sign-algorithm、q-sign-time 必须与 policy 的 conditions 相同。',
    },
  ],
  pages: ['post-object'],
};
