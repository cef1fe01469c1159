import type { Text } from '../../lang.js';
import { own, pointer } from '../../policy/pointer.js';
import { check, logged } from '../checks/check.js';
import { type Finding, possible, ruleOut } from '../finding.js';
import { groupsByKey } from '../groups-by-key.js';
import { Ledger } from '../ledger.js';
import { isForeign, type Part, type View } from '../view.js';

/** The user behind a key: from the requester, or from elsewhere in the input where the same key has one (it worked, or got further). */
export function uinOf(part: Part, view: View): string | null {
  if ('root' in view.identity && view.identity.type !== 'role') return view.identity.id;
  const keyId = part.shape.accessKeyId;
  const worked = /^\d+:(\d+)$/.exec(own(view.context.keySuccesses, keyId)?.requester ?? '')?.[1];
  if (worked !== undefined && worked.length <= 15) return worked;
  for (const group of groupsByKey(view.context.groups, keyId)) {
    if (group === view.group) continue;
    const match = /^\d+:(\d+)$/.exec(group.requester);
    if (match?.[1] !== undefined && match[1].length <= 15) return match[1];
  }
  return null;
}

/** COS resolved the key to a user, so it exists or existed there: one ListAccessKeys tells which. */
export function ofKnownUser(uin: string, part: Part, view: View): Finding {
  const keyId = part.shape.accessKeyId;
  const ledger = new Ledger(view.snapshot);
  const at = pointer('cam', 'users', uin, 'accessKeys');
  const user = own(view.snapshot.cam.users, uin);
  const gone = user === undefined && view.snapshot.cam.complete === true;
  const foreign = isForeign(view);
  const keys = user?.accessKeys;
  const params = { uin, owned: { en: ` (user ${uin})`, zh: `（用户 ${uin}）` } };
  const known = ruleOut(
    { en: `the log names its user, ${uin}`, zh: `日志显示其所属用户为 ${uin}` },
    'key-unknown',
    'key-mistyped',
    'key-malformed',
  );
  const shared = { subject: keyId, params, wholeShape: true } as const;
  const named = check(
    'api-key-id',
    'pass',
    { en: `The log names the key's user, ${uin}.`, zh: `日志显示该密钥属于用户 ${uin}。` },
    [logged('requester', view.group.requester)],
  );
  if (keys === undefined && !gone) {
    if (!foreign) ledger.lack(at, { fact: 'access-keys', uin });
    return {
      ...shared,
      cause: 'key-disabled',
      confidence: 'possible',
      checks: [
        named,
        check(
          'api-key-status',
          'unknown',
          foreign
            ? {
                en: 'The user belongs to another account: its keys cannot be read.',
                zh: '该用户属于其他账号：无法读取其密钥。',
              }
            : { en: "The user's keys were not read.", zh: '未读取该用户的密钥。' },
          [],
          ledger.missing[0],
        ),
      ],
      notes: [
        {
          en: 'Its status was not read: it may be deleted, or active today.',
          zh: '未读取其状态：也可能已删除，或当前已启用。',
        },
      ],
      alternatives: possible('key-deleted', 'key-active-now'),
      ruledOut: known,
      wants: ledger.wants,
      missing: ledger.missing,
    };
  }
  const detail: Text = gone
    ? { en: `The account has no user ${uin} any more.`, zh: `账号中已没有用户 ${uin}。` }
    : { en: `User ${uin} has no such key any more.`, zh: `用户 ${uin} 已没有该密钥。` };
  return {
    ...shared,
    cause: 'key-deleted',
    // Whose key it is is known: the list of users need not be searched, but it must be whole (contract 2.3).
    confidence: view.snapshot.cam.complete === true ? 'certain' : 'likely',
    checks: [
      named,
      check(
        'api-key-status',
        'fail',
        detail,
        gone ? [{ fact: pointer('cam', 'complete'), value: true }] : [{ fact: at, value: keys ?? [] }],
      ),
    ],
    ruledOut: [
      ...known,
      ...ruleOut({ en: 'CAM does not list the key', zh: '访问管理未列出该密钥' }, 'key-disabled', 'key-active-now'),
    ],
  };
}
