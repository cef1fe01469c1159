import type { Text } from '../../lib/lang.js';

/** Words of the scan's human formats. */
export const WORDS = {
  denials: { en: 'denials', zh: '拒绝数' },
  kind: { en: 'kind', zh: '类型' },
  account: { en: 'account', zh: '账号' },
  bucket: { en: 'bucket', zh: '存储桶' },
  requester: { en: 'requester', zh: '请求者' },
  action: { en: 'action', zh: '操作' },
  path: { en: 'path', zh: '路径' },
  from: { en: 'from', zh: '来源' },
  since: { en: 'first seen', zh: '首次' },
  last: { en: 'last seen', zh: '最近' },
  when: { en: 'when (UTC)', zh: '时间 (UTC)' },
  message: { en: 'message', zh: '消息' },
  requests: { en: 'requests', zh: '请求数' },
} as const satisfies Record<string, Text>;
