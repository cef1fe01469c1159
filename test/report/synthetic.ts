import type { Counted, Group, Slot, TopList, WindowView } from '../../lib/aggregate/model.js';
import type { Kind } from '../../lib/denial/kinds.js';
import type { CauseId } from '../../lib/diagnose/ids.js';
import type { Diagnosis } from '../../lib/diagnose/model.js';
import type { DatedDiagnosis } from '../../lib/report/model.js';
import { dayBounds } from '../../lib/report/zone.js';

/** Small seeded generator (mulberry32): the same seed gives the same day. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const iso = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const top = (entries: readonly Counted[], distinct = entries.length): TopList => ({ distinct, top: entries });

const STORIES = [
  [
    'access-denied',
    'action-not-granted',
    'The policy grants reading but not this action',
    '策略允许读取，但未授予此操作',
  ],
  ['access-denied', 'anonymous-private', 'Anonymous request to a private bucket', '匿名请求访问私有存储桶'],
  ['invalid-access-key', 'key-disabled', 'The access key is disabled', '密钥已被禁用'],
  ['referer-denied', 'referer-not-listed', 'The referring site is not on the white list', '来源站点不在白名单中'],
  ['cors-forbidden', 'cors-origin-not-allowed', 'No CORS rule allows this origin', '没有跨域规则允许该来源'],
  ['request-expired', 'signature-expired', 'The link had expired', '链接已过期'],
  ['invalid-object-state', 'object-archived', 'The object is archived', '对象已归档'],
  ['signature-mismatch', 'unexplained', 'Nothing we know explains it', '未能解释'],
  [
    'path-style-forbidden',
    'path-style-on-new-bucket',
    'Path-style address on a bucket created since 2024',
    '2024 年后创建的存储桶不支持路径式域名',
  ],
  ['time-skewed', 'clock-skew', 'The client’s clock is off', '客户端时间偏差'],
] as const satisfies readonly (readonly [Kind, CauseId, string, string])[];

const AGENTS = [
  'cos-nodejs-sdk-v5-3.0.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1',
  'aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22 md/GOOS#linux md/GOARCH#amd64 api/s3#1.58.2',
  'cos-python-sdk-v5/1.9.30',
  'curl/8.5.0',
];

export interface SyntheticOptions {
  readonly date: string;
  readonly timeZone: string;
  readonly groups: number;
  readonly seed?: number;
  /** Mean denials of a group. */
  readonly size?: number;
}

