import type { Cause } from './cause.js';

export const corsOriginNotAllowed: Cause = {
  id: 'cors-origin-not-allowed',
  kinds: ['cors-forbidden'],
  title: { en: "The page's origin is in no CORS rule", zh: '来源不在跨域规则中' },
  summary: {
    en: 'No CORS rule of {bucket} allows the origin {origin}. The origin is taken from the referer: the log does not hold it.',
    zh: '{bucket} 的跨域规则均不允许来源 {origin}。该来源由 referer 推断：日志不记录 Origin。',
  },
  proves: {
    en: 'The origin (scheme, host, port) that the referer tells matches no AllowedOrigin.',
    zh: '由 referer 得到的来源（协议、主机、端口）与所有 AllowedOrigin 均不匹配。',
  },
  disproves: { en: 'A rule allows that origin.', zh: '有规则允许该来源。' },
  facts: ['bucket-cors'],
  steps: [
    {
      en: 'Console > bucket > Security management > CORS: add {origin} to the rule, with scheme and port exactly as the browser sends them.',
      zh: '控制台 > 存储桶 > 安全管理 > 跨域访问 CORS 设置：将 {origin} 加入规则，协议与端口须与浏览器发送的完全一致。',
    },
    {
      en: "Test: curl -i -X OPTIONS -H 'Origin: {origin}' -H 'Access-Control-Request-Method: PUT' https://{host}{path}",
      zh: "测试：curl -i -X OPTIONS -H 'Origin: {origin}' -H 'Access-Control-Request-Method: PUT' https://{host}{path}",
    },
  ],
  pages: ['cors', 'options-object'],
};
