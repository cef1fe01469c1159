import type { BucketFacts, Snapshot } from '../../lib/facts/snapshot.js';
import type { Lang, Text } from '../../lib/lang.js';
import { parsePolicy } from '../../lib/policy/parse.js';
import { visible } from '../../lib/text/visible.js';

/** What a snapshot holds, for a person: a line for each bucket, one for CAM, and what could not be read. */
export function renderSnapshot(snapshot: Snapshot, lang: Lang): string {
  const { account, cam, unknown = [] } = snapshot;
  const say = (text: Text) => text[lang];
  const lines = [
    say({
      en: `account ${account.ownerUin ?? '?'} (APPID ${account.appId ?? '?'}) at ${snapshot.takenAt}`,
      zh: `账号 ${account.ownerUin ?? '?'}（APPID ${account.appId ?? '?'}），时间 ${snapshot.takenAt}`,
    }),
    ...Object.entries(snapshot.buckets).map(
      ([name, facts]) => `${name}  ${facts.region ?? '?'}  ${settings(facts, lang)}`,
    ),
    `CAM  ${[
      part(USERS, cam.users, lang),
      part(GROUPS, cam.groups, lang),
      part(ROLES, cam.roles, lang),
      ...(cam.complete === true ? [say(COMPLETE)] : []),
    ].join(', ')}`,
    ...unknown.map(
      (fact) => `? ${fact.fact}  ${fact.reason}${fact.permission === undefined ? '' : `  ${fact.permission}`}`,
    ),
  ];
  return lines.map((line) => `${visible(line)}\n`).join('');
}

/** `policy 3`: so many entries; `policy -`: looked at, not configured; `policy ?`: not known. */
function settings(facts: BucketFacts, lang: Lang): string {
  const counts: [Text, unknown][] = [
    [{ en: 'ACL', zh: 'ACL' }, facts.acl?.grants],
    [{ en: 'policy', zh: '策略' }, facts.policy && parsePolicy(facts.policy, 'bucket').statements],
    [{ en: 'CORS', zh: '跨域' }, facts.cors],
    [{ en: 'referer', zh: '防盗链' }, facts.referer === null ? null : facts.referer?.status],
    [{ en: 'strict signature', zh: '强签名' }, facts.strictSignature],
    [{ en: 'logging', zh: '日志' }, facts.logging === null ? null : facts.logging?.targetBucket],
    [{ en: 'versioning', zh: '版本控制' }, facts.versioning],
    [{ en: 'objects', zh: '对象' }, facts.objects && Object.keys(facts.objects)],
  ];
  return counts.map(([text, value]) => `${text[lang]} ${shown(value)}`).join(', ');
}

function shown(value: unknown): string {
  if (value === undefined) return '?';
  if (value === null) return '-';
  return Array.isArray(value) ? String(value.length) : String(value);
}

const USERS: Text = { en: 'users', zh: '用户' };
const GROUPS: Text = { en: 'groups', zh: '用户组' };
const ROLES: Text = { en: 'roles', zh: '角色' };
const COMPLETE: Text = { en: 'every user is listed', zh: '已列出全部用户' };

function part(text: Text, list: object | undefined, lang: Lang): string {
  return `${text[lang]} ${list === undefined ? '?' : Object.keys(list).length}`;
}
