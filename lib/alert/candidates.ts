import type { Group, WindowView } from '../aggregate/model.js';
import type { Incident } from './incident.js';
import { type Breach, type GroupRef, groupKey } from './rules-types.js';

/** So many groups of one bucket and kind in one run are no longer told one by one. */
const COLLAPSE_FROM = 10;

/** One group that broke rules, or many of one bucket and kind: what is diagnosed once. */
export interface Candidate {
  readonly ref: GroupRef;
  readonly breaches: Breach[];
  /** The groups behind it, biggest first: several for `*`. */
  readonly groups: readonly Group[];
  readonly members: number;
}

/** Broken rules by group; where too many groups of one bucket and kind broke some, they are one candidate with requester `*`. */
export function candidatesOf(
  breaches: readonly Breach[],
  view: WindowView | null,
  incidents: ReadonlyMap<string, Incident>,
): Candidate[] {
  return collapse(byGroup(breaches, view), incidents);
}

function byGroup(breaches: readonly Breach[], view: WindowView | null): Candidate[] {
  const groups = new Map(view?.scan.groups.map((group) => [groupKey(group), group]));
  const candidates = new Map<string, Candidate>();
  for (const breach of breaches) {
    const ref = { bucket: breach.bucket, kind: breach.kind, requester: breach.requester };
    const known = candidates.get(groupKey(ref));
    if (known !== undefined) {
      known.breaches.push(breach);
      continue;
    }
    const group = groups.get(groupKey(ref));
    const members =
      ref.requester === '*'
        ? [...groups.values()].filter((other) => other.bucket === ref.bucket && other.kind === ref.kind)
        : group === undefined
          ? []
          : [group];
    candidates.set(groupKey(ref), { ref, breaches: [breach], groups: members, members: Math.max(1, members.length) });
  }
  return [...candidates.values()];
}

/** Many new groups of one bucket and kind (invented keys, a broken policy) are one candidate with requester `*`. */
function collapse(candidates: readonly Candidate[], incidents: ReadonlyMap<string, Incident>): Candidate[] {
  const open = new Set(
    [...incidents.values()]
      .filter((incident) => incident.state === 'open')
      .flatMap(({ groups }) => groups.map(groupKey)),
  );
  const byKind = new Map<string, Candidate[]>();
  const result: Candidate[] = [];
  for (const candidate of candidates) {
    const star = groupKey({ ...candidate.ref, requester: '*' });
    if (candidate.ref.requester === '*' || (open.has(groupKey(candidate.ref)) && !open.has(star)))
      result.push(candidate);
    else byKind.set(star, [...(byKind.get(star) ?? []), candidate]);
  }
  for (const [star, group] of byKind) {
    const [first] = group;
    if (first === undefined || (group.length < COLLAPSE_FROM && !open.has(star))) {
      result.push(...group);
      continue;
    }
    const groups = group.flatMap((candidate) => candidate.groups).sort((a, b) => b.count - a.count);
    const rules = new Map<string, Breach>();
    for (const breach of group.flatMap((candidate) => candidate.breaches)) {
      const known = rules.get(breach.rule);
      rules.set(breach.rule, { ...breach, requester: '*', count: breach.count + (known?.count ?? 0) });
    }
    result.push({
      ref: { ...first.ref, requester: '*' },
      breaches: [...rules.values()],
      groups,
      members: group.length,
    });
  }
  return result;
}
