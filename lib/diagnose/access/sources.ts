import type { AttachedPolicy, PolicyDocument, Snapshot } from '../../facts/snapshot.js';
import { own, pointer } from '../../policy/pointer.js';
import type { Decisive, PolicySource } from '../../policy/types.js';
import type { View } from '../view.js';

type Located = Pick<Decisive, 'source' | 'name' | 'statement'>;

/** JSON Pointer of the statement, policy or ACL that an explanation speaks of; null when it is not in the snapshot. */
export function placeOf(located: Located, view: View): string | null {
  switch (located.source) {
    case 'bucket-policy':
      return statementAt(
        pointer('buckets', view.group.bucket, 'policy'),
        view.bucket?.policy ?? undefined,
        located.statement,
      );
    case 'bucket-acl':
      return pointer('buckets', view.group.bucket, 'acl');
    case 'object-acl': {
      const key = located.name.slice(view.group.bucket.length + 1);
      return pointer('buckets', view.group.bucket, 'objects', key, 'acl');
    }
    case 'user-policy':
    case 'group-policy':
    case 'role-policy': {
      const found = findPolicy(located.source, located.name, view);
      return found === null ? null : statementAt(`${found.at}/document`, found.policy.document, located.statement);
    }
    default:
      return null;
  }
}

export function documentOf(located: Located, view: View): PolicyDocument | undefined {
  if (located.source === 'bucket-policy') return view.bucket?.policy ?? undefined;
  if (located.source === 'boundary') return boundaryOf(view)?.document;
  return findPolicy(located.source, located.name, view)?.policy.document;
}

function boundaryOf({ identity, snapshot }: View) {
  if (!('root' in identity)) return undefined;
  const { users, roles } = snapshot.cam;
  return (identity.type === 'role' ? own(roles, identity.id) : own(users, identity.id))?.boundary ?? undefined;
}

/** The raw statement an explanation speaks of. */
export function statementOf(located: Located, view: View): Readonly<Record<string, unknown>> | undefined {
  const document = documentOf(located, view);
  if (document === undefined || located.statement === undefined) return undefined;
  const value = document[elementName(document, 'statement') ?? ''];
  const statement = Array.isArray(value) ? value[located.statement - 1] : value;
  return typeof statement === 'object' && statement !== null ? (statement as Record<string, unknown>) : undefined;
}

/** An element of a statement, whatever its capitalisation (46205), as a list of strings. */
export function listOf(statement: Readonly<Record<string, unknown>> | undefined, element: string): string[] {
  if (statement === undefined) return [];
  const value = statement[elementName(statement, element) ?? ''];
  return (Array.isArray(value) ? value : [value]).filter((entry): entry is string => typeof entry === 'string');
}

/** The condition keys that a statement looks at, in lower case and without the stray spaces of the examples (46205). */
export function conditionKeysOf(statement: Readonly<Record<string, unknown>> | undefined): string[] {
  const block = statement?.[elementName(statement, 'condition') ?? ''];
  if (typeof block !== 'object' || block === null) return [];
  return Object.values(block).flatMap((keys) =>
    typeof keys === 'object' && keys !== null
      ? Object.keys(keys).map((key) => key.replaceAll(/\s/g, '').toLowerCase())
      : ['?'],
  );
}

/** `bucket policy #2 (sid)`, `QcloudCOSReadOnly #1`: how people find it. */
export function nameOf(located: Located & { readonly sid?: string }): string {
  const number = located.statement === undefined ? '' : ` #${located.statement}`;
  const sid = located.sid === undefined ? '' : ` (${located.sid})`;
  return `${located.source === 'bucket-policy' ? '' : located.name}${number}${sid}`.trim();
}

function findPolicy(source: PolicySource, name: string, view: View): { policy: AttachedPolicy; at: string } | null {
  const { identity, snapshot } = view;
  if (!('root' in identity)) return null;
  for (const [at, policies] of listsOf(source, identity.id, snapshot)) {
    const index = policies.findIndex((policy) => policy.name === name);
    const policy = policies[index];
    if (policy) return { policy, at: `${at}/${index}` };
  }
  return null;
}

function listsOf(source: PolicySource, id: string, snapshot: Snapshot): [string, readonly AttachedPolicy[]][] {
  const { cam } = snapshot;
  if (source === 'role-policy') return [[pointer('cam', 'roles', id, 'policies'), own(cam.roles, id)?.policies ?? []]];
  const user = own(cam.users, id);
  if (source === 'user-policy') return [[pointer('cam', 'users', id, 'policies'), user?.policies ?? []]];
  if (source !== 'group-policy') return [];
  return (user?.groups ?? []).map((name) => [
    pointer('cam', 'groups', name, 'policies'),
    own(cam.groups, name)?.policies ?? [],
  ]);
}

function statementAt(at: string, document: PolicyDocument | undefined, statement: number | undefined): string {
  if (document === undefined || statement === undefined) return at;
  const name = elementName(document, 'statement');
  if (name === null) return at;
  return Array.isArray(document[name]) ? `${at}${pointer(name, statement - 1)}` : `${at}${pointer(name)}`;
}

function elementName(object: Readonly<Record<string, unknown>>, element: string): string | null {
  return Object.keys(object).find((name) => name.trim().toLowerCase() === element) ?? null;
}