/** A day's view as the aggregate would give it: slots, groups and totals agree. */
export function syntheticDay(options: SyntheticOptions): { view: WindowView; diagnoses: DatedDiagnosis[] } {
  const random = randomOf(options.seed ?? 1);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const { fromMs, toMs } = dayBounds(options.date, options.timeZone);
  const slotCount = Math.max(1, Math.floor((toMs - fromMs) / 300_000));
  const slots = new Map<
    string,
    { start: string; bucket: string; requests: number; denials: number; kinds: Partial<Record<Kind, number>> }
  >();
  const groups: Group[] = [];
  const groupSlots: { start: string; count: number }[][] = [];
  const diagnoses: DatedDiagnosis[] = [];
  const buckets = ['media-1250000000', 'backup-1250000000', 'webapp-assets-1250000000'];
  const slotOf = (index: number, bucket: string) => {
    const start = iso(fromMs + index * 300_000);
    const key = `${start} ${bucket}`;
    let slot = slots.get(key);
    if (!slot) slots.set(key, (slot = { start, bucket, requests: 0, denials: 0, kinds: {} }));
    return slot;
  };
  for (let index = 0; index < slotCount; index += 1) {
    for (const bucket of buckets) {
      const wave = 1 + Math.sin(((index / slotCount) * 2 - 0.5) * Math.PI);
      slotOf(index, bucket).requests += Math.floor(random() * 60 * wave) + 5;
    }
  }
  for (let g = 0; g < options.groups; g += 1) {
    const [kind, causeId, en, zh] = STORIES[g % STORIES.length]!;
    const bucket = pick(buckets);
    const requester =
      causeId === 'anonymous-private' && g < 10 ? 'anonymous' : `100000000001:1000000${String(10_000 + g)}`;
    const key = `AKID${Math.floor(random() * 1e16)
      .toString(36)
      .padStart(12, 'x')}${String(g).padStart(6, '0')}EXAMPLE`;
    const wanted = Math.max(1, Math.round((((options.size ?? 40) * 4) / Math.sqrt(g + 1)) * (0.5 + random())));
    const counts = new Map<number, number>();
    const begin = Math.floor(random() * slotCount * 0.7);
    for (let n = 0; n < wanted; n += 1) {
      const index = Math.min(slotCount - 1, begin + Math.floor(random() * random() * slotCount * 0.6));
      counts.set(index, (counts.get(index) ?? 0) + 1);
    }
    const sorted = [...counts].sort(([a], [b]) => a - b);
    for (const [index, count] of sorted) {
      const slot = slotOf(index, bucket);
      slot.denials += count;
      slot.requests += count;
      slot.kinds[kind] = (slot.kinds[kind] ?? 0) + count;
    }
    const firstSeen = iso(fromMs + sorted[0]![0] * 300_000 + 7_000);
    const lastSeen = iso(fromMs + sorted.at(-1)![0] * 300_000 + 211_000);
    const agent = pick(AGENTS);
    const path = `/photos/2026/${String(g).padStart(4, '0')}/${pick(['cover', 'index', 'avatar', '封面'])}.${pick(['jpg', 'json', 'mp4'])}`;
    const ip = `203.0.${113 + (g % 3)}.${g % 250}`;
    const action = `name/cos:${pick(['GetObject', 'PutObject', 'HeadObject', 'OptionsObject'])}`;
    const sample = (n: number) => ({
      requestId: `NjZ${(g * 7 + n).toString(36)}${Math.floor(random() * 1e12).toString(36)}==`,
      time: firstSeen,
      action,
      method: action.includes('Put') ? 'PUT' : 'GET',
      path,
      remoteIp: ip,
      host: `${bucket}.cos.ap-guangzhou.myqcloud.com`,
      userAgent: agent,
      referer: '-',
      accessKeyId: requester === 'anonymous' ? '-' : key,
    });
    groups.push({
      bucket,
      kind,
      requester,
      count: wanted,
      firstSeen,
      lastSeen,
      codes: [{ value: 'AccessDenied', count: wanted }],
      messages: [{ value: 'Access Denied.', count: wanted }],
      actions: [{ value: action, count: wanted }],
      accessKeys: [{ value: requester === 'anonymous' ? '-' : key, count: wanted }],
      remoteIps: top([{ value: ip, count: wanted }]),
      paths: top([{ value: path, count: wanted }]),
      userAgents: top([{ value: agent, count: wanted }]),
      hosts: top([{ value: `${bucket}.cos.ap-guangzhou.myqcloud.com`, count: wanted }]),
      referers: top([{ value: '-', count: wanted }]),
      healed: 0,
      succeeded: { count: Math.floor(random() * 200), actions: [], prefixes: [] },
      shapes: [],
      samples: [0, 1, 2].slice(0, wanted).map(sample),
    });
    groupSlots.push(sorted.map(([index, count]) => ({ start: iso(fromMs + index * 300_000), count })));
    diagnoses.push({
      diagnosis: syntheticDiagnosis(groups[g]!, causeId, { en, zh }, key),
      asOf: iso(toMs + 8 * 3_600_000),
      source: g % 7 === 0 ? 'incident' : 'report',
    });
  }
  const order = groups
    .map((group, index) => ({ group, slots: groupSlots[index]! }))
    .sort(
      (a, b) =>
        b.group.count - a.group.count ||
        (`${a.group.bucket} ${a.group.kind} ${a.group.requester}` <
        `${b.group.bucket} ${b.group.kind} ${b.group.requester}`
          ? -1
          : 1),
    );
  const all: Slot[] = [...slots.values()].sort((a, b) =>
    a.start < b.start ? -1 : a.start > b.start ? 1 : a.bucket < b.bucket ? -1 : 1,
  );
  const requests = all.reduce((sum, slot) => sum + slot.requests, 0);
  const denials = groups.reduce((sum, group) => sum + group.count, 0);
  return {
    view: {
      scan: {
        schema: 'cos403.scan/1',
        inputs: {
          files: 288,
          bytes: requests * 620,
          lines: requests + 3,
          rejectedLines: 3,
          damagedFiles: 0,
          rejected: { 'too-few-fields': 3 },
        },
        window: requests === 0 ? null : { from: iso(fromMs + 5_000), to: iso(toMs - 2_000) },
        totals: { requests, denials, excluded: 12, lookAlikes: { '402': 0, '451': 1 } },
        buckets: buckets.map((bucket) => ({
          bucket,
          requests: all.filter((slot) => slot.bucket === bucket).reduce((sum, slot) => sum + slot.requests, 0),
          denials: all.filter((slot) => slot.bucket === bucket).reduce((sum, slot) => sum + slot.denials, 0),
        })),
        groups: order.map(({ group }) => group),
        changes: [
          {
            time: iso(fromMs + 10 * 3_600_000),
            bucket: buckets[0]!,
            action: 'name/cos:PutBucketPolicy',
            requester: '100000000001:100000000001',
          },
        ],
        others: { groups: 0, denials: 0 },
      },
      slots: all,
      groupSlots: order.map((entry) => entry.slots),
    },
    diagnoses,
  };
}

