import { own, pointer } from '../../policy/pointer.js';
import { check, logged } from '../checks/check.js';
import { atMost, type Finding, possible } from '../finding.js';
import type { CauseId } from '../ids.js';
import { findSimilar, indexKeys } from '../keys.js';
import { Ledger } from '../ledger.js';
import { evaluateReferer } from '../referer.js';
import { isForeign, keyOf, knownId, type Part, type View } from '../view.js';
import { decideAccessDenied } from './access-denied.js';
import { decideAccessKey } from './access-key.js';
import { decideCors } from './cors.js';
import { decideExpired } from './expired.js';
import { decidePathStyle, NEW_BUCKET_RULES_MS } from './named.js';
import { decideObjectState, stateOf } from './object-state.js';
import { decideReferer, refererPointer } from './referer.js';

/**
 * A refusal without code or with an unknown one (HEAD requests, CDN): whatever can be proven, in the order in which COS
 * checks (5.10): domain, CORS, referer, key and time, permissions, storage class.
 */
export function decideUnspecified(part: Part, view: View): Finding {
  const { shape } = part;
  if (shape.method === 'OPTIONS') return decideCors(part, view);
  const early = provenEarly(part, view);
  if (early) return early;
  const ledger = new Ledger(view.snapshot);
  const anonymous = view.identity.type === 'anonymous';
  const referer = anonymous
    ? ledger.need(view.bucket?.referer, refererPointer(view), { fact: 'bucket-referer', bucket: view.group.bucket })
    : null;
  const denied = decideAccessDenied(part, view);
  const archived = denied.cause === 'allowed-now' ? archivedInstead(part, view) : null;
  const finding = archived ?? denied;
  // Data that is private for certain is refused whatever else may be wrong.
  const open = anonymous && finding.confidence === 'certain' ? [] : stillOpen(part, view, ledger);
  // A signature can fail in ways that no fact shows; without a code that cannot be ruled out.
  const ceiling = open.includes('path-style-on-new-bucket')
    ? 'possible'
    : anonymous && referer !== undefined
      ? 'certain'
      : 'likely';
  return {
    ...finding,
    confidence: atMost(finding.confidence, ceiling),
    checks: [
      check(
        'negative-evidence',
        'unknown',
        { en: 'The log names no code: the cause is what the facts prove.', zh: '日志没有错误码：原因由事实推断。' },
        [logged('resErrorCode', view.group.codes[0]?.value ?? '-')],
      ),
      ...finding.checks,
    ],
    alternatives: [
      ...(finding.alternatives ?? []),
      ...possible(...open),
      ...(anonymous ? [] : possible('signature-unexplained')),
      ...(referer === undefined ? possible(shape.referer === '-' ? 'referer-empty' : 'referer-not-listed') : []),
    ].filter((alternative) => alternative.id !== finding.cause),
    wants: [...ledger.wants, ...(finding.wants ?? [])],
    missing: [...new Set([...ledger.missing, ...(finding.missing ?? [])])],
  };
}

/** What a fact that is not known leaves open beside permissions. */
function stillOpen(part: Part, view: View, ledger: Ledger): CauseId[] {
  const { shape } = part;
  const { bucket } = view.group;
  const open: CauseId[] = [];
  if (shape.hostStyle === 'path' && view.bucket?.createdAt === undefined) {
    open.push('path-style-on-new-bucket');
    ledger.lack(pointer('buckets', bucket, 'createdAt'), { fact: 'bucket-meta', bucket });
  }
  if (shape.extension !== '' && shape.hostStyle !== 'custom' && view.bucket?.createdAt === undefined) {
    open.push('apk-on-default-domain');
    ledger.lack(pointer('buckets', bucket, 'createdAt'), { fact: 'bucket-meta', bucket });
  }
  const known = knownId(view.identity);
  if (known !== null && view.identity.type !== 'role' && shape.keyForm === 'permanent' && !isForeign(view)) {
    if (own(view.snapshot.cam.users, known.id)?.accessKeys === undefined) {
      open.push('key-disabled');
      ledger.lack(pointer('cam', 'users', known.id, 'accessKeys'), { fact: 'access-keys', uin: known.id });
    }
  }
  const key = part.request === null ? null : keyOf(part.request.path);
  if (shape.action === 'name/cos:GetObject' && key !== null) {
    const facts = own(view.bucket?.objects, key);
    if (facts === undefined || stateOf(facts, view.nowMs) === null) {
      open.push('object-archived');
      ledger.lack(pointer('buckets', bucket, 'objects', key), { fact: 'object', bucket, key });
    }
  }
  return open;
}

