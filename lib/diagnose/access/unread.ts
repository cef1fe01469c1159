import type { Text } from '../../lang.js';
import { pointer } from '../../policy/pointer.js';
import { check } from '../checks/check.js';
import type { CheckId } from '../ids.js';
import { triedAndUnknown } from '../ledger.js';
import type { Check } from '../model.js';
import type { View } from '../view.js';

/** Why the steps about a bucket are not taken: listing buckets is about none. */
export const NO_BUCKET: Text = { en: 'The request is not about one bucket.', zh: '请求不针对某个存储桶。' };

/** The ACL was read and shows the owner alone, as that of a private object does and that of an inheriting one may (4.2). */
export function isAmbiguous(key: string, view: View): boolean {
  const at = pointer('buckets', view.group.bucket, 'objects', key, 'acl');
  return triedAndUnknown(view.snapshot, at)?.reason === 'ambiguous';
}

/** The permission that was missing when the fact at this pointer was tried. */
export function permissionOf(at: string | undefined, view: View): string | undefined {
  return at === undefined ? undefined : triedAndUnknown(view.snapshot, at)?.permission;
}

/** The check of a fact that is not there: why, and which permission would help. */
export function unread(id: CheckId, at: string | undefined, view: View): Check {
  const reason = at === undefined ? undefined : triedAndUnknown(view.snapshot, at)?.reason;
  return check(
    id,
    'unknown',
    reason === undefined
      ? { en: 'Not read.', zh: '未读取。' }
      : { en: `Could not be read: ${reason}.`, zh: `无法读取：${reason}。` },
    [],
    permissionOf(at, view),
  );
}
