import type { ObjectFacts } from '../../facts/snapshot.js';
import type { Text } from '../../lang.js';
import { own, pointer } from '../../policy/pointer.js';
import { check, logged } from '../checks/check.js';
import { type Finding, possible, ruleOut } from '../finding.js';
import type { CauseId } from '../ids.js';
import { Ledger } from '../ledger.js';
import { keyOf, type Part, type View } from '../view.js';

const ARCHIVES = /^(MAZ_)?(ARCHIVE|DEEP_ARCHIVE|COLD_ARCHIVE)$/i;
const STATES = ['object-archived', 'object-restoring', 'object-restore-expired', 'object-available-now'] as const;

const NOT_LOOKED_AT: Text = {
  en: 'The object was not looked at: a restore may be under way, or have ended.',
  zh: '未查询该对象：可能正在恢复，或恢复副本已到期。',
};

const OF_SOURCE: Text = {
  en: 'Of a copy it is the source that is archived; the log names only the copy.',
  zh: '对于复制操作，归档的是源对象；日志只记录目标对象。',
};

/** InvalidObjectState: class and restore of the object as HEAD Object shows them (7745). `takenAt` is "now". */
export function decideObjectState(part: Part, view: View): Finding {
  const path = part.request?.path ?? null;
  const key = path === null ? null : keyOf(path);
  const ledger = new Ledger(view.snapshot);
  const logClass = part.shape.storageClass;
  const subject = view.group.bucket;
  const evidence = [logged('storageClass', logClass)];
  const copies = /copy/i.test(part.shape.action) || part.shape.action === 'name/cos:PutObject';
  const facts = key === null || copies ? undefined : own(view.bucket?.objects, key);
  const at = pointer('buckets', view.group.bucket, 'objects', key ?? '');
  const gone = facts?.exists === false;
  if (key !== null && !copies && !gone && facts?.storageClass === undefined)
    ledger.lack(at, { fact: 'object', bucket: view.group.bucket, key });
  const shared = { subject, wants: ledger.wants, missing: ledger.missing } as const;
  const state = facts === undefined ? null : stateOf(facts, view.nowMs);
  if (facts === undefined || state === null) {
    return {
      ...shared,
      cause: 'object-archived',
      confidence: 'possible',
      params: { class: logClass === '-' ? { en: 'ARCHIVE or the like', zh: '归档类' } : logClass, expiry: '-' },
      checks: [
        check(
          'storage-class',
          'unknown',
          copies
            ? {
                en: 'A copy reads another object, which the log does not name.',
                zh: '复制操作读取的是另一对象，日志未记录。',
              }
            : gone
              ? { en: 'The object does not exist any more.', zh: '对象已不存在。' }
              : { en: 'The object was not looked at.', zh: '未查询该对象。' },
          gone ? [...evidence, { fact: `${at}/exists`, value: false }] : evidence,
          ledger.missing[0],
        ),
      ],
      notes: gone ? [] : [copies ? OF_SOURCE : NOT_LOOKED_AT],
      alternatives: possible('object-restoring', 'object-restore-expired', 'object-available-now'),
    };
  }
  const storageClass = facts.storageClass ?? '-';
  const expiry = facts.restore?.expiry ?? '-';
  return {
    ...shared,
    cause: state.cause,
    confidence: 'certain',
    params: {
      class: storageClass,
      expiry,
      until: expiry === '-' ? '' : { en: `, restored until ${expiry}`, zh: `，恢复有效期至 ${expiry}` },
    },
    checks: [
      check('storage-class', state.cause === 'object-available-now' ? 'pass' : 'fail', state.because, [
        ...evidence,
        { fact: `${at}/storageClass`, value: storageClass },
        { fact: `${at}/restore`, value: facts.restore ?? null },
      ]),
    ],
    ruledOut: ruleOut(state.because, ...STATES.filter((id) => id !== state.cause)),
  };
}

/** Null: the facts do not tell. */
export function stateOf(
  facts: ObjectFacts,
  nowMs: number,
): { cause: CauseId & (typeof STATES)[number]; because: { en: string; zh: string } } | null {
  const { storageClass, restore } = facts;
  if (facts.exists === false || storageClass === undefined) return null;
  if (!ARCHIVES.test(storageClass)) {
    // Archive tiers of intelligent tiering hide behind the class: only a restore would tell.
    if (/INTELLIGENT/i.test(storageClass)) return null;
    return {
      cause: 'object-available-now',
      because: { en: `the object is in class ${storageClass} today`, zh: `对象当前的存储类型为 ${storageClass}` },
    };
  }
  if (restore === undefined) return null;
  if (restore === null)
    return {
      cause: 'object-archived',
      because: { en: `class ${storageClass}, no restored copy`, zh: `类型 ${storageClass}，没有恢复副本` },
    };
  if (restore.ongoing) return { cause: 'object-restoring', because: { en: 'a restore is under way', zh: '正在恢复' } };
  const expiryMs = restore.expiry == null ? Number.NaN : Date.parse(restore.expiry);
  if (Number.isNaN(expiryMs) || Number.isNaN(nowMs)) return null;
  return expiryMs <= nowMs
    ? {
        cause: 'object-restore-expired',
        because: { en: `the restored copy ended at ${restore.expiry}`, zh: `恢复副本已于 ${restore.expiry} 到期` },
      }
    : {
        cause: 'object-available-now',
        because: { en: `a restored copy exists until ${restore.expiry}`, zh: `恢复副本有效期至 ${restore.expiry}` },
      };
}
