import type { Group, WindowView } from '../aggregate/model.js';
import { diagnose } from '../diagnose/diagnose.js';
import type { DiagnoseFn, Diagnosis } from '../diagnose/model.js';
import { diagnoseWithFacts } from '../facts/driver.js';
import type { Snapshot } from '../facts/snapshot.js';
import type { FactSource } from '../facts/source.js';
import { groupId } from './identity.js';

/** The largest groups are diagnosed; behind them nobody reads on. */
const DIAGNOSED = 2_000;
/** Between two looks at the clock. */
const BATCH = 100;

/**
 * Diagnoses the day's groups, the largest first, with the facts of `source` (its call budget is its own), until `deadlineMs`. Groups
 * without an answer are left out: the report counts them as not diagnosed.
 */
export async function diagnoseDay(
  view: WindowView,
  source: FactSource,
  limits: { readonly deadlineMs: number; readonly nowMs: () => number },
): Promise<{ readonly diagnoses: ReadonlyMap<string, readonly Diagnosis[]>; readonly snapshot: Snapshot }> {
  const { groups, changes } = view.scan;
  const due = groups.filter((group) => group.countsOnly !== true).slice(0, DIAGNOSED);
  // Other groups are evidence: the whole day is the context, whatever the batch.
  const inContext: DiagnoseFn = (group, snapshot, context) => diagnose(group, snapshot, { ...context, groups });
  const found = new Map<string, readonly Diagnosis[]>();
  for (let at = 0; at < due.length && limits.nowMs() < limits.deadlineMs; at += BATCH) {
    const batch: readonly Group[] = due.slice(at, at + BATCH);
    const driven = await diagnoseWithFacts(batch, inContext, source, { changes });
    for (const { group, outcome } of driven.groups) found.set(groupId(group), outcome.diagnoses);
  }
  return { diagnoses: found, snapshot: source.snapshot() };
}
