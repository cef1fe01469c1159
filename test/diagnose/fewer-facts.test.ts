import fc from 'fast-check';
import type { ScanResult } from '../../lib/aggregate/model.js';
import type { Snapshot } from '../../lib/facts/snapshot.js';
import { runs } from '../support/property.js';
import { diagnosesOf, type Scenario, scenarios } from './scenario.js';

/** Facts that a reader of the account may fail to get, as paths into the snapshot. */
function factsOf(snapshot: Snapshot): string[][] {
  const paths: string[][] = [];
  for (const [bucket, facts] of Object.entries(snapshot.buckets)) {
    paths.push(['buckets', bucket]);
    for (const field of Object.keys(facts)) paths.push(['buckets', bucket, field]);
    for (const [key, object] of Object.entries(facts.objects ?? {})) {
      paths.push(['buckets', bucket, 'objects', key]);
      for (const field of Object.keys(object)) paths.push(['buckets', bucket, 'objects', key, field]);
    }
  }
  for (const room of ['users', 'groups', 'roles'] as const) {
    for (const [name, facts] of Object.entries(snapshot.cam[room] ?? {})) {
      // A user who exists but is not listed contradicts "complete": then completeness goes as well.
      paths.push(['cam', room, name]);
      for (const field of Object.keys(facts)) paths.push(['cam', room, name, field]);
      for (const index of ('policies' in facts ? (facts.policies ?? []) : []).keys())
        paths.push(['cam', room, name, 'policies', String(index), 'document']);
    }
  }
  for (const field of Object.keys(snapshot.account)) paths.push(['account', field]);
  paths.push(['cam', 'complete']);
  return paths;
}

function without(snapshot: Snapshot, paths: readonly (readonly string[])[]): Snapshot {
  const copy = structuredClone(snapshot) as unknown as Record<string, unknown>;
  for (const path of paths) {
    let place: Record<string, unknown> | undefined = copy;
    for (const step of path.slice(0, -1)) place = place?.[step] as Record<string, unknown> | undefined;
    if (place) delete place[path.at(-1)!];
    if (path[0] === 'cam' && path[1] === 'users' && path.length === 3)
      delete (copy['cam'] as Record<string, unknown>)['complete'];
  }
  return copy as unknown as Snapshot;
}

/** Certain answers that the scenario does not expect. */
function wrong(scenario: Scenario, scan: ScanResult, snapshot: Snapshot): string[] {
  const expected = new Set(scenario.expected.map((one) => one.cause));
  return diagnosesOf(scan, snapshot)
    .filter((one) => one.cause.confidence === 'certain' && !expected.has(one.cause.id))
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
      runs(),
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
