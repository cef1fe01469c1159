import { pointer } from '../../policy/pointer.js';
import { check, logged } from '../checks/check.js';
import { type Finding, possible, ruleOut } from '../finding.js';
import { findSimilar, type IndexedKey, isKeyIndexComplete } from '../keys.js';
import { Ledger } from '../ledger.js';
import type { Part, View } from '../view.js';
import { ofKnownUser, uinOf } from './key-of-user.js';
import { negativeEvidence } from './log-evidence.js';
import { malformedKey } from './malformed-key.js';

/** CAM lists no such key: a slip of the pen, a deleted key, or a stranger (contract 6). */
export function notListed(part: Part, view: View, index: readonly IndexedKey[]): Finding {
  const { shape } = part;
  const keyId = shape.accessKeyId;
  const complete = isKeyIndexComplete(view.snapshot.cam);
  const uin = uinOf(part, view);
  if (uin !== null) return ofKnownUser(uin, part, view);
  const similar = findSimilar(keyId, index);
  const idEvidence = [logged('userSecretKeyId', keyId)];
  if (similar) {
    return {
      cause: 'key-mistyped',
      confidence: 'certain',
      subject: keyId,
      params: { similar: similar.found.key.id, difference: similar.difference, uin: similar.found.uin },
      checks: [
        check(
          'api-key-id',
          'fail',
          {
            en: `No such key; ${similar.found.key.id} of user ${similar.found.uin} is nearly the same: ${similar.difference.en}.`,
            zh: `没有该密钥；用户 ${similar.found.uin} 的 ${similar.found.key.id} 几乎相同：${similar.difference.zh}。`,
          },
          [...idEvidence, { fact: `${similar.found.at}/id`, value: similar.found.key.id }],
        ),
      ],
      ruledOut: [
        ...ruleOut(
          { en: 'a key of the account is nearly the same', zh: '本账号有几乎相同的密钥' },
          'key-unknown',
          'key-malformed',
          'key-deleted',
        ),
        ...ruleOut(
          { en: 'no key of the account is spelt so', zh: '本账号没有拼写如此的密钥' },
          'key-disabled',
          'key-active-now',
        ),
      ],
      wholeShape: true,
    };
  }
  const ledger = new Ledger(view.snapshot);
  if (!complete)
    ledger.lack(view.snapshot.cam.complete === true ? missingKeysPointer(view) : pointer('cam', 'complete'), {
      fact: 'key-index',
    });
  const malformed =
    shape.keyForm === 'malformed' || /format you provided is invalid/i.test(view.group.messages[0]?.value ?? '');
  if (malformed) return malformedKey(part, complete, ledger);
  const idCheck = check(
    'api-key-id',
    complete ? 'fail' : 'unknown',
    complete
      ? { en: 'No user of the account has this key or one like it.', zh: '本账号没有用户拥有该密钥或相似密钥。' }
      : {
          en: 'No listed user has this key, but not every user and key was read.',
          zh: '已列出的用户没有该密钥，但未读取全部用户与密钥。',
        },
    idEvidence,
  );
  const worked = workedEarlier(view);
  if (worked) {
    return {
      cause: 'key-deleted',
      confidence: complete ? 'certain' : 'likely',
      subject: keyId,
      params: { owned: { en: '', zh: '' } },
      checks: [idCheck, negativeEvidence(part.shape.accessKeyId, view)],
      alternatives: complete ? [] : possible('key-disabled', 'key-active-now'),
      ruledOut: ruleOut(
        { en: 'the key worked earlier in the log', zh: '该密钥此前在日志中可用' },
        'key-unknown',
        'key-mistyped',
        'key-malformed',
      ),
      wants: ledger.wants,
      missing: ledger.missing,
      wholeShape: true,
    };
  }
  if (complete) {
    return {
      cause: 'key-unknown',
      confidence: 'certain',
      subject: keyId,
      checks: [idCheck],
      ruledOut: [
        ...ruleOut(
          { en: 'no user of the account has it', zh: '本账号没有用户拥有它' },
          'key-disabled',
          'key-active-now',
        ),
        ...ruleOut({ en: 'no key of the account is like it', zh: '本账号没有相似的密钥' }, 'key-mistyped'),
        ...ruleOut({ en: 'nothing in the log ties it to the account', zh: '日志中没有与本账号的关联' }, 'key-deleted'),
        ...ruleOut({ en: 'it has the form of a key', zh: '符合密钥格式' }, 'key-malformed'),
      ],
      wholeShape: true,
    };
  }
  return {
    cause: 'key-deleted',
    confidence: 'possible',
    subject: keyId,
    params: { owned: { en: ', or never belonged to this account', zh: '，或从未属于本账号' } },
    checks: [idCheck],
    alternatives: possible('key-unknown', 'key-disabled', 'key-mistyped', 'key-active-now'),
    wants: ledger.wants,
    missing: ledger.missing,
    wholeShape: true,
  };
}

function missingKeysPointer(view: View): string {
  const uin = Object.entries(view.snapshot.cam.users ?? {}).find(([, user]) => user.accessKeys === undefined)?.[0];
  return uin === undefined ? pointer('cam', 'users') : pointer('cam', 'users', uin, 'accessKeys');
}

function workedEarlier(view: View): boolean {
  return view.group.requester.startsWith('key:') && view.group.succeeded.count > 0;
}
