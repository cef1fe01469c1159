import type { Cause } from './cause.js';

export const corsMethodNotAllowed: Cause = {
  id: 'cors-method-not-allowed',
  kinds: ['cors-forbidden'],
  title: { en: 'The method is in no CORS rule for this origin', zh: '跨域规则不允许该方法' },
  summary: {
    en: 'The CORS rules of {bucket} allow the origin {origin}, but not every method; missing: {methods}. The requested method is not in the log.',
    zh: '{bucket} 的跨域规则允许来源 {origin}，但未包含全部方法：缺少 {methods}。日志不记录预检请求的方法。',
  },
  proves: {
    en: 'A rule matches the origin, its headers are open, and methods are missing.',
    zh: '有规则匹配该来源且请求头不受限，但缺少方法。',
  },
  disproves: { en: 'The rules for the origin allow every method.', zh: '该来源的规则允许所有方法。' },
  facts: ['bucket-cors'],
  steps: [
    {
      en: "Look at the failing call in the browser's network panel: the preflight's Access-Control-Request-Method. Add it to the rule (missing today: {methods}).",
      zh: '在浏览器网络面板查看失败请求的 Access-Control-Request-Method，并加入规则（当前缺少：{methods}）。',
    },
  ],
  pages: ['cors', 'options-object'],
};
