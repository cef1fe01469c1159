import { CAUSE_IDS } from '../../lib/diagnose/ids.js';
import type { Diagnosis } from '../../lib/diagnose/model.js';
import { diagnoseScan, type ExpectedDiagnosis, scenarios } from './scenario.js';

const all = scenarios();

describe('scenarios', () => {
  test.each(all.map((scenario) => [scenario.name, scenario.title, scenario] as const))(
    '%s: %s',
    async (_name, _title, scenario) => {
      const scan = await scenario.scan();
      const outcomes = diagnoseScan(scan, scenario.snapshot);
      const given = outcomes.flatMap(({ outcome }) => outcome.diagnoses);
      expect(given.map(brief).sort(order)).toEqual(scenario.expected.map(brief).sort(order));
      for (const expected of scenario.expected) detail(given.find((one) => sameCause(one, expected))!, expected);
      if (scenario.wants)
        expect(outcomes.flatMap(({ outcome }) => outcome.wants)).toEqual(expect.arrayContaining([...scenario.wants]));
    },
  );

  test.each(all.map((scenario) => [scenario.name, scenario] as const))(
    '%s: the counts add up to the denials',
    async (_name, scenario) => {
      for (const { group, outcome } of diagnoseScan(await scenario.scan(), scenario.snapshot)) {
        expect(outcome.diagnoses.reduce((sum, one) => sum + one.count, 0)).toBe(group.count);
        expect(outcome.diagnoses.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(1, 9);
      }
    },
  );

  test('what is certain asks for nothing more (but which headers strict mode wants signed)', async () => {
    for (const scenario of all)
      for (const { outcome } of diagnoseScan(await scenario.scan(), scenario.snapshot)) {
        if (outcome.diagnoses.some((one) => one.cause.confidence !== 'certain')) continue;
        expect([scenario.name, outcome.wants]).toEqual([scenario.name, []]);
      }
  });

  test('each step of the help page is a check of its message', async () => {
    const steps: Record<string, string[]> = {
      'access-denied': [
        'bucket-acl-grant',
        'object-acl',
        'bucket-policy-allow',
        'bucket-policy-deny',
        'user-policy-allow',
        'user-policy-deny',
        'root-key',
        'cross-account',
        'anonymous-access',
        'temporary-key-scope',
      ],
      'cors-forbidden': ['cors-rule'],
      'referer-denied': ['referer-rule'],
      'invalid-access-key': ['api-key-id', 'api-key-status'],
      'invalid-object-state': ['storage-class'],
      'time-skewed': ['clock-skew'],
      'request-expired': ['signature-validity'],
      'signature-mismatch': ['negative-evidence'],
    };
    for (const scenario of all)
      for (const one of diagnoseScan(await scenario.scan(), scenario.snapshot).flatMap(
        ({ outcome }) => outcome.diagnoses,
      )) {
        // Noise, preflights and windows that do not hold the request are decided before these steps.
        if (/^(scanner-noise|cors-|signature-(expired|zero-validity|not-yet-valid))/.test(one.cause.id)) continue;
        const given = one.checks.map((check) => check.id);
        for (const step of steps[one.group.kind] ?? [])
          expect([scenario.name, given]).toEqual([scenario.name, expect.arrayContaining([step])]);
      }
  });

  test('every row of the catalogue of real causes that a log can show has a case (the legacy JSON API, row 24, is not logged)', () => {
    const rows = new Set(all.map((scenario) => scenario.catalogueRow));
    const missing = Array.from({ length: 26 }, (_, index) => index + 1).filter((row) => !rows.has(row));
    expect(missing).toEqual([24]);
  });

  test('every cause has a case', () => {
    const covered = new Set(all.flatMap((scenario) => scenario.expected.map((expected) => expected.cause)));
    expect(CAUSE_IDS.filter((id) => !covered.has(id))).toEqual([]);
  });
});

function brief(one: Diagnosis | ExpectedDiagnosis): { cause: string; confidence: string; count: number } {
  return typeof one.cause === 'string'
    ? { cause: one.cause, confidence: (one as ExpectedDiagnosis).confidence, count: one.count }
    : { cause: one.cause.id, confidence: one.cause.confidence, count: one.count };
}

function order(a: { cause: string; count: number }, b: { cause: string; count: number }): number {
  return b.count - a.count || (a.cause < b.cause ? -1 : 1);
}

function sameCause(one: Diagnosis, expected: ExpectedDiagnosis): boolean {
  return one.cause.id === expected.cause && one.count === expected.count;
}

function detail(given: Diagnosis, expected: ExpectedDiagnosis): void {
  const statuses = Object.fromEntries(given.checks.map((check) => [check.id, check.status]));
  if (expected.checks) expect(statuses).toMatchObject(expected.checks);
  if (expected.alternatives)
    expect(given.alternatives.map((entry) => entry.id)).toEqual(expect.arrayContaining([...expected.alternatives]));
  if (expected.policy === true) expect(given.remedy).toMatchObject({ verified: true, policy: { version: '2.0' } });
  if (expected.policy === false) expect(given.remedy.policy).toBeNull();
  if (expected.subject !== undefined) expect(given.subject).toBe(expected.subject);
  if (expected.missingPermissions) expect(given.missingPermissions).toEqual(expected.missingPermissions);
  if (expected.onset === null) expect(given.onset?.change).toBeNull();
  if (expected.onset)
    expect(given.onset).toMatchObject({ change: { action: expected.onset.action }, afterMs: expected.onset.afterMs });
  expect(JSON.stringify(given.cause) + JSON.stringify(given.remedy.steps)).not.toMatch(
    /\(unknown\)|（未知）|\{[a-z]+\}/,
  );
}
