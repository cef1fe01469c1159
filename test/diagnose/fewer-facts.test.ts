import fc from 'fast-check';
import type { ScanResult } from '../../lib/aggregate/model.js';
import type { Snapshot } from '../../lib/facts/snapshot.js';
import { runs } from '../support/property.js';
import { factsOf, without } from './missing-facts.js';
import { diagnosesOf, isTrueOf, type Scenario, scenarios } from './scenario.js';

/** Certain answers that the scenario does not expect. */
function wrong(scenario: Scenario, scan: ScanResult, snapshot: Snapshot): string[] {
  return diagnosesOf(scan, snapshot)
    .filter((one) => one.cause.confidence === 'certain' && !isTrueOf(scenario, one.cause.id))
    .map((one) => one.cause.id);
}

describe('with fewer facts', () => {
  const all = scenarios();
  let scans: Map<string, ScanResult>;
  beforeAll(async () => {
    scans = new Map(await Promise.all(all.map(async (one) => [one.name, await one.scan()] as const)));
  });

  test.each(all.map((one) => [one.name, one] as const))(
    '%s: no single missing fact makes a wrong certain answer',
    (_name, scenario) => {
      const scan = scans.get(scenario.name)!;
      for (const path of factsOf(scenario.snapshot)) {
        expect({ path, wrong: wrong(scenario, scan, without(scenario.snapshot, [path])) }).toEqual({ path, wrong: [] });
      }
    },
  );

  test('no set of missing facts makes a wrong certain answer, and the counts stay whole', () => {
    const scenario = fc.constantFrom(...all).chain((one) => {
      const facts = factsOf(one.snapshot);
      return fc.tuple(fc.constant(one), fc.subarray(facts));
    });
    fc.assert(
      fc.property(scenario, ([one, paths]) => {
        const scan = scans.get(one.name)!;
        const snapshot = without(one.snapshot, paths);
        expect(wrong(one, scan, snapshot)).toEqual([]);
        const total = diagnosesOf(scan, snapshot).reduce((sum, diagnosis) => sum + diagnosis.count, 0);
        expect(total).toBe(scan.totals.denials);
      }),
      runs(3),
    );
  });

  test.each(all.map((one) => [one.name, one] as const))(
    '%s: without any fact nothing about permissions is certain',
    (_name, scenario) => {
      const empty: Snapshot = {
        schema: 'cos403.snapshot/1',
        takenAt: scenario.snapshot.takenAt,
        account: {},
        buckets: {},
        cam: {},
      };
      const scan = scans.get(scenario.name)!;
      expect(wrong(scenario, scan, empty)).toEqual([]);
      for (const diagnosis of diagnosesOf(scan, empty))
        if (diagnosis.group.kind === 'access-denied' && !/^signature-|^time-zone/.test(diagnosis.cause.id))
          expect(diagnosis.cause.confidence).not.toBe('certain');
    },
  );
});
