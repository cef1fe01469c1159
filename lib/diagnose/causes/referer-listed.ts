import type { Cause } from './cause.js';

export const refererListed: Cause = {
  id: 'referer-listed',
  kinds: ['referer-denied'],
  title: { en: 'The referer is on the black list', zh: 'referer 在黑名单中' },
  summary: {
    en: 'The referer {referer} matches the entry {entry} of the black list of {bucket}.',
    zh: 'referer {referer} 命中 {bucket} 黑名单中的条目 {entry}。',
  },
  proves: {
    en: 'The rule is a black list and the entry is a prefix of the referer without its scheme.',
    zh: '规则为黑名单，且该条目是去掉协议后 referer 的前缀。',
  },
  disproves: { en: 'No entry matches, or the rule is off.', zh: '没有条目匹配，或规则未启用。' },
  facts: ['bucket-referer'],
  steps: [
    {
      en: 'If the page is meant to work, remove or narrow the entry {entry}: entries match by prefix, so www.example.com also matches www.example.com.cn.',
      zh: '若该页面应当可用，请删除或收窄条目 {entry}：条目按前缀匹配，www.example.com 也会匹配 www.example.com.cn。',
    },
    { en: 'If it is not, the rule does its work.', zh: '若不应可用，则规则正在发挥作用。' },
  ],
  pages: ['referer'],
};