function syntheticDiagnosis(group: Group, id: CauseId, title: { en: string; zh: string }, key: string): Diagnosis {
  const action = group.actions[0]!.value;
  return {
    group: { bucket: group.bucket, kind: group.kind, requester: group.requester },
    count: group.count,
    share: 1,
    cause: {
      id,
      confidence: group.count % 3 === 0 ? 'certain' : group.count % 3 === 1 ? 'likely' : 'possible',
      title,
      summary: {
        en: `${group.requester} asked for ${action} in ${group.bucket} ${group.count} times and was refused: ${title.en.toLowerCase()}.`,
        zh: `${group.requester} 对 ${group.bucket} 请求 ${action} 共 ${group.count} 次被拒绝：${title.zh}。`,
      },
    },
    alternatives: id === 'unexplained' ? [] : [{ id: 'allowed-now', confidence: 'possible' }],
    checks: [
      {
        id: 'user-policy-allow',
        status: 'fail',
        detail: {
          en: `No policy of ${group.requester} allows ${action}`,
          zh: `${group.requester} 的策略均未允许 ${action}`,
        },
        evidence: [{ fact: `/cam/users/${group.requester.split(':')[1] ?? 'none'}/policies/0`, value: 'readonly' }],
      },
      {
        id: 'api-key-status',
        status: 'pass',
        detail: { en: `The key ${key} is active`, zh: `密钥 ${key} 处于启用状态` },
        evidence: [{ fact: `/cam/users/100000000002/accessKeys/0/status`, value: 'Active' }],
      },
      {
        id: 'clock-skew',
        status: 'not-applicable',
        detail: { en: 'The request shows no signing time', zh: '请求未显示签名时间' },
        evidence: [],
      },
      {
        id: 'object-acl',
        status: 'unknown',
        detail: { en: 'The object’s ACL was not read', zh: '未读取对象 ACL' },
        evidence: [],
      },
    ],
    ruledOut: [
      {
        id: 'explicit-deny-bucket-policy',
        because: { en: 'The bucket policy has no deny statement', zh: '存储桶策略中没有拒绝语句' },
      },
    ],
    remedy: {
      steps: [
        {
          en: `Grant ${action} on ${group.bucket} to ${group.requester}`,
          zh: `为 ${group.requester} 授予 ${group.bucket} 的 ${action} 权限`,
        },
        { en: 'Wait a minute and try again', zh: '等待一分钟后重试' },
      ],
      policy: {
        version: '2.0',
        statement: [
          {
            effect: 'allow',
            action: [action],
            resource: [`qcs::cos:ap-guangzhou:uid/1250000000:${group.bucket}${group.paths.top[0]!.value}`],
          },
        ],
      },
      verified: true,
      links: ['https://cloud.tencent.com/document/product/436/40105'],
    },
    missingPermissions: ['cos:GetObjectACL'],
    subject: group.requester,
    onset: null,
  };
}
