import type { CauseShare, ReportGroup } from './types.js';

const NOT_DIAGNOSED = { en: 'Not diagnosed', zh: '未诊断' };

/** The day's causes with what they account for; what no diagnosis covers is `not-diagnosed`. The sums are the day's denials. */
export function causesOf(groups: readonly ReportGroup[], othersDenials: number, denials: number): CauseShare[] {
  const causes = new Map<CauseShare['id'], { -readonly [K in keyof CauseShare]: CauseShare[K] }>();
  const add = (id: CauseShare['id'], title: CauseShare['title'], count: number, groupsMore: number) => {
    let cause = causes.get(id);
    if (!cause) {
      cause = { id, title, denials: 0, share: 0, groups: 0, confidence: { certain: 0, likely: 0, possible: 0 } };
      causes.set(id, cause);
    }
    cause.denials += count;
    cause.groups += groupsMore;
    return cause;
  };
  for (const group of groups) {
    let open = group.count;
    const counted = new Set<string>();
    for (const { cause, count } of group.diagnoses) {
      const entry = add(cause.id, cause.title, count, counted.has(cause.id) ? 0 : 1);
      entry.confidence = { ...entry.confidence, [cause.confidence]: entry.confidence[cause.confidence] + count };
      counted.add(cause.id);
      open -= count;
    }
    if (open > 0) add('not-diagnosed', NOT_DIAGNOSED, open, counted.size === 0 ? 1 : 0);
  }
  if (othersDenials > 0) add('not-diagnosed', NOT_DIAGNOSED, othersDenials, 0);
  return [...causes.values()]
    .map((cause) => ({ ...cause, share: denials === 0 ? 0 : cause.denials / denials }))
    .sort((a, b) => b.denials - a.denials || (a.id < b.id ? -1 : 1));
}

/** Does the id say that nothing explains it? */
export function isOpen(id: CauseShare['id']): boolean {
  return id === 'unexplained' || id === 'not-diagnosed' || id === 'signature-unexplained';
}

/** What the headline calls unexplained: no diagnosis, or one that says so. */
export function unexplainedOf(
  causes: readonly CauseShare[],
  denials: number,
): { denials: number; groups: number; share: number | null } {
  const open = causes.filter(({ id }) => isOpen(id));
  const count = open.reduce((sum, cause) => sum + cause.denials, 0);
  return {
    denials: count,
    groups: open.reduce((sum, cause) => sum + cause.groups, 0),
    share: denials === 0 ? null : count / denials,
  };
}
