import type { Cause } from './cause.js';

export const objectAclPrivate: Cause = {
  id: 'object-acl-private',
  kinds: ['access-denied', 'unspecified'],
  title: { en: 'The object itself is private', zh: '对象自身为私有' },
  summary: {
    en: "{path} has an ACL of its own that does not let {requester} read it, although the bucket's ACL would.",
    zh: '{path} 拥有自己的 ACL，不允许 {requester} 读取，尽管存储桶 ACL 允许。',
  },
  proves: {
    en: "The object's own ACL lacks the grant that the bucket's ACL has.",
    zh: '对象自身的 ACL 缺少存储桶 ACL 中的授权。',
  },
  disproves: { en: 'The object inherits, or its ACL grants the request.', zh: '对象继承存储桶权限，或其 ACL 已授权。' },
  facts: ['object-acl', 'bucket-acl', 'bucket-policy'],
  steps: [
    {
      en: "Let the object inherit again: console > file > Permissions > Inherit, or cos.putObjectAcl({ Bucket, Region, Key, ACL: 'default' }).",
      zh: "让对象恢复继承：控制台 > 文件 > 权限 > 继承权限，或 cos.putObjectAcl({ Bucket, Region, Key, ACL: 'default' })。",
    },
    {
      en: 'If nobody set it private: content moderation may have frozen the object. Look at the review page of the console before opening it again.',
      zh: '如果无人设置过私有：可能是内容审核冻结了该对象。重新开放前请查看控制台的审核页面。',
    },
    {
      en: 'Uploads that send x-cos-acl: private cause this for every new object: leave the header out.',
      zh: '上传时携带 x-cos-acl: private 会使每个新对象都如此：请去掉该头部。',
    },
  ],
  pages: ['acl', 'help-403'],
};
