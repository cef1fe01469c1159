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

/** Fields in the order of the contract, so that the order of calls does not show in the bytes. */
const ORDER = {
  bucket: [
    'region',
    'createdAt',
    'ownerUin',
    'acl',
    'policy',
    'cors',
    'referer',
    'strictSignature',
    'logging',
    'versioning',
    'objects',
  ],
  object: ['exists', 'storageClass', 'restore', 'acl'],
  holder: ['name', 'type', 'accessKeys', 'policies', 'groups', 'boundary'],
} as const;

function inOrder<T extends object>(value: T, order: readonly string[]): T {
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => place(a) - place(b))) as T;
}

function mergeBucket(a: BucketFacts, b: BucketFacts): BucketFacts {
  const objects = mergeRecords<ObjectFacts>(a.objects ?? {}, b.objects ?? {}, (x, y) =>
    inOrder({ ...x, ...y }, ORDER.object),
  );
  return inOrder({ ...a, ...b, ...(a.objects || b.objects ? { objects } : {}) }, ORDER.bucket);
}

function mergeCam(a: CamFacts, b: CamFacts): CamFacts {
  const users = mergeRecords<UserFacts>(a.users ?? {}, b.users ?? {}, mergeUser);
  const groups = mergeRecords(a.groups ?? {}, b.groups ?? {}, (x, y) => ({ ...x, ...y }));
  const roles = mergeRecords<RoleFacts>(a.roles ?? {}, b.roles ?? {}, (x, y) => inOrder({ ...x, ...y }, ORDER.holder));
  return {
    ...(a.complete || b.complete ? { complete: true } : {}),
    ...(a.users || b.users ? { users } : {}),
    ...(a.groups || b.groups ? { groups } : {}),
    ...(a.roles || b.roles ? { roles } : {}),
  };
}

/** Deleted keys are told by one call only: a later list without them does not make them unknown again. */
function mergeUser(a: UserFacts, b: UserFacts): UserFacts {
  const merged = inOrder({ ...a, ...b }, ORDER.holder);
  if (!a.accessKeys || !b.accessKeys) return merged;
  const listed = new Set(b.accessKeys.map((key) => key.id));
  const deleted = a.accessKeys.filter((key) => key.status === 'Deleted' && !listed.has(key.id));
  const keys = [...b.accessKeys, ...deleted].sort((x, y) => (x.id < y.id ? -1 : 1));
  return { ...merged, accessKeys: keys };
}

/** By name, sorted. */
function mergeRecords<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
  merge: (x: T, y: T) => T,
): Record<string, T> {
  const entries = new Map(Object.entries(a));
  for (const [name, value] of Object.entries(b)) entries.set(name, merge(entries.get(name) ?? ({} as T), value));
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
