import type { Shape } from '../../aggregate/model.js';
import type { Text } from '../../lang.js';
import { pointer } from '../../policy/pointer.js';
import { check, logged } from '../checks/check.js';
import { type Finding, possible, ruleOut } from '../finding.js';
import { groupsByKey } from '../groups-by-key.js';
import { Ledger } from '../ledger.js';
import type { Check } from '../model.js';
import { type Part, UNKNOWN_REQUESTER, type View } from '../view.js';
import { hostMismatchEvidence, negativeEvidence, successesOf, tokenMissing } from './log-evidence.js';

/** SignatureDoesNotMatch: nothing in the cloud can tell; what fails beside what succeeds does. Never certain. */
export function decideSignature(part: Part, view: View): Finding {
  const { shape } = part;
  const successes = keyWorks(shape.accessKeyId, view);
  const checks: Check[] = [negativeEvidence(shape.accessKeyId, view)];
  const missing = tokenMissing(part);
  if (missing)
    return {
      cause: 'temporary-key-token-missing',
      confidence: 'likely',
      subject: shape.accessKeyId,
      checks: [missing, ...checks],
      alternatives: possible('signature-wrong-secret'),
      wholeShape: true,
    };
  const host = hostMismatchEvidence(part);
  if (host)
    return {
      cause: 'signature-host-mismatch',
      confidence: 'likely',
      subject: shape.host,
      params: { host: shape.host },
      checks: [host, ...checks],
      alternatives: successes ? [] : possible('signature-wrong-secret'),
      ruledOut: successes ? secretRight : [],
      wholeShape: true,
    };
  if (shape.pathForm !== 'plain' && (successes || plainFails(view) === false)) {
    const form = PATH_FORMS[shape.pathForm];
    return {
      cause: 'signature-path-encoding',
      confidence: successes ? 'likely' : 'possible',
      subject: shape.pathForm,
      params: {
        form,
        plain: successes
          ? { en: 'plain ones of the same key succeed', zh: '同一密钥的普通路径成功' }
          : { en: 'no plain one was asked for', zh: '没有普通路径的请求' },
      },
      checks: [
        check(
          'signature-form',
          'fail',
          { en: `Only unusual paths fail (${form.en}).`, zh: `只有特殊路径失败（${form.zh}）。` },
          [logged('reqPath', shape.requests[0]?.path ?? '-')],
        ),
        ...checks,
      ],
      alternatives: successes ? [] : possible('signature-wrong-secret'),
      ruledOut: successes ? secretRight : [],
      wholeShape: true,
    };
  }
  if (successes && methodFails(shape, view)) {
    return {
      cause: 'signature-method-mismatch',
      confidence: 'likely',
      subject: shape.method,
      params: { method: shape.method },
      checks: [
        check(
          'signature-form',
          'fail',
          {
            en: `Only ${shape.method} fails; the same requester succeeds with other methods.`,
            zh: `只有 ${shape.method} 失败；同一请求者的其他方法成功。`,
          },
          [logged('reqMethod', shape.method)],
        ),
        ...checks,
      ],
      alternatives: possible('signature-unexplained'),
      ruledOut: [...secretRight, ...ordinary(shape)],
      wholeShape: true,
    };
  }
  if (!successes) {
    const form = check(
      'signature-form',
      'fail',
      {
        en: 'Every request of this key fails, in whatever form it is sent.',
        zh: '该密钥的所有请求均失败，与形式无关。',
      },
      [logged('userSecretKeyId', shape.accessKeyId)],
    );
    return {
      cause: 'signature-wrong-secret',
      // An error body tells of one request only.
      confidence: view.group.requester === UNKNOWN_REQUESTER ? 'possible' : 'likely',
      subject: shape.accessKeyId,
      checks: [form, ...checks],
      alternatives: possible('signature-unexplained'),
      ruledOut: ordinary(shape),
      wholeShape: true,
    };
  }
  return unexplained(shape, checks, view);
}

