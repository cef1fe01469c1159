import type { Counted, Group, Sample } from '../aggregate/model.js';
import type { Evidence } from './incident.js';

const TOP = 5;

/** What a message shows of the groups of an incident, bounded. */
export function evidenceOf(groups: readonly Group[]): Evidence | null {
  if (groups.length === 0) return null;
  const values = (pick: (group: Group) => readonly Counted[]) => topOf(groups.flatMap(pick));
  const names = (pick: (group: Group) => readonly Counted[]) => values(pick).map(({ value }) => value);
  const distinct = (pick: (group: Group) => number) => groups.reduce((most, group) => Math.max(most, pick(group)), 0);
  return {
    requesters: [...new Set(groups.map((group) => group.requester))].slice(0, 20),
    addresses: {
      distinct: distinct((group) => group.remoteIps.distinct),
      top: names((group) => group.remoteIps.top),
    },
    actions: values((group) => group.actions),
    paths: { distinct: distinct((group) => group.paths.distinct), top: names((group) => group.paths.top) },
    userAgents: names((group) => group.userAgents.top).filter((value) => value !== '-'),
    referers: names((group) => group.referers.top).filter((value) => value !== '-'),
    accessKeys: names((group) => group.accessKeys).filter((value) => value !== '-'),
    codes: names((group) => group.codes),
    samples: groups
      .flatMap((group) => group.samples)
      .sort(latestFirst)
      .slice(0, 3),
    succeeded: groups.reduce((sum, group) => sum + group.succeeded.count, 0),
  };
}

function topOf(values: readonly Counted[]): Counted[] {
  const sums = new Map<string, number>();
  for (const { value, count } of values) sums.set(value, (sums.get(value) ?? 0) + count);
  return [...sums]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, TOP);
}

const latestFirst = (a: Sample, b: Sample) =>
  a.time < b.time ? 1 : a.time > b.time ? -1 : a.requestId < b.requestId ? -1 : 1;
