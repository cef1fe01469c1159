import { check } from '../checks/check.js';
import type { CheckId } from '../ids.js';
import { triedAndUnknown } from '../ledger.js';
import type { Check } from '../model.js';
import type { View } from '../view.js';

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
