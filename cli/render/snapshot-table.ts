import type { BucketFacts, Snapshot } from '../../lib/facts/snapshot.js';
import type { Lang, Text } from '../../lib/lang.js';
import { visible } from '../../lib/text/visible.js';
import { renderTable } from './table.js';

const FACTS = ['acl', 'policy', 'cors', 'referer', 'strictSignature', 'logging', 'versioning'] as const;

const STATES = {
  read: { en: 'read', zh: '已读取' },
  none: { en: 'none', zh: '未配置' },
  unknown: { en: '?', zh: '?' },
} as const satisfies Record<string, Text>;

/** `snapshot --format table`: what was read and what was not, for a person. The file for the other commands is the JSON. */
export function renderSnapshotTable(snapshot: Snapshot, lang: Lang, width: number): string {
  const { account, buckets, cam, unknown = [] } = snapshot;
  const zh = lang === 'zh';
  const counts = [cam.users, cam.groups, cam.roles].map((facts) => (facts ? Object.keys(facts).length : '?'));
  const [users, groups, roles] = counts;
  const complete = cam.complete === true ? '' : zh ? '（不完整）' : ' (not all)';
  const lines = [
    zh
      ? `账号 ${account.ownerUin ?? '?'}，APPID ${account.appId ?? '?'}，${snapshot.takenAt}`
      : `account ${account.ownerUin ?? '?'}, APPID ${account.appId ?? '?'}, ${snapshot.takenAt}`,
    zh
      ? `CAM：${users} 个用户${complete}，${groups} 个用户组，${roles} 个角色`
      : `CAM: ${users} users${complete}, ${groups} groups, ${roles} roles`,
    '',
    renderTable(
      [
        { header: zh ? '存储桶' : 'bucket' },
        { header: zh ? '地域' : 'region' },
        ...FACTS.map((header) => ({ header })),
        { header: zh ? '对象' : 'objects', align: 'right' as const },
      ],
      Object.entries(buckets).map(([name, facts]) => [
        name,
        facts.region ?? '?',
        ...FACTS.map((fact) => stateOf(facts, fact)[lang]),
        String(Object.keys(facts.objects ?? {}).length),
      ]),
      width,
    ).trimEnd(),
    ...unknown.map(({ fact, reason, permission }) =>
      visible(`? ${fact}: ${reason}${permission === undefined ? '' : ` (${permission})`}`),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function stateOf(facts: BucketFacts, fact: (typeof FACTS)[number]): Text {
  if (facts[fact] === undefined) return STATES.unknown;
  return facts[fact] === null ? STATES.none : STATES.read;
}
