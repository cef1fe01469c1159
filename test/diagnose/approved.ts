import type { ScanResult } from '../../lib/aggregate/model.js';
import { diagnose } from '../../lib/diagnose/diagnose.js';
import type { DiagnoseOutcome } from '../../lib/diagnose/model.js';
import { diagnoseWithFacts } from '../../lib/facts/driver.js';
import { emptySnapshot } from '../../lib/facts/merge.js';
import { pointer } from '../../lib/facts/pointer.js';
import type { Snapshot } from '../../lib/facts/snapshot.js';
import { readableJson } from '../support/readable-json.js';
import { accountOf } from './account-of-scenario.js';
import { changeOf, linesOf } from './digest.js';
import { factsOf, without } from './missing-facts.js';
import { diagnoseScan, type Scenario } from './scenario.js';

/** What a scenario's folder keeps of the answers: the whole one, and those with less known. */
export const APPROVED = {
  /** Everything a reader gets, in both languages. */
  'approved.json': async (scenario: Scenario) => readableJson(answer(await scenario.scan(), scenario.snapshot)),
  /** The answer with nothing known, what it asks for round by round, and what each fact of the case is worth. */
  'less-known.txt': async (scenario: Scenario) => {
    const scan = await scenario.scan();
    const whole = answer(scan, scenario.snapshot);
    const nothing = linesOf(answer(scan, emptySnapshot(scenario.snapshot.takenAt)));
    return [
      'With nothing known:',
      ...nothing.map((line) => `  ${line}`),
      '',
      'Asking for what is wanted, against the answer with all facts:',
      ...(await asking(scenario, scan, whole)),
      '',
      'Without one fact:',
      ...withoutEach(scenario, scan, whole),
      '',
    ].join('\n');
  },
} as const;

function answer(scan: ScanResult, snapshot: Snapshot): DiagnoseOutcome {
  return together(diagnoseScan(scan, snapshot));
}

function together(groups: readonly { readonly outcome: DiagnoseOutcome }[]): DiagnoseOutcome {
  return {
    diagnoses: groups.flatMap(({ outcome }) => outcome.diagnoses),
    wants: groups.flatMap(({ outcome }) => outcome.wants),
  };
}

async function asking(scenario: Scenario, scan: ScanResult, whole: DiagnoseOutcome): Promise<string[]> {
  const facts = accountOf(scenario.snapshot);
  const { groups } = await diagnoseWithFacts(scan.groups, diagnose, facts, { changes: scan.changes });
  return [
    ...facts.rounds.map((wants, i) => `  ${i + 1}. ${wants.join('; ')}`),
    `  ${changeOf(whole, together(groups)) || 'the same'}`,
  ];
}

/** Facts of one effect stand together; those that change nothing have no line. */
function withoutEach(scenario: Scenario, scan: ScanResult, whole: DiagnoseOutcome): string[] {
  const facts = new Map<string, string[]>();
  for (const path of factsOf(scenario.snapshot)) {
    const change = changeOf(whole, answer(scan, without(scenario.snapshot, [path])));
    if (change !== '') facts.set(change, [...(facts.get(change) ?? []), pointer(...path)]);
  }
  return [...facts].flatMap(([change, paths]) => [...paths.map((path) => `  ${path}`), `    ${change}`]);
}
