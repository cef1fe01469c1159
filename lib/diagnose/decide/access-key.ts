import { check, logged } from '../checks/check.js';
import { type Finding, possible, ruleOut } from '../finding.js';
import type { CauseId } from '../ids.js';
import { indexKeys } from '../keys.js';
import type { Part, View } from '../view.js';
import { listed } from './listed-key.js';
import { temporary } from './temporary-key.js';
import { notListed } from './unlisted-key.js';

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