/** Path, host and method are ordinary and the secret is right: what is left is what else was signed, or not signed. */
function unexplained(shape: Shape, checks: readonly Check[], view: View): Finding {
  const ledger = new Ledger(view.snapshot);
  const at = pointer('buckets', view.group.bucket, 'strictSignature');
  const strict = ledger.need(view.bucket?.strictSignature, at, {
    fact: 'bucket-strict-signature',
    bucket: view.group.bucket,
  });
  const writesOnly = onlyWritesFail(shape, view);
  const shared = {
    checks: [
      check(
        'signature-form',
        'unknown',
        writesOnly
          ? {
              en: `Only ${shape.method} fails, with an ordinary path and host; the same key reads without trouble.`,
              zh: `只有 ${shape.method} 失败，路径与域名均正常；同一密钥读取正常。`,
            }
          : {
              en: 'Path, host and method are ordinary, and the key works elsewhere.',
              zh: '路径、域名与方法均正常，且该密钥在别处可用。',
            },
        [logged('reqPath', shape.requests[0]?.path ?? '-'), logged('reqMethod', shape.method)],
      ),
      ...checks,
    ],
    notes: writesOnly ? [SIGNED_CONTENT] : [],
    ruledOut: [...secretRight, ...ordinary(shape)],
    confidence: 'possible',
    wholeShape: true,
  } as const;
  // Strict mode shows as a mismatch with old SDKs (PicGo-Core#182).
  const rules = (strict ?? []).filter((rule) => rule.actions.some((action) => `name/cos:${action}` === shape.action));
  if (writesOnly && rules.length > 0)
    return {
      ...shared,
      cause: 'strict-signature-mode',
      subject: view.group.bucket,
      params: { headers: rules.flatMap((rule) => [...rule.headers, ...rule.params]).join(', ') },
      alternatives: possible('signature-unexplained'),
    };
  return {
    ...shared,
    cause: 'signature-unexplained',
    subject: shape.accessKeyId,
    alternatives:
      strict !== null && (strict === undefined || strict.length > 0) ? possible('strict-signature-mode') : [],
    wants: ledger.wants,
    missing: ledger.missing,
  };
}

const SIGNED_CONTENT: Text = {
  en: 'What uploads have and reads have not is a body: a Content-Type, Content-Length or Content-MD5 that was signed and then changed on the way (by a proxy, or by the HTTP library after signing) fails just so.',
  zh: '上传与读取的区别在于请求体：如果 Content-Type、Content-Length 或 Content-MD5 在签名之后被改动（代理，或 HTTP 库在签名后修改），就会出现这种失败。',
};

/** Uploads fail and reads of the same key succeed. */
function onlyWritesFail(shape: Shape, view: View): boolean {
  if (shape.method !== 'PUT' && shape.method !== 'POST') return false;
  const worked = successesOf(shape.accessKeyId, view).actions;
  return (
    worked.some((action) => /:(Get|Head)/.test(action)) &&
    !worked.includes(shape.action) &&
    view.group.shapes.every((other) => other.method === 'PUT' || other.method === 'POST')
  );
}

const PATH_FORMS: Readonly<Record<Exclude<Shape['pathForm'], 'plain'>, Text>> = {
  'non-ascii': { en: 'non-ASCII characters', zh: '非 ASCII 字符' },
  space: { en: 'spaces', zh: '空格' },
  plus: { en: 'a plus sign', zh: '加号' },
  percent: { en: 'a percent sign', zh: '百分号' },
  'double-encoded': { en: 'encoded twice', zh: '重复编码' },
  special: { en: 'special characters', zh: '特殊字符' },
  'double-slash': { en: 'double slashes', zh: '双斜杠' },
};

const secretRight = ruleOut(
  { en: 'other requests of the same requester pass the signature check', zh: '同一请求者的其他请求通过了签名校验' },
  'signature-wrong-secret',
);

function ordinary(shape: Shape) {
  return [
    ...(shape.pathForm === 'plain'
      ? ruleOut({ en: 'the path is plain', zh: '路径普通' }, 'signature-path-encoding')
      : []),
    ...(shape.hostStyle === 'custom'
      ? []
      : ruleOut({ en: 'the host is a COS domain', zh: '域名为 COS 域名' }, 'signature-host-mismatch')),
  ];
}

/** Did the key's signature pass anywhere in the input? A success, or a refusal that comes after the signature check, proves the secret. */
function keyWorks(keyId: string, view: View): boolean {
  if (successesOf(keyId, view).count > 0) return true;
  return groupsByKey(view.context.groups, keyId).some(
    (group) =>
      /^\d+:\d+$/.test(group.requester) && (group.kind === 'access-denied' || group.kind === 'invalid-object-state'),
  );
}

/** Does a plain path fail too? Undefined when nothing is known of plain ones. */
function plainFails(view: View): boolean {
  return view.group.shapes.some((shape) => shape.pathForm === 'plain');
}

/** The method of this shape never succeeds although others do: a URL signed for another method, or POST signed as PUT. */
function methodFails(shape: Shape, view: View): boolean {
  const inUrl = shape.signedBy.startsWith('url');
  if (!inUrl && shape.action !== 'name/cos:PostObject' && shape.method !== 'DELETE') return false;
  const worked = new Set(successesOf(shape.accessKeyId, view).actions);
  if (worked.size === 0 || worked.has(shape.action)) return false;
  // Every failing shape has this method: otherwise the method is not what they share.
  return view.group.shapes.every((other) => other.method === shape.method || other.pathForm !== 'plain');
}
