import type { BucketFacts, CamFacts, ObjectFacts, RoleFacts, Snapshot, UnknownFact, UserFacts } from './snapshot.js';

/** A piece of a snapshot: what one call taught. */
export interface Fragment {
  readonly account?: Snapshot['account'];
  readonly buckets?: Readonly<Record<string, BucketFacts>>;
  readonly cam?: CamFacts;
  readonly unknown?: readonly UnknownFact[];
}

export function emptySnapshot(takenAt: string): Snapshot {
  return { schema: 'cos403.snapshot/1', takenAt, account: {}, buckets: {}, cam: {} };
}

/**
 * The snapshot with a fragment laid over it. Names are sorted, so that the same facts give the same bytes whatever the
 * order of the calls; an `unknown` goes away when its fact has been learnt after all.
 */
export function mergeFacts(base: Snapshot, fragment: Fragment): Snapshot {
  const buckets = mergeRecords(base.buckets, fragment.buckets ?? {}, mergeBucket);
  const cam = mergeCam(base.cam, fragment.cam ?? {});
  const merged: Snapshot = { ...base, account: { ...base.account, ...fragment.account }, buckets, cam };
  const unknown = new Map<string, UnknownFact>();
  for (const entry of [...(base.unknown ?? []), ...(fragment.unknown ?? [])]) unknown.set(entry.fact, entry);
  const open = [...unknown.values()].filter((entry) => lookUp(merged, entry.fact) === undefined);
  open.sort((a, b) => (a.fact < b.fact ? -1 : a.fact > b.fact ? 1 : 0));
  if (open.length > 0) return { ...merged, unknown: open };
  const { unknown: _none, ...without } = merged;
  return without;
}

function mergeBucket(a: BucketFacts, b: BucketFacts): BucketFacts {
  const objects = mergeRecords(a.objects ?? {}, b.objects ?? {}, (x: ObjectFacts, y: ObjectFacts) => ({ ...x, ...y }));
  return { ...a, ...b, ...(a.objects || b.objects ? { objects } : {}) };
}

function mergeCam(a: CamFacts, b: CamFacts): CamFacts {
  const users = mergeRecords(a.users ?? {}, b.users ?? {}, mergeUser);
  const groups = mergeRecords(a.groups ?? {}, b.groups ?? {}, (x, y) => ({ ...x, ...y }));
  const roles = mergeRecords(a.roles ?? {}, b.roles ?? {}, (x: RoleFacts, y: RoleFacts) => ({ ...x, ...y }));
  return {
    ...(a.complete || b.complete ? { complete: true } : {}),
    ...(a.users || b.users ? { users } : {}),
    ...(a.groups || b.groups ? { groups } : {}),
    ...(a.roles || b.roles ? { roles } : {}),
  };
}

/** Deleted keys are told by one call only: a later list without them does not make them unknown again. */
function mergeUser(a: UserFacts, b: UserFacts): UserFacts {
  const merged = { ...a, ...b };
  if (!a.accessKeys || !b.accessKeys) return merged;
  const listed = new Set(b.accessKeys.map((key) => key.id));
  const deleted = a.accessKeys.filter((key) => key.status === 'Deleted' && !listed.has(key.id));
  const keys = [...b.accessKeys, ...deleted].sort((x, y) => (x.id < y.id ? -1 : 1));
  return { ...merged, accessKeys: keys };
}

function mergeRecords<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
  merge: (x: T, y: T) => T,
): Record<string, T> {
  const entries = new Map(Object.entries(a));
  for (const [name, value] of Object.entries(b)) {
    const before = entries.get(name);
    entries.set(name, before === undefined ? value : merge(before, value));
  }
  return Object.fromEntries([...entries].sort(([x], [y]) => (x < y ? -1 : 1)));
}

/** The value a JSON Pointer names; `undefined` when it is not there. */
export function lookUp(snapshot: Snapshot, fact: string): unknown {
  let value: unknown = snapshot;
  for (const step of fact.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    value = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
  }
  return value;
}
