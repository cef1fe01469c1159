import type { Cause } from './cause.js';

export const actionNotGranted: Cause = {
  id: 'action-not-granted',
  kinds: ['access-denied', 'unspecified'],
  title: { en: 'The policy lacks the action', zh: '策略缺少该操作' },
  summary: {
    en: '{requester} may use this part of {bucket}, but not for {actions}: {statement} covers the resource, not the action.',
    zh: '{requester} 可以使用 {bucket} 的这部分资源，但没有 {actions}：{statement} 覆盖了资源，却未包含该操作。',
  },
  proves: {
    en: 'An allow statement for the identity covers the resource and none covers the action.',
    zh: '有允许语句覆盖该身份与资源，但没有语句包含该操作。',
  },
  disproves: {
    en: 'An allow statement covers the action, or none covers the resource.',
    zh: '有允许语句包含该操作，或没有语句覆盖该资源。',
  },
  facts: ['user', 'bucket-policy', 'bucket-acl'],
  steps: [
    {
      en: 'Add the missing actions ({actions}) to {statement}, or attach the policy below. COS has an action of its own for HEAD (HeadObject), for form upload (PostObject) and for every step of a multipart upload.',
      zh: '在 {statement} 中补充缺少的操作（{actions}），或关联下方策略。COS 对 HEAD（HeadObject）、表单上传（PostObject）以及分块上传的每一步都有独立的操作名。',
    },
    { en: 'Wait about a minute, then repeat the request.', zh: '等待约一分钟后重试。' },
  ],
  pages: ['api-actions', 'user-policy', 'help-403'],
};
