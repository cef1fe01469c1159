import type { Text } from '../../lang.js';
import { own, pointer } from '../../policy/pointer.js';
import { check, logged } from '../checks/check.js';
import { type Finding, possible, ruleOut } from '../finding.js';
import { groupsByKey } from '../groups-by-key.js';
import type { CauseId } from '../ids.js';
import { findSimilar, type IndexedKey, impossibleKey, indexKeys, isKeyIndexComplete } from '../keys.js';
import { Ledger } from '../ledger.js';
import type { Check } from '../model.js';
import { isForeign, type Part, type View } from '../view.js';
import { hostMismatchEvidence, negativeEvidence, tokenMissing } from './log-evidence.js';

/** InvalidAccessKeyId: is the key right, and is it enabled (help page 40105, steps of InvalidAccessKeyId)? */
export function decideAccessKey(part: Part, view: View): Finding {
  const finding = besidesTemporary(decideKey(part, view), part);
  if (finding.checks.some((entry) => entry.id === 'api-key-status')) return finding;
  // Both steps of the page are answered, also where the first one leaves nothing to ask.
  const open = (finding.wants ?? []).length > 0 || (finding.missing ?? []).length > 0;
  const status = open
    ? check(
        'api-key-status',
        'unknown',
        { en: 'Whether it is enabled is not known.', zh: '是否启用未知。' },
        [],
        finding.missing?.[0],
      )
    : check('api-key-status', 'not-applicable', {
        en: 'CAM has no such key whose status could be asked.',
        zh: '访问管理中没有可查询状态的该密钥。',
      });
  return { ...finding, checks: [...finding.checks, status] };
}

/** Only a key of the temporary form can expire by itself. */
function besidesTemporary(finding: Finding, part: Part): Finding {
  const known = new Set([finding.cause, ...[...(finding.alternatives ?? []), ...(finding.ruledOut ?? [])].map(idOf)]);
  if (part.shape.keyForm !== 'permanent' || known.has('temporary-key-expired')) return finding;
  const because = { en: 'the key is a permanent one', zh: '密钥为永久密钥' };
  return { ...finding, ruledOut: [...(finding.ruledOut ?? []), ...ruleOut(because, 'temporary-key-expired')] };
}

const idOf = ({ id }: { readonly id: CauseId }) => id;

function decideKey(part: Part, view: View): Finding {
  const { shape } = part;
  if (shape.keyForm === 'temporary') return temporary(part, view);
  const badForm = /format you provided is invalid/i.test(view.group.messages[0]?.value ?? '');
  if (shape.accessKeyId === '-' && !badForm) return unnamed();
  const index = indexKeys(view.snapshot.cam);
  const exact = index.find((entry) => entry.key.id === shape.accessKeyId);
  return exact ? listed(exact, part) : notListed(part, view, index);
}

/** An error body does not name the key (7730): whose it is, and in what state, only the access log tells. */
function unnamed(): Finding {
  return {
    cause: 'key-deleted',
    confidence: 'possible',
    subject: '-',
    params: {
      key: { en: '(not named)', zh: '（未记录）' },
      owned: { en: ', or never belonged to this account', zh: '，或从未属于本账号' },
    },
    notes: [
      {
        en: 'An error body does not name the key: look the request id up in the access log, or ask the client which SecretId it uses.',
        zh: '错误响应不包含密钥：请在访问日志中查找该请求 ID，或确认客户端使用的 SecretId。',
      },
    ],
    checks: [
      check('api-key-id', 'unknown', { en: 'The SecretId is not known.', zh: '未知使用的 SecretId。' }, [
        logged('userSecretKeyId', '-'),
      ]),
      check('api-key-status', 'unknown', { en: 'Whose key it is is not known.', zh: '密钥所属未知。' }),
    ],
    alternatives: possible(
      'key-disabled',
      'key-unknown',
      'key-mistyped',
      'key-malformed',
      'temporary-key-expired',
      'key-active-now',
    ),
    wholeShape: true,
  };
}

/** CAM never lists temporary keys; COS forgets them when they expire (M5). */
function temporary(part: Part, view: View): Finding {
  const { shape } = part;
  const idCheck = check(
    'api-key-id',
    'not-applicable',
    {
      en: 'The SecretId has the temporary form; CAM lists no temporary keys.',
      zh: '该 SecretId 为临时密钥形式；访问管理不会列出临时密钥。',
    },
    [logged('userSecretKeyId', shape.accessKeyId)],
  );
  const missing = tokenMissing(part);
  const permanent = ruleOut(
    { en: 'the key has the temporary form', zh: '密钥为临时形式' },
    'key-disabled',
    'key-deleted',
    'key-unknown',
    'key-mistyped',
    'key-malformed',
    'key-active-now',
  );
  if (missing)
    return {
      cause: 'temporary-key-token-missing',
      confidence: 'likely',
      subject: shape.accessKeyId,
      checks: [idCheck, missing],
      alternatives: possible('temporary-key-expired'),
      ruledOut: permanent,
      wholeShape: true,
    };
  return {
    cause: 'temporary-key-expired',
    confidence: 'likely',
    subject: shape.accessKeyId,
    checks: [idCheck, negativeEvidence(part.shape.accessKeyId, view)],
    alternatives: shape.signedBy === 'header' ? possible('temporary-key-token-missing') : [],
    ruledOut: permanent,
    wholeShape: true,
  };
}

