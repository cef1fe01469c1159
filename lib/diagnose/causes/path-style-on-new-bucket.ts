import type { Cause } from './cause.js';

export const pathStyleOnNewBucket: Cause = {
  id: 'path-style-on-new-bucket',
  kinds: ['path-style-forbidden'],
  title: { en: 'Path-style address on a bucket created since 2024', zh: '2024 年后创建的存储桶使用了路径形式域名' },
  summary: {
    en: '{bucket} is addressed as {host}/{bucket}/…; buckets created on or after 2024-01-01 accept only {bucket}.{host}.',
    zh: '{bucket} 被以 {host}/{bucket}/… 的形式访问；2024-01-01 及之后创建的存储桶只接受 {bucket}.{host}。',
  },
  proves: {
    en: 'The code says so, or the host lacks the bucket and the bucket was created in 2024 or later.',
    zh: '错误码如此说明，或域名中不含存储桶名且存储桶创建于 2024 年及以后。',
  },
  disproves: { en: "The host begins with the bucket's name.", zh: '域名以存储桶名开头。' },
  facts: ['bucket-meta'],
  steps: [
    {
      en: 'Switch the S3 client to virtual-hosted addresses: forcePathStyle: false (AWS SDK v3), s3ForcePathStyle: false (v2), addressing_style = virtual (boto3), force_path_style: false (Grafana tools), provider = TencentCOS with force_path_style = false (rclone).',
      zh: '将 S3 客户端改为虚拟域名形式：forcePathStyle: false（AWS SDK v3）、s3ForcePathStyle: false（v2）、addressing_style = virtual（boto3）、force_path_style: false（Grafana 系列）、rclone 使用 provider = TencentCOS 并设 force_path_style = false。',
    },
    {
      en: 'Endpoint: https://{host}; the client puts the bucket in front.',
      zh: 'Endpoint 填写 https://{host}，由客户端自动加上存储桶名。',
    },
  ],
  pages: ['new-bucket-domains', 's3-sdk'],
};
