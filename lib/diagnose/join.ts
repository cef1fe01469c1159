import { atMost, type Finding, type RuledOut } from './finding.js';
import type { Check, CheckStatus } from './model.js';
import type { Part } from './view.js';

/** Parts that have the same cause and subject. */
export interface Joined {
  readonly finding: Finding;
  readonly count: number;
  readonly parts: readonly { readonly part: Part; readonly count: number }[];
  /** Counted without being looked at one by one. */
  readonly inferred: boolean;
}

export interface Weighted {
  readonly finding: Finding;
  readonly part: Part;
  readonly count: number;
  readonly inferred: boolean;
}

const EVIDENCE_LIMIT = 6;

/** Joins findings of the same cause and subject; what is merely inferred stays apart from what is certain. */
export function join(weighted: readonly Weighted[]): Joined[] {
  const groups = new Map<string, Weighted[]>();
  const certain = new Set<string>();
  const keyOf = (entry: Weighted) => JSON.stringify([entry.finding.cause, entry.finding.subject]);
  for (const entry of weighted)
    if (!entry.inferred && entry.finding.confidence === 'certain') certain.add(keyOf(entry));
  for (const entry of weighted) {
    const key = keyOf(entry);
    const apart = entry.inferred && entry.finding.confidence !== 'certain' && certain.has(key) ? `${key}+` : key;
    const list = groups.get(apart);
    if (list) list.push(entry);
    else groups.set(apart, [entry]);
  }
  return [...groups.values()].map(merge);
}

function merge(entries: readonly Weighted[]): Joined {
  const sorted = [...entries].sort((a, b) => b.count - a.count);
  const first = sorted[0]!.finding;
  const findings = [...new Set(sorted.map((entry) => entry.finding))];
  const confidence = findings.reduce((lowest, finding) => atMost(lowest, finding.confidence), first.confidence);
  const alternatives = new Map(
    findings.flatMap((finding) => finding.alternatives ?? []).map((alternative) => [alternative.id, alternative]),
  );
  alternatives.delete(first.cause);
  const finding: Finding = {
    ...first,
    confidence,
    checks: mergeChecks(findings.map((entry) => entry.checks)),
    alternatives: [...alternatives.values()],
    ruledOut: mergeRuledOut(findings).filter((entry) => !alternatives.has(entry.id)),
    notes: uniqueBy(
      findings.flatMap((entry) => entry.notes ?? []),
      (note) => note.en,
    ),
    wants: findings.flatMap((entry) => entry.wants ?? []),
    missing: [...new Set(findings.flatMap((entry) => entry.missing ?? []))].sort(),
  };
  return {
    finding,
    count: entries.reduce((sum, entry) => sum + entry.count, 0),
    parts: sorted.map(({ part, count }) => ({ part, count })),
    inferred: entries.every((entry) => entry.inferred),
  };
}

const SEVERITY: Readonly<Record<CheckStatus, number>> = { fail: 3, unknown: 2, pass: 1, 'not-applicable': 0 };

/** One check per id: the worst status decides, evidence of that status is gathered. */
function mergeChecks(lists: readonly (readonly Check[])[]): Check[] {
  const byId = new Map<string, Check>();
  for (const entry of lists.flat()) {
    const known = byId.get(entry.id);
    if (!known || SEVERITY[entry.status] > SEVERITY[known.status]) {
      byId.set(entry.id, entry);
    } else if (known.status === entry.status && known !== entry) {
      const evidence = uniqueBy([...known.evidence, ...entry.evidence], (item) => JSON.stringify(item));
      byId.set(entry.id, { ...known, evidence: evidence.slice(0, EVIDENCE_LIMIT) });
    }
  }
  return [...byId.values()];
}

/** Ruled out for the whole means ruled out for each part. */
function mergeRuledOut(findings: readonly Finding[]): RuledOut[] {
  const [first, ...others] = findings.map((finding) => finding.ruledOut ?? []);
  return uniqueBy(
    (first ?? []).filter((entry) => others.every((list) => list.some((other) => other.id === entry.id))),
    (entry) => entry.id,
  );
}

export function uniqueBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  const seen = new Map<string, T>();
  for (const item of items) if (!seen.has(key(item))) seen.set(key(item), item);
  return [...seen.values()];
}
