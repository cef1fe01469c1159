import type { FactRequest } from '../facts/snapshot.js';
import { keyOf, type View } from './view.js';

/** Calls that one answer takes, as a rule; `key-index` asks for every user. */
const COST: Readonly<Record<FactRequest['fact'], number>> = {
  'bucket-policy': 1,
  'bucket-acl': 1.1,
  'bucket-cors': 1,
  'bucket-referer': 1,
  'bucket-strict-signature': 1,
  'bucket-logging': 1,
  'bucket-versioning': 1,
  'bucket-meta': 1.2,
  'access-keys': 1.3,
  object: 2,
  'object-acl': 2,
  role: 4,
  user: 6,
  'key-index': 50,
};
/** Objects are sampled: the most frequent paths stand for the others. */
const OBJECTS = 3;

/** Cheapest first; of objects only those asked for most. */
export function orderWants(wants: readonly FactRequest[], view: View): FactRequest[] {
  const counts = new Map<string, number>();
  for (const shape of view.group.shapes)
    for (const request of shape.requests) {
      const key = keyOf(request.path) ?? '';
      counts.set(key, (counts.get(key) ?? 0) + request.count);
    }
  const isObject = (want: FactRequest) => want.fact === 'object' || want.fact === 'object-acl';
  const countOf = (want: FactRequest) => ('key' in want ? (counts.get(want.key) ?? 0) : 0);
  const objects = wants
    .filter(isObject)
    .sort((a, b) => countOf(b) - countOf(a) || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    .slice(0, Math.max(0, OBJECTS - looked(view)));
  return [...wants.filter((want) => !isObject(want)), ...objects].sort(
    (a, b) =>
      COST[a.fact] - COST[b.fact] || countOf(b) - countOf(a) || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1),
  );
}

/** Objects of this group that were looked at already: the sample does not grow with every round. */
function looked(view: View): number {
  const keys = new Set(
    view.group.shapes.flatMap((shape) => shape.requests.map((request) => keyOf(request.path) ?? '')),
  );
  const known = Object.keys(view.bucket?.objects ?? {}).filter((key) => keys.has(key)).length;
  const prefix = `/buckets/${view.group.bucket}/objects/`;
  const refused = (view.snapshot.unknown ?? []).filter((entry) => entry.fact.startsWith(prefix)).length;
  return known + refused;
}
