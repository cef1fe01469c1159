import type { Group } from '../aggregate/model.js';
import type { DiagnoseContext, DiagnoseFn, DiagnoseOutcome } from '../diagnose/model.js';
import { type FactRequest, factRequestId, type Snapshot } from './snapshot.js';
import type { FactSource } from './source.js';

export interface DiagnosedGroup {
  readonly group: Group;
  readonly outcome: DiagnoseOutcome;
}

export interface DrivenDiagnosis {
  /** In the order of the groups. */
  readonly groups: readonly DiagnosedGroup[];
  /** The facts that were used. */
  readonly snapshot: Snapshot;
}

/** A diagnosis that wants something new after so many answers is going in circles. */
const MAX_ROUNDS = 12;

/**
 * Diagnoses, fetches what the diagnoses want, and diagnoses those groups again, until nothing new is wanted or nothing
 * more can be learnt. Groups with more denials get their facts first. `diagnose` is pure; all I/O is the source's.
 */
export async function diagnoseWithFacts(
  groups: readonly Group[],
  diagnose: DiagnoseFn,
  source: FactSource,
  context: Omit<DiagnoseContext, 'groups'>,
): Promise<DrivenDiagnosis> {
  const full: DiagnoseContext = { ...context, groups };
  const outcomes = new Map<Group, DiagnoseOutcome>();
  const tried = new Set<string>();
  let open = [...groups].sort((a, b) => b.count - a.count);
  for (let round = 0; open.length > 0; round++) {
    const wanted = new Map<string, FactRequest>();
    const waiting: Group[] = [];
    for (const group of open) {
      const outcome = diagnose(group, source.snapshot(), full);
      outcomes.set(group, outcome);
      const fresh = outcome.wants.filter((want) => !tried.has(factRequestId(want)));
      for (const want of fresh) wanted.set(factRequestId(want), want);
      if (fresh.length > 0) waiting.push(group);
    }
    if (wanted.size === 0 || round === MAX_ROUNDS) break;
    const before = source.snapshot();
    const more = await source.fetch([...wanted.values()]);
    for (const id of wanted.keys()) tried.add(id);
    if (source.snapshot() === before && !more) break;
    open = waiting;
  }
  return {
    groups: groups.map((group) => ({
      group,
      outcome: outcomes.get(group) ?? diagnose(group, source.snapshot(), full),
    })),
    snapshot: source.snapshot(),
  };
}
