import type { Cause } from './cause.js';

export const signatureWrongSecret: Cause = {
  id: 'signature-wrong-secret',
  kinds: ['signature-mismatch'],
  title: { en: 'SecretId and SecretKey do not belong together', zh: 'SecretId 与 SecretKey 不匹配' },
  summary: {
    en: 'Every request of the key {key} fails, with plain paths and at the default domain: the SecretKey is most likely not the one of this SecretId.',
    zh: '密钥 {key} 的所有请求均失败，路径普通且使用默认域名：SecretKey 很可能与该 SecretId 不匹配。',
  },
  proves: {
    en: 'All requests of the key fail and none succeeds in the same time.',
    zh: '该密钥的全部请求失败，同期没有成功。',
  },
  disproves: {
    en: 'A request of the same key succeeded, or passed the signature check.',
    zh: '同一密钥有请求成功，或通过了签名校验。',
  },
  facts: [],
  steps: [
    {
      en: 'Copy SecretId and SecretKey together again into the configuration of {addresses}, without spaces or line ends. The SecretKey is shown only once: if it is lost, create a new key.',
      zh: '将 SecretId 与 SecretKey 成对重新复制到 {addresses} 的配置中，不要带空格或换行。SecretKey 仅显示一次：若丢失请新建密钥。',
    },
    {
      en: 'With temporary keys: id, key and token must come from the same answer.',
      zh: '使用临时密钥时：id、key、token 必须来自同一次响应。',
    },
    {
      en: 'If your own code signs: cos403 signature verify --request request.json checks it against the secret.',
      zh: '若为自写签名代码：cos403 signature verify --request request.json 可用密钥校验。',
    },
  ],
  pages: ['request-signature', 'help-403'],
};
