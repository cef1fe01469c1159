import type { Incident, IncidentEvent } from '../../../lib/alert/incident.js';
import { notificationOf } from '../../../lib/alert/text.js';
import type { Notification } from '../../../lib/notify/message.js';
import { sampleNotification } from '../../../lib/notify/sample.js';

export const NOW = Date.parse('2026-11-23T02:20:00Z');
const KEY = 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE';
const OPTIONS = { timeZone: 'Asia/Shanghai', privacy: { maskKeys: true, maskAddresses: false } };

/** An incident with everything a message can show. */
export function incident(): Incident {
  const group = { bucket: 'photos-1250000000', kind: 'invalid-access-key', requester: '100000000001:100000000002' };
  return {
    fingerprint: 'v1-0123456789abcdef0123',
    key: { by: 'cause', cause: 'key-disabled', bucket: group.bucket, subject: KEY },
    state: 'open',
    groups: [group],
    rules: ['many-denials'],
    severity: 'error',
    shadow: false,
    channels: null,
    repeatMs: 14_400_000,
    resolveAfterMs: 1_800_000,
    episode: 1,
    episodeStartMs: Date.parse('2026-11-23T02:00:00Z'),
    openedAtMs: Date.parse('2026-11-23T02:05:00Z'),
    lastSeenMs: Date.parse('2026-11-23T02:19:30Z'),
    lastActiveMs: NOW,
    resolvedAtMs: null,
    count: 1234,
    share: 1,
    countAtLastMessage: 234,
    reopenedMs: [],
    diagnosis: {
      status: 'ok',
      atMs: NOW,
      main: {
        group: { bucket: group.bucket, kind: 'invalid-access-key', requester: group.requester },
        count: 1234,
        share: 1,
        cause: {
          id: 'key-disabled',
          confidence: 'certain',
          title: { en: 'The access key is disabled', zh: '密钥已被禁用' },
          summary: {
            en: `The key ${KEY} of 100000000002 is disabled since 2026-11-23.`,
            zh: `100000000002 的密钥 ${KEY} 自 2026-11-23 起被禁用。`,
          },
        },
        alternatives: [{ id: 'key-deleted', confidence: 'possible' }],
        checks: [
          {
            id: 'api-key-status',
            status: 'fail',
            detail: { en: 'The key is Inactive.', zh: '密钥状态为 Inactive。' },
            evidence: [],
          },
          {
            id: 'user-policy-allow',
            status: 'unknown',
            detail: { en: 'The policies were not read.', zh: '未读取策略。' },
            evidence: [],
            permission: 'cam:ListAttachedUserAllPolicies',
          },
        ],
        ruledOut: [
          { id: 'key-unknown', because: { en: 'the key belongs to alice', zh: '密钥属于 alice' } },
          { id: 'key-mistyped', because: { en: 'it is exactly a key of the account', zh: '与账号中的密钥完全一致' } },
        ],
        remedy: {
          steps: [
            { en: 'Enable the key, or put a working one in place.', zh: '启用该密钥，或换用有效密钥。' },
            { en: 'Console > CAM > Users > API keys.', zh: '控制台 > 访问管理 > 用户 > API 密钥。' },
          ],
          policy: { version: '2.0', statement: [{ effect: 'allow', action: ['name/cos:GetObject'], resource: ['*'] }] },
          verified: true,
          links: ['https://cloud.tencent.com/document/product/598/45156'],
        },
        missingPermissions: ['cam:ListAttachedUserAllPolicies'],
        subject: KEY,
        onset: {
          since: '2026-11-23T02:00:00Z',
          change: {
            time: '2026-11-23T01:56:00Z',
            bucket: group.bucket,
            action: 'name/cos:PutBucketPolicy',
            requester: '100000000001:100000000009',
          },
          afterMs: 240_000,
        },
      },
    },
    proven: null,
    evidence: {
      requesters: [group.requester],
      addresses: { distinct: 40, top: ['203.0.113.7', '203.0.113.8'] },
      actions: [{ value: 'name/cos:GetObject', count: 1234 }],
      paths: { distinct: 5, top: ['/a/b.txt', '/<img src=x onerror=alert(1)>.png'] },
      userAgents: ['cos-nodejs-sdk-v5-2.14.6 [click](https://evil.example/login) @all <!channel>'],
      referers: ['https://www.example.com/page'],
      accessKeys: [KEY],
      codes: ['InvalidAccessKeyId'],
      samples: [
        {
          requestId: 'NjEyMzQ1Njc4OTAxMjM0NQ==',
          time: '2026-11-23T02:19:30Z',
          action: 'name/cos:GetObject',
          method: 'GET',
          path: '/a/b.txt',
          remoteIp: '203.0.113.7',
          host: 'photos-1250000000.cos.ap-guangzhou.myqcloud.com',
          userAgent: 'cos-nodejs-sdk-v5-2.14.6',
          referer: '-',
          accessKeyId: KEY,
        },
      ],
      succeeded: 3,
    },
    system: null,
    breaches: [
      {
        ...group,
        rule: 'many-denials',
        count: 1234,
        fromMs: Date.parse('2026-11-23T02:05:00Z'),
        toMs: Date.parse('2026-11-23T02:20:00Z'),
        measure: { type: 'share', percent: 61.7, requests: 2000 },
      },
    ],
    messages: 1,
    lastMessageMs: null,
    pending: [],
    muted: null,
  };
}

const event = (change: Partial<IncidentEvent> & Pick<IncidentEvent, 'type'>): IncidentEvent => ({
  incident: incident(),
  changes: [],
  newDenials: 1000,
  sequence: 1,
  ...change,
});

/** Every sort of message, by the name of its approved files. */
export const EXAMPLES: Readonly<Record<string, Notification>> = {
  opened: notificationOf(event({ type: 'opened' }), NOW, OPTIONS),
  repeated: notificationOf(
    event({
      type: 'repeated',
      sequence: 3,
      changes: [
        { what: 'groups', added: 2 },
        { what: 'confidence', from: 'likely', to: 'certain' },
      ],
    }),
    NOW,
    OPTIONS,
  ),
  changed: notificationOf(
    event({ type: 'changed', sequence: 2, changes: [{ what: 'cause', from: 'key-deleted', to: 'key-disabled' }] }),
    NOW,
    OPTIONS,
  ),
  resolved: notificationOf(
    event({
      type: 'resolved',
      sequence: 4,
      resolvedBy: 'quiet',
      newDenials: 0,
      incident: { ...incident(), state: 'resolved', resolvedAtMs: NOW },
    }),
    NOW,
    OPTIONS,
  ),
  undiagnosed: notificationOf(
    event({ type: 'opened', incident: { ...incident(), diagnosis: { status: 'none', reason: 'deadline' } } }),
    NOW,
    { ...OPTIONS, privacy: { maskKeys: true, maskAddresses: true } },
  ),
  test: sampleNotification(NOW),
};