/** A code that nobody has documented: only what the log and the facts prove by themselves, never a guess at permissions. */
export function decideOther(part: Part, view: View): Finding {
  const early = provenEarly(part, view);
  if (early) return { ...early, confidence: atMost(early.confidence, 'likely') };
  const code = view.group.codes[0]?.value ?? '-';
  const message = view.group.messages[0]?.value ?? '-';
  return {
    cause: 'unexplained',
    confidence: 'possible',
    subject: code,
    params: {
      rest: view.group.requester,
      message: {
        en: `COS answered "${code}: ${message}", which no page explains`,
        zh: `COS 返回“${code}：${message}”，没有文档说明`,
      },
    },
    checks: [
      check(
        'signature-form',
        'unknown',
        { en: 'The code is none of the documented ones.', zh: '该错误码没有文档说明。' },
        [logged('resErrorCode', code), logged('resErrorMsg', message)],
      ),
    ],
    wholeShape: true,
  };
}

function provenEarly(part: Part, view: View): Finding | null {
  const { shape } = part;
  const created = view.bucket?.createdAt;
  if (shape.hostStyle === 'path' && created !== undefined && Date.parse(created) >= NEW_BUCKET_RULES_MS)
    return decidePathStyle(part, view);
  if (
    shape.extension !== '' &&
    shape.hostStyle !== 'custom' &&
    created !== undefined &&
    Date.parse(created) >= NEW_BUCKET_RULES_MS
  )
    return {
      cause: 'apk-on-default-domain',
      confidence: 'likely',
      subject: view.group.bucket,
      checks: [
        check(
          'path-style',
          'not-applicable',
          { en: 'A package file from a default domain of a new bucket.', zh: '通过新存储桶默认域名下载安装包。' },
          [logged('reqPath', shape.extension)],
        ),
      ],
      alternatives: possible('anonymous-private'),
    };
  if (view.identity.type === 'anonymous') {
    const rule = view.bucket?.referer;
    if (rule !== undefined) {
      const outcome = evaluateReferer(rule, shape.referer);
      const refuses =
        outcome.outcome === 'empty-denied' || ('allowed' in outcome && !outcome.allowed && !outcome.unsure);
      if (refuses) return decideReferer(part, view);
    }
    return null;
  }
  if (shape.validity === 'expired' || shape.validity === 'zero' || shape.validity === 'not-yet-valid')
    return decideExpired(part, view);
  return refusedKey(part, view);
}

/** The key itself is refused for certain: disabled, deleted, or no key at all. */
function refusedKey(part: Part, view: View): Finding | null {
  const { shape } = part;
  if (shape.keyForm === 'temporary') return null;
  const index = indexKeys(view.snapshot.cam);
  const exact = index.find((entry) => entry.key.id === shape.accessKeyId);
  if (exact) return exact.key.status.toLowerCase() === 'active' ? null : decideAccessKey(part, view);
  const named = 'root' in view.identity;
  const finding = decideAccessKey(part, view);
  if (finding.confidence === 'certain') return finding;
  return !named && findSimilar(shape.accessKeyId, index) !== null ? finding : null;
}

/** Permissions are fine today and the object is archived: that is the refusal. */
function archivedInstead(part: Part, view: View): Finding | null {
  if (part.shape.action !== 'name/cos:GetObject' || part.request === null) return null;
  const key = keyOf(part.request.path);
  const facts = key === null ? undefined : own(view.bucket?.objects, key);
  const state = facts === undefined ? null : stateOf(facts, view.nowMs);
  return state === null || state.cause === 'object-available-now' ? null : decideObjectState(part, view);
}
