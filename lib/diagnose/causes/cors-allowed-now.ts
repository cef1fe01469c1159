import type { Cause } from './cause.js';

export const corsAllowedNow: Cause = {
  id: 'cors-allowed-now',
  kinds: ['cors-forbidden'],
  title: { en: "Allowed by today's CORS rules", zh: '按当前跨域规则应被允许' },
  summary: {
    en: "Today's CORS rules of {bucket} allow the origin {origin} with every method and header: they were changed since, or the origin was another one.",
    zh: '{bucket} 当前的跨域规则允许来源 {origin} 使用任意方法与请求头：规则已被修改，或实际来源不同。',
  },
  proves: {
    en: 'A rule allows the origin with all methods and all headers.',
    zh: '有规则允许该来源使用所有方法与请求头。',
  },
  disproves: { en: 'No rule does.', zh: '没有这样的规则。' },
  facts: ['bucket-cors'],
  steps: [
    {
      en: 'Repeat the preflight (cos403 diagnose --probe does it). Browsers keep a refused preflight for a while: reload without cache.',
      zh: '重新发起预检（cos403 diagnose --probe 可完成）。浏览器会缓存预检结果：请不使用缓存重新加载。',
    },
  ],
  pages: ['cors', 'options-object'],
};
