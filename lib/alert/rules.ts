import { ruleCoversGroup, ruleLooksAtRequests } from './rules-filter.js';
import { usualDenials } from './rules-history.js';
import { isNew, type Seen } from './rules-seen.js';
import { spread } from './rules-spread.js';
import { type AlertRule, type Breach, groupKey, SLOT_MS } from './rules-types.js';
import type { Counts, GroupCounts, SlotCounts, Touched } from './window-counts.js';
import { ruleKey } from './window-counts.js';

export interface RuleInput {
  readonly counts: Counts;
  /** Slots that got new data since the last evaluation: only windows over them are judged, so each burst is judged once, however late. */
  readonly touched: Touched;
  readonly seen: Seen;
}

/** Every rule against every group that new data touched. Causes are judged later (`ruleWantsCause`), after the diagnosis. Sorted. */
export function evaluateRules(rules: readonly AlertRule[], input: RuleInput): Breach[] {
  const breaches = rules.filter((rule) => rule.enabled).flatMap((rule) => evaluate(rule, input));
  return breaches.sort((a, b) => b.count - a.count || compare(groupKey(a), groupKey(b)) || compare(a.rule, b.rule));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function evaluate(rule: AlertRule, input: RuleInput): Breach[] {
  switch (rule.type) {
    case 'count':
      return touchedGroups(rule, input).flatMap(({ group, slots }) => {
        const worst = worstWindow(rule, counted(rule, group), slots);
        if (worst === null || worst.count < rule.atLeast) return [];
        return [{ ...refOf(group), rule: rule.name, ...worst, measure: { type: 'count' as const } }];
      });
    case 'first-seen':
      return touchedGroups(rule, input).flatMap(({ group, slots }) => {
        if (!isNew(input.seen, group)) return [];
        const worst = worstWindow(rule, counted(rule, group), slots);
        if (worst === null || worst.count < rule.atLeast) return [];
        return [{ ...refOf(group), rule: rule.name, ...worst, measure: { type: 'first-seen' as const } }];
      });
    case 'share':
      return buckets(rule, input).flatMap(([bucket, slots, groups]) => {
        const requests = input.counts.buckets[bucket]?.requests ?? {};
        const worst = worstWindow(rule, sumOf(rule, groups), slots);
        if (worst === null || worst.count < rule.atLeast) return [];
        const asked = sumBetween(requests, worst.fromMs, worst.toMs);
        const percent = asked === 0 ? 100 : (100 * worst.count) / asked;
        if (percent < rule.percent) return [];
        return spread(groups, (group) => sumBetween(counted(rule, group), worst.fromMs, worst.toMs)).map((part) => ({
          ...part,
          rule: rule.name,
          fromMs: worst.fromMs,
          toMs: worst.toMs,
          measure: { type: 'share' as const, percent, requests: asked },
        }));
      });
    case 'jump':
      return kinds(rule, input).flatMap(([bucket, kind, slots, groups]) => {
        const worst = worstWindow(rule, sumOf(rule, groups), slots);
        if (worst === null || worst.count < rule.atLeast) return [];
        const usual = usualDenials(input.counts, bucket, kind, worst.fromMs, worst.toMs, rule.days);
        if (usual === null || worst.count < rule.factor * usual) return [];
        return spread(groups, (group) => sumBetween(counted(rule, group), worst.fromMs, worst.toMs)).map((part) => ({
          ...part,
          rule: rule.name,
          fromMs: worst.fromMs,
          toMs: worst.toMs,
          measure: { type: 'jump' as const, usual, factor: usual === 0 ? 0 : worst.count / usual },
        }));
      });
  }
}

/** Denials that a rule counts, by slot. */
function counted(rule: AlertRule, group: GroupCounts): SlotCounts {
  const slots = ruleLooksAtRequests(rule) ? (group.byRule[ruleKey(rule)] ?? {}) : group.slots;
  if (rule.countHealed) return slots;
  const net: SlotCounts = {};
  for (const [slot, count] of Object.entries(slots)) {
    const all = group.slots[slot] ?? 0;
    const quietShare = all === 0 ? 0 : (group.quiet[slot] ?? 0) / all;
    const rest = count * (1 - quietShare);
    if (rest > 0) net[slot] = rest;
  }
  return net;
}

function sumOf(rule: AlertRule, groups: readonly GroupCounts[]): SlotCounts {
  const sum: SlotCounts = {};
  for (const group of groups) {
    for (const [slot, count] of Object.entries(counted(rule, group))) sum[slot] = (sum[slot] ?? 0) + count;
  }
  return sum;
}

/** The window of the rule's length with the most denials among those that contain a touched slot; the earliest of equals. */
function worstWindow(
  rule: AlertRule,
  slots: SlotCounts,
  touched: ReadonlySet<number>,
): { readonly count: number; readonly fromMs: number; readonly toMs: number } | null {
  const width = Math.max(1, Math.ceil(rule.window / SLOT_MS));
  let best: { count: number; end: number } | null = null;
  const ends = new Set<number>();
  for (const slot of touched) for (let end = slot; end < slot + width; end++) ends.add(end);
  for (const end of [...ends].sort((a, b) => a - b)) {
    let count = 0;
    for (let slot = end - width + 1; slot <= end; slot++) count += slots[slot] ?? 0;
    if (count > 0 && (best === null || count > best.count + 1e-9)) best = { count, end };
  }
  if (best === null) return null;
  return {
    count: Math.round(best.count * 1000) / 1000,
    fromMs: (best.end - width + 1) * SLOT_MS,
    toMs: (best.end + 1) * SLOT_MS,
  };
}

function sumBetween(slots: SlotCounts, fromMs: number, toMs: number): number {
  let sum = 0;
  for (let slot = Math.floor(fromMs / SLOT_MS); slot < toMs / SLOT_MS; slot++) sum += slots[slot] ?? 0;
  return sum;
}

const refOf = (group: GroupCounts) => ({ bucket: group.bucket, kind: group.kind, requester: group.requester });

function touchedGroups(rule: AlertRule, { counts, touched }: RuleInput) {
  return [...touched].flatMap(([key, slots]) => {
    const group = counts.groups[key];
    return group !== undefined && ruleCoversGroup(rule, group) ? [{ group, slots }] : [];
  });
}

type Gathered = Map<string, { readonly slots: Set<number>; readonly groups: GroupCounts[] }>;

/** Touched groups put together by `keyOf`, with every group of that key, touched or not. */
function gather(rule: AlertRule, input: RuleInput, keyOf: (group: GroupCounts) => string): Gathered {
  const gathered: Gathered = new Map();
  for (const { group, slots } of touchedGroups(rule, input)) {
    const key = keyOf(group);
    let entry = gathered.get(key);
    if (entry === undefined) gathered.set(key, (entry = { slots: new Set(), groups: [] }));
    for (const slot of slots) entry.slots.add(slot);
  }
  for (const group of Object.values(input.counts.groups)) {
    if (ruleCoversGroup(rule, group)) gathered.get(keyOf(group))?.groups.push(group);
  }
  return gathered;
}

function buckets(rule: AlertRule, input: RuleInput): [string, Set<number>, GroupCounts[]][] {
  return [...gather(rule, input, (group) => group.bucket)].map(([bucket, { slots, groups }]) => [
    bucket,
    slots,
    groups,
  ]);
}

function kinds(rule: AlertRule, input: RuleInput): [string, string, Set<number>, GroupCounts[]][] {
  return [...gather(rule, input, (group) => `${group.bucket}\n${group.kind}`)].map(([key, { slots, groups }]) => {
    const [bucket = '', kind = ''] = key.split('\n');
    return [bucket, kind, slots, groups];
  });
}
