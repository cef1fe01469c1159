import type { Cause } from './cause.js';

export const corsHeaderNotAllowed: Cause = {
  id: 'cors-header-not-allowed',
  kinds: ['cors-forbidden'],
  title: { en: 'A request header is in no CORS rule for this origin', zh: '跨域规则不允许该请求头' },
  summary: {
    en: 'The CORS rules of {bucket} allow the origin {origin}, but only the headers {headers}. The requested headers are not in the log.',
    zh: '{bucket} 的跨域规则允许来源 {origin}，但仅允许请求头 {headers}。日志不记录预检请求的请求头。',
  },
  proves: {
    en: 'A rule matches the origin, allows every method and names headers instead of *.',
    zh: '有规则匹配该来源并允许所有方法，但请求头为具名列表而非 *。',
  },
  disproves: { en: 'The rules for the origin allow every header.', zh: '该来源的规则允许所有请求头。' },
  facts: ['bucket-cors'],
  steps: [
    {
      en: "Look at the preflight's Access-Control-Request-Headers in the browser's network panel and add what is missing, or use *. SDKs send authorization, content-type and x-cos-* headers.",
      zh: '在浏览器网络面板查看 Access-Control-Request-Headers，补充缺少的请求头，或使用 *。SDK 会发送 authorization、content-type 与 x-cos-* 头部。',
    },
  ],
  pages: ['cors', 'options-object'],
};
