import type { Kind } from '../../denial/kinds.js';
import type { Text } from '../../lang.js';
import { own, pointer } from '../../policy/pointer.js';
import { check, logged } from '../checks/check.js';
import type { Finding } from '../finding.js';
import type { CauseId } from '../ids.js';
import { Ledger } from '../ledger.js';
import { messageOf } from '../params.js';
import type { Part, View } from '../view.js';

/** Kinds whose code or message names the cause: nothing has to be asked. */
export const NAMED = {
  'signature-missing': 'request-unsigned',
  'post-policy-mismatch': 'post-policy-mismatch',
  'download-forbidden': 'apk-on-default-domain',
  'not-source-owner': 'copy-source-not-owned',
  'not-target-owner': 'copy-target-not-owned',
  'no-process-authority': 'image-processing-unauthorized',
  'token-expired': 'token-expired',
} as const satisfies Partial<Record<Kind, CauseId>>;
export type NamedKind = keyof typeof NAMED;

export function isNamed(kind: Kind): kind is NamedKind {
  return Object.hasOwn(NAMED, kind);
}

export function decideNamed(kind: NamedKind, part: Part, view: View): Finding {
  const code = view.group.codes[0]?.value ?? '-';
  const message = view.group.messages[0]?.value ?? '-';
  const words = messageOf(view);
  const said = words === '-' ? { en: '', zh: '' } : { en: `, "${words}"`, zh: `，“${words}”` };
  const cause = NAMED[kind];
  // InvalidToken says that id and token do not fit, which need not be expiry.
  const foreignToken = kind === 'token-expired' && /invalid/i.test(code);
  return {
    cause,
    confidence: foreignToken ? 'likely' : 'certain',
    subject: kind === 'token-expired' ? part.shape.accessKeyId : view.group.bucket,
    checks: [
      check(
        'signature-form',
        'fail',
        {
          en: `COS names the reason itself: ${code}${said.en}.`,
          zh: `COS 已直接说明原因：${code}${said.zh}。`,
        },
        [logged('resErrorCode', code), logged('resErrorMsg', message)],
      ),
    ],
    wholeShape: true,
  };
}

/** Buckets created since then accept no path-style address (57456). */
export const NEW_BUCKET_RULES_MS = Date.UTC(2024, 0, 1);

/** PathStyleDomainForbidden names the cause; the creation date must not contradict it. */
export function decidePathStyle(part: Part, view: View): Finding {
  const created = view.bucket?.createdAt;
  const contradicts = created !== undefined && Date.parse(created) < NEW_BUCKET_RULES_MS;
  return {
    cause: 'path-style-on-new-bucket',
    confidence: contradicts ? 'likely' : 'certain',
    subject: view.group.bucket,
    params: { host: part.shape.host },
    checks: [pathStyleCheck(part, view)],
    wholeShape: true,
  };
}

/** `path-style`: is the bucket in the host name, and if not, is it old enough for that? */
export function pathStyleCheck(part: Part, view: View) {
  const created = view.bucket?.createdAt;
  const style = part.shape.hostStyle;
  const evidence = [logged('eventSource', part.shape.host)];
  if (style !== 'path')
    return check(
      'path-style',
      'pass',
      { en: `The host is not path-style (${style}).`, zh: `域名不是路径形式（${style}）。` },
      evidence,
    );
  if (created === undefined)
    return check(
      'path-style',
      view.group.kind === 'path-style-forbidden' ? 'fail' : 'unknown',
      {
        en: 'The address is path-style; when the bucket was created is not known.',
        zh: '使用了路径形式域名；存储桶创建时间未知。',
      },
      evidence,
    );
  const fresh = Date.parse(created) >= NEW_BUCKET_RULES_MS;
  return check(
    'path-style',
    fresh ? 'fail' : 'pass',
    {
      en: `The address is path-style and the bucket was created on ${created.slice(0, 10)}.`,
      zh: `使用了路径形式域名，存储桶创建于 ${created.slice(0, 10)}。`,
    },
    [...evidence, { fact: pointer('buckets', view.group.bucket, 'createdAt'), value: created }],
  );
}

/** Strict signature mode: the message proves it; the rules tell what must be signed. */
export function decideStrict(_part: Part, view: View): Finding {
  const ledger = new Ledger(view.snapshot);
  const at = pointer('buckets', view.group.bucket, 'strictSignature');
  const rules = ledger.need(own(view.snapshot.buckets, view.group.bucket)?.strictSignature, at, {
    fact: 'bucket-strict-signature',
    bucket: view.group.bucket,
  });
  const message = view.group.messages[0]?.value ?? '-';
  const names = [...new Set((rules ?? []).flatMap((rule) => [...rule.headers, ...rule.params]))];
  const evidence = [logged('resErrorMsg', message)];
  return {
    cause: 'strict-signature-mode',
    confidence: 'certain',
    subject: view.group.bucket,
    params: {
      headers:
        names.length > 0
          ? names.join(', ')
          : { en: 'host, content-type, content-length, …', zh: 'host、content-type、content-length 等' },
    },
    checks: [
      rules === undefined
        ? check(
            'strict-signature-rule',
            'fail',
            {
              en: 'COS says that a header or parameter must be signed; which ones was not looked up.',
              zh: 'COS 提示有头部或参数必须签名；未查询具体是哪些。',
            },
            evidence,
          )
        : check(
            'strict-signature-rule',
            'fail',
            rules === null || rules.length === 0
              ? {
                  en: 'COS said that a header or parameter must be signed; today no rule demands it.',
                  zh: 'COS 曾提示有头部或参数必须签名；当前没有这样的规则。',
                }
              : { en: `The bucket demands: ${names.join(', ')}.`, zh: `存储桶要求签名：${names.join('、')}。` },
            [...evidence, { fact: at, value: rules }],
          ),
    ],
    notes: rules === null || rules?.length === 0 ? [NO_LONGER] : [],
    wants: ledger.wants,
    missing: ledger.missing,
    wholeShape: true,
  };
}

const NO_LONGER: Text = {
  en: 'Today no rule demands it: it was changed since.',
  zh: '当前没有这样的规则：之后已被修改。',
};
