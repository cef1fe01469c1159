import type { Group } from '../aggregate/model.js';

const indexes = new WeakMap<readonly Group[], ReadonlyMap<string, readonly Group[]>>();

/** Groups in which a SecretId was used. Built once a scan: ten thousand guessed keys must not cost ten thousand searches of all groups. */
export function groupsByKey(groups: readonly Group[], keyId: string): readonly Group[] {
  let index = indexes.get(groups);
  if (index === undefined) {
    const made = new Map<string, Group[]>();
    for (const group of groups)
      for (const { value } of group.accessKeys) {
        if (value === '-') continue;
        const list = made.get(value);
        if (list) list.push(group);
        else made.set(value, [group]);
      }
    index = made;
    indexes.set(groups, made);
  }
  return index.get(keyId) ?? [];
}
