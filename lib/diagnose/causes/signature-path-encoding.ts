import type { Cause } from './cause.js';

export const signaturePathEncoding: Cause = {
  id: 'signature-path-encoding',
  kinds: ['signature-mismatch'],
  title: { en: 'The path is encoded differently in signature and request', zh: '签名与请求的路径编码不一致' },
  summary: {
    en: 'Only unusual paths fail ({form}, for example {path}); {plain}.',
    zh: '只有特殊路径失败（{form}，例如 {path}）；{plain}。',
  },
  proves: {
    en: 'Failing paths contain non-ASCII characters, spaces, +, % or double slashes, and the same key succeeds with plain paths.',
    zh: '失败路径含非 ASCII 字符、空格、+、% 或双斜杠，而同一密钥的普通路径成功。',
  },
  disproves: { en: 'Plain paths fail as well.', zh: '普通路径也失败。' },
  facts: [],
  steps: [
    {
      en: "Sign the decoded path and percent-encode it once when sending: space is %20 (never +), + is %2B. Do not encode twice. Use the SDK's own URL function.",
      zh: '对解码后的路径签名，发送时只编码一次：空格为 %20（不是 +），+ 为 %2B。不要重复编码。请使用 SDK 自带的 URL 函数。',
    },
    {
      en: 'Compare exactly: cos403 signature explain --request request.json --error answer.xml shows the first line that differs.',
      zh: '精确对比：cos403 signature explain --request request.json --error answer.xml 会指出第一处不同。',
    },
  ],
  pages: ['request-signature', 'help-403'],
};
