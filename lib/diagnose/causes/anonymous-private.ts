import type { Cause } from './cause.js';

export const anonymousPrivate: Cause = {
  id: 'anonymous-private',
  kinds: ['access-denied', 'unspecified'],
  title: { en: 'Anonymous request for private data', zh: '匿名访问私有数据' },
  summary: {
    en: 'Requests without a signature ask for {actions} in {bucket}, and nothing there lets everybody do that.',
    zh: '未签名的请求对 {bucket} 执行 {actions}，而该存储桶没有向所有人开放这些操作。',
  },
  proves: {
    en: "The request is unsigned; neither the object's ACL, the bucket's ACL nor the bucket policy allows everyone.",
    zh: '请求未签名；对象 ACL、存储桶 ACL 和存储桶策略均未允许所有人。',
  },
  disproves: {
    en: 'The bucket or object is publicly readable, or a statement of the bucket policy refuses everyone.',
    zh: '存储桶或对象为公有读，或存储桶策略中有拒绝所有人的语句。',
  },
  facts: ['bucket-acl', 'bucket-policy', 'object-acl'],
  steps: [
    {
      en: "Decide whether {path} is meant to be public. If not, nothing is broken: hand out presigned URLs, for example cos.getObjectUrl({ Bucket, Region, Key, Method: '{method}', Sign: true, Expires: 900 }) in the Node SDK (for reading also: coscli signurl cos://{bucket}{path} --time 900).",
      zh: "先判断 {path} 是否应当公开。若不应公开，则一切正常：请发放预签名 URL，例如 Node SDK 的 cos.getObjectUrl({ Bucket, Region, Key, Method: '{method}', Sign: true, Expires: 900 })（读取还可用 coscli signurl cos://{bucket}{path} --time 900）。",
    },
    {
      en: 'Behind a CDN domain: switch on origin-pull authentication instead of opening the bucket.',
      zh: '使用 CDN 域名时：请开启回源鉴权，而不是公开存储桶。',
    },
    {
      en: 'Check that the object exists: a refused anonymous caller gets 403 for missing objects too.',
      zh: '请确认对象存在：被拒绝的匿名请求访问不存在的对象时同样得到 403。',
    },
    {
      en: 'Only if this data is meant for everybody: console > bucket > Permission management, allow read for that prefix alone. It exposes the data and its traffic costs to the whole internet; never open writes.',
      zh: '仅当数据确实面向所有人：控制台 > 存储桶 > 权限管理，只对该前缀开放读。这会把数据与流量费用暴露给整个互联网；切勿开放写权限。',
    },
  ],
  pages: ['help-403', 'acl', 'presigned-url-faq'],
};
