import type { Cause } from './cause.js';

export const keyUnknown: Cause = {
  id: 'key-unknown',
  kinds: ['invalid-access-key'],
  title: { en: 'The access key belongs to no user of the account', zh: '密钥不属于本账号任何用户' },
  summary: {
    en: 'No user of the account has the key {key}, none has a similar one, and nothing in the log ties it to the account.',
    zh: '本账号没有用户拥有密钥 {key}，也没有相似的密钥，日志中也没有与本账号的关联。',
  },
  proves: {
    en: 'The complete list of users and keys was read; the key is not in it, and no key is close.',
    zh: '已读取完整的用户与密钥列表；其中没有该密钥，也没有相近的密钥。',
  },
  disproves: {
    en: 'A key of the account equals or nearly equals it, or the log names its user.',
    zh: '本账号存在相同或近似的密钥，或日志显示了所属用户。',
  },
  facts: ['key-index'],
  steps: [
    {
      en: 'The program at {addresses} uses a key of another account or another cloud, or one deleted long ago: look at its configuration and use a key of this account.',
      zh: '{addresses} 的程序使用了其他账号或其他云的密钥，或早已删除的密钥：请检查其配置并改用本账号密钥。',
    },
    {
      en: 'If you do not know the address, somebody is trying keys: nothing was let in.',
      zh: '若不认识该地址，则可能有人在试探密钥：请求均未通过。',
    },
  ],
  pages: ['access-keys', 'help-403'],
};