function listed(exact: IndexedKey, part: Part): Finding {
  const { key, uin, at } = exact;
  const checks: Check[] = [
    check('api-key-id', 'pass', { en: `The key belongs to user ${uin}.`, zh: `该密钥属于用户 ${uin}。` }, [
      { fact: `${at}/id`, value: key.id },
    ]),
  ];
  const params = {
    uin,
    created: key.createdAt
      ? { en: `created ${key.createdAt}`, zh: `创建于 ${key.createdAt}` }
      : { en: 'creation time unknown', zh: '创建时间未知' },
    owned: { en: ` (user ${uin})`, zh: `（用户 ${uin}）` },
  };
  const status = key.status.toLowerCase();
  const evidence = [{ fact: `${at}/status`, value: key.status }];
  const exists = ruleOut(
    { en: 'the key exists in the account', zh: '密钥存在于本账号' },
    'key-unknown',
    'key-mistyped',
    'key-malformed',
  );
  const subject = key.id;
  if (status === 'inactive') {
    return {
      cause: 'key-disabled',
      confidence: 'certain',
      subject,
      params,
      checks: [
        ...checks,
        check('api-key-status', 'fail', { en: 'The key is disabled.', zh: '密钥已禁用。' }, evidence),
      ],
      ruledOut: [
        ...exists,
        ...ruleOut(
          { en: 'CAM lists the key as disabled', zh: '访问管理列出该密钥为禁用' },
          'key-deleted',
          'key-active-now',
        ),
      ],
      wholeShape: true,
    };
  }
  if (status === 'deleted') {
    return {
      cause: 'key-deleted',
      confidence: 'certain',
      subject,
      params,
      checks: [
        ...checks,
        check(
          'api-key-status',
          'fail',
          { en: 'CAM says that the key was deleted.', zh: '访问管理表明该密钥已删除。' },
          evidence,
        ),
      ],
      ruledOut: [
        ...exists,
        ...ruleOut({ en: 'the key was deleted', zh: '密钥已删除' }, 'key-disabled', 'key-active-now'),
      ],
      wholeShape: true,
    };
  }
  const ruledOut = [
    ...exists,
    ...ruleOut({ en: 'CAM lists the key as active', zh: '访问管理列出该密钥为启用' }, 'key-disabled', 'key-deleted'),
  ];
  const active = [
    ...checks,
    check('api-key-status', 'pass', { en: 'The key is active today.', zh: '密钥当前为启用状态。' }, evidence),
  ];
  // The code's dictionary meaning misleads when a COS signature goes through a CDN domain (cos-go-sdk-v5#318).
  const host = hostMismatchEvidence(part);
  if (host)
    return {
      cause: 'signature-host-mismatch',
      confidence: 'likely',
      subject: part.shape.host,
      params,
      checks: [...active, host],
      alternatives: possible('key-active-now'),
      ruledOut,
      wholeShape: true,
    };
  return {
    cause: 'key-active-now',
    confidence: 'certain',
    subject,
    params,
    checks: active,
    ruledOut,
    wholeShape: true,
  };
}

function notListed(part: Part, view: View, index: readonly IndexedKey[]): Finding {
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

/** COS resolved the key to a user, so it exists or existed there: one ListAccessKeys tells which. */
function ofKnownUser(uin: string, part: Part, view: View): Finding {
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
  const evidence = [logged('requester', view.group.requester)];
  if (keys === undefined && !gone) {
    if (!foreign) ledger.lack(at, { fact: 'access-keys', uin });
    return {
      ...shared,
      cause: 'key-disabled',
      confidence: 'possible',
      checks: [
        check(
          'api-key-id',
          'pass',
          { en: `The log names the key's user, ${uin}.`, zh: `日志显示该密钥属于用户 ${uin}。` },
          evidence,
        ),
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
      check(
        'api-key-id',
        'pass',
        { en: `The log names the key's user, ${uin}.`, zh: `日志显示该密钥属于用户 ${uin}。` },
        evidence,
      ),
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

function malformedKey(part: Part, complete: boolean, ledger: Ledger): Finding {
  const keyId = part.shape.accessKeyId;
  const impossible = impossibleKey(keyId);
  // Until the key list is known, a slip of one or two characters in a real key stays possible.
  const certain = impossible !== null || complete;
  return {
    cause: 'key-malformed',
    confidence: certain ? 'certain' : 'likely',
    subject: keyId,
    params: {
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

/** The user behind a key: from the requester, or from elsewhere in the input where the same key has one (it worked, or got further). */
function uinOf(part: Part, view: View): string | null {
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

function workedEarlier(view: View): boolean {
  return view.group.requester.startsWith('key:') && view.group.succeeded.count > 0;
}
