import type { Notification } from './message.js';

/** What `cos403 notify test` sends: short, plainly a test, in the shape of a real message. */
export function sampleNotification(nowMs: number): Notification {
  return {
    id: `test-${Math.trunc(nowMs / 1000).toString(36)}`,
    type: 'test',
    severity: 'info',
    dedupKey: 'cos403-test',
    time: new Date(nowMs).toISOString(),
    title: { en: '[TEST] cos403 reaches this channel', zh: '【测试】cos403 已连通此渠道' },
    action: {
      en: 'Nothing to do: real messages say here what to change.',
      zh: '无需处理：真实消息会在这里说明应修改什么。',
    },
    sections: [
      {
        title: { en: 'Evidence', zh: '依据' },
        lines: [
          { en: '42 refused within 15 min (a made-up example)', zh: '15 分钟内拒绝 42 次（虚构示例）' },
          { en: 'who: 100000000001:100000000002', zh: '请求者：100000000001:100000000002' },
        ],
      },
    ],
    links: [
      {
        label: { en: 'Look up a request id', zh: '请求 ID 诊断' },
        url: 'https://console.cloud.tencent.com/cos5/diagnose',
      },
    ],
    labels: { severity: 'info' },
    data: { test: true },
  };
}
