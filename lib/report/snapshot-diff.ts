import type { Snapshot } from '../facts/snapshot.js';
import type { Settings, SnapshotChange } from './types.js';

const LISTED = 50;
const VALUE_LENGTH = 300;

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What differs between two days' settings, as JSON Pointers. Only what both snapshots looked at is compared: a fact that one of them
 * did not read is no change. Lists (statements, grants, rules) are compared whole, objects and their storage class are left out.
 */
export function diffSnapshots(before: Snapshot, after: Snapshot): NonNullable<Settings['snapshot']> {
  const changes: SnapshotChange[] = [];
  walk('/buckets', before.buckets as unknown as Json, after.buckets as unknown as Json, changes, 'names');
  const { users, roles, groups } = before.cam;
  // A list of users is only complete when the snapshot says so; else a missing user was not looked at.
  const complete = before.cam.complete === true && after.cam.complete === true;
  walk('/cam/users', users as unknown as Json, after.cam.users as unknown as Json, changes, complete ? 'all' : 'names');
  walk('/cam/roles', roles as unknown as Json, after.cam.roles as unknown as Json, changes, 'names');
  walk('/cam/groups', groups as unknown as Json, after.cam.groups as unknown as Json, changes, 'names');
  changes.sort((a, b) => (a.fact < b.fact ? -1 : 1));
  return {
    from: before.takenAt,
    to: after.takenAt,
    changes: changes.slice(0, LISTED),
    rest: Math.max(0, changes.length - LISTED),
  };
}

function walk(
  pointer: string,
  before: Json | undefined,
  after: Json | undefined,
  into: SnapshotChange[],
  mode: 'names' | 'all' | 'facts',
): void {
  if (before === undefined || after === undefined) {
    if (before === after || mode !== 'all') return;
    if (before === undefined) into.push({ fact: pointer, change: 'added', after: show(after!) });
    else into.push({ fact: pointer, change: 'removed', before: show(before) });
    return;
  }
  if (isObject(before) && isObject(after) && mode !== 'facts') {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const at = `${pointer}/${pointerPart(key)}`;
      if (pointer === '/cam/users' && mode === 'all' && (!(key in before) || !(key in after))) {
        walk(at, before[key], after[key], into, 'all');
      } else entity(at, before[key], after[key], into);
    }
    return;
  }
  if (canonical(before) === canonical(after)) return;
  if (before === null) into.push({ fact: pointer, change: 'added', after: show(after) });
  else if (after === null) into.push({ fact: pointer, change: 'removed', before: show(before) });
  else into.push({ fact: pointer, change: 'changed', before: show(before), after: show(after) });
}

/** One bucket, user, role or group: its facts are compared one by one. */
function entity(pointer: string, before: Json | undefined, after: Json | undefined, into: SnapshotChange[]): void {
  if (!isObject(before) || !isObject(after)) return;
  for (const key of Object.keys(before)) {
    if (key !== 'objects' && key in after)
      walk(`${pointer}/${pointerPart(key)}`, before[key], after[key], into, 'facts');
  }
}

const pointerPart = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** Order of an object's keys is no difference; order of a list is. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_key, item: Json) =>
    isObject(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  );
}

function show(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > VALUE_LENGTH ? `${text.slice(0, VALUE_LENGTH)}…` : text;
}
