import type { Text } from '../../lang.js';
import { check, logged } from '../checks/check.js';
import { type Finding, possible, ruleOut } from '../finding.js';
import { impossibleKey } from '../keys.js';
import type { Ledger } from '../ledger.js';
import type { Part } from '../view.js';

const NOT_LOGGED: Text = { en: 'COS says that its form is wrong', zh: 'COS 提示其格式错误' };

/** Not the form of a SecretId at all. */
export function malformedKey(part: Part, complete: boolean, ledger: Ledger): Finding {
  const keyId = part.shape.accessKeyId;
  const named = keyId !== '-';
  const impossible = named ? impossibleKey(keyId) : NOT_LOGGED;
  // Until the key list is known, a slip of one or two characters in a real key stays possible.
  const certain = impossible !== null || complete;
  return {
    cause: 'key-malformed',
    confidence: certain ? 'certain' : 'likely',
    subject: keyId,
    params: {
      ...(named ? {} : { key: { en: '(not logged)', zh: '（未记录）' } }),
      difference: impossible ?? {
        en: 'a SecretId is AKID and 32 letters and digits',
        zh: 'SecretId 为 AKID 加 32 位字母数字',
      },
    },
    checks: [
      check('api-key-id', 'fail', { en: 'The SecretId has no valid form.', zh: 'SecretId 格式不正确。' }, [
        logged('userSecretKeyId', keyId),
      ]),
    ],
    alternatives: certain ? [] : possible('key-mistyped'),
    ruledOut: [
      ...ruleOut(
        { en: 'it has not the form of a key', zh: '不符合密钥格式' },
        'key-disabled',
        'key-deleted',
        'key-active-now',
        'temporary-key-expired',
        'key-unknown',
      ),
      ...(certain
        ? ruleOut({ en: 'no key of the account is like it', zh: '本账号没有相似的密钥' }, 'key-mistyped')
        : []),
    ],
    wants: certain ? [] : ledger.wants,
    missing: certain ? [] : ledger.missing,
    wholeShape: true,
  };
}
