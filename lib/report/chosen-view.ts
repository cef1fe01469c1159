import type { BucketTotals, Slot, WindowView } from '../aggregate/model.js';
import type { Kind } from '../denial/kinds.js';

/** Which groups a report is about; absent: all. */
export interface GroupChoice {
  readonly bucket?: string;
  readonly kind?: Kind;
  readonly requester?: string;
}

/**
 * A day as if only the chosen groups had been refused. A bucket chooses requests too; kind and requester choose denials alone, so that
 * shares stay shares of all requests. What is beyond the caps has neither: it is left out.
 */
export function chosenView(view: WindowView, choice: GroupChoice): WindowView {
  const { bucket, kind, requester } = choice;
  if (bucket === undefined && kind === undefined && requester === undefined) return view;
  const { scan, slots, groupSlots } = view;
  const kept = scan.groups.flatMap((group, row) =>
    (bucket === undefined || group.bucket === bucket) &&
    (kind === undefined || group.kind === kind) &&
    (requester === undefined || group.requester === requester)
      ? [{ group, slots: groupSlots[row] ?? [] }]
      : [],
  );
  const cells = new Map<string, Partial<Record<Kind, number>>>();
  for (const { group, slots: rows } of kept) {
    for (const { start, count } of rows) {
      const kinds = cells.get(`${start} ${group.bucket}`) ?? {};
      kinds[group.kind] = (kinds[group.kind] ?? 0) + count;
      cells.set(`${start} ${group.bucket}`, kinds);
    }
  }
  const sum = (counts: readonly (number | undefined)[]) => counts.reduce<number>((all, count) => all + (count ?? 0), 0);
  const cut = ({ start, bucket: name, requests }: Slot): Slot => {
    const kinds = cells.get(`${start} ${name}`) ?? {};
    return { start, bucket: name, requests, denials: sum(Object.values(kinds)), kinds };
  };
  const buckets: BucketTotals[] = scan.buckets
    .filter((entry) => bucket === undefined || entry.bucket === bucket)
    .map((entry) => ({
      ...entry,
      denials: sum(kept.map(({ group }) => (group.bucket === entry.bucket ? group.count : 0))),
    }))
    .sort((a, b) => b.denials - a.denials || b.requests - a.requests || (a.bucket < b.bucket ? -1 : 1));
  return {
    scan: {
      ...scan,
      totals: {
        ...scan.totals,
        requests: bucket === undefined ? scan.totals.requests : sum(buckets.map(({ requests }) => requests)),
        denials: sum(kept.map(({ group }) => group.count)),
      },
      buckets,
      groups: kept.map(({ group }) => group),
      changes: scan.changes.filter((change) => bucket === undefined || change.bucket === bucket),
      others: { groups: 0, denials: 0 },
    },
    slots: slots.filter((slot) => bucket === undefined || slot.bucket === bucket).map(cut),
    groupSlots: kept.map(({ slots: rows }) => rows),
  };
}
