import type { Cause } from './cause.js';

export const imageProcessingUnauthorized: Cause = {
  id: 'image-processing-unauthorized',
  kinds: ['no-process-authority'],
  title: { en: 'No right to process images', zh: '没有图片处理权限' },
  summary: {
    en: '{requester} asks for image processing on {bucket}, and Cloud Infinite is not bound or not allowed.',
    zh: '{requester} 请求对 {bucket} 进行图片处理，但未绑定数据万象或没有权限。',
  },
  proves: { en: 'The code says so.', zh: '错误码如此说明。' },
  disproves: { en: 'The request asks for no processing.', zh: '请求不含图片处理。' },
  facts: [],
  steps: [
    {
      en: 'Console > bucket > Image processing: bind Cloud Infinite (CI) to the bucket; then allow the caller ci:* on it.',
      zh: '控制台 > 存储桶 > 图片处理：为存储桶绑定数据万象（CI），并为调用者授予 ci:* 权限。',
    },
  ],
  pages: ['error-codes'],
};
