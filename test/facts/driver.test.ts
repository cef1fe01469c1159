import type { Group } from '../../lib/aggregate/model.js';
import type { DiagnoseFn, DiagnoseOutcome } from '../../lib/diagnose/model.js';
import { diagnoseWithFacts } from '../../lib/facts/driver.js';
import { emptySnapshot, mergeFacts } from '../../lib/facts/merge.js';
import { type FactRequest, factRequestId, type Snapshot } from '../../lib/facts/snapshot.js';
import { type FactSource, offlineFacts } from '../../lib/facts/source.js';

const group = (bucket: string, count: number) => ({ bucket, count }) as Group;
const acl = (bucket: string): FactRequest => ({ fact: 'bucket-acl', bucket });
const policy = (bucket: string): FactRequest => ({ fact: 'bucket-policy', bucket });
const outcome = (...wants: FactRequest[]): DiagnoseOutcome => ({ diagnoses: [], wants });

/** A source that learns an empty ACL or "no policy", and remembers what was asked for, round by round. */
function source(budget = Number.POSITIVE_INFINITY): FactSource & { rounds: string[][] } {
  let snapshot: Snapshot = emptySnapshot('2026-11-23T10:00:00Z');
  const rounds: string[][] = [];
  return {
    rounds,
    snapshot: () => snapshot,
    async fetch(wants) {
      rounds.push(wants.map(factRequestId));
      for (const want of wants) {
        if (budget-- <= 0) return false;
        if (!('bucket' in want)) continue;
        const field = want.fact === 'bucket-acl' ? { acl: { grants: [] } } : { policy: null };
        snapshot = mergeFacts(snapshot, { buckets: { [want.bucket]: field } });
      }
      return budget > 0;
    },
  };
}

/** Wants the ACL, then the policy, then is content. */
const patient: DiagnoseFn = ({ bucket }, snapshot) => {
  const facts = snapshot.buckets[bucket];
  if (facts?.acl === undefined) return outcome(acl(bucket));
  return facts.policy === undefined ? outcome(policy(bucket)) : outcome();
};

test('asks until nothing is wanted, the larger group first, each fact once', async () => {
  const facts = source();
  const groups = [group('small', 1), group('large', 9), group('large', 2)];
  const { groups: done, snapshot } = await diagnoseWithFacts(groups, patient, facts, { changes: [] });
  expect(facts.rounds).toEqual([
    [factRequestId(acl('large')), factRequestId(acl('small'))],
    [factRequestId(policy('large')), factRequestId(policy('small'))],
  ]);
  expect(done.map((entry) => entry.group)).toEqual(groups);
  expect(done.every((entry) => entry.outcome.wants.length === 0)).toBe(true);
  expect(Object.keys(snapshot.buckets)).toEqual(['large', 'small']);
});

test('groups that are content are not diagnosed again', async () => {
  const calls: string[] = [];
  const counting: DiagnoseFn = (one, snapshot, context) => {
    calls.push(one.bucket);
    return one.bucket === 'easy' ? outcome() : patient(one, snapshot, context);
  };
  await diagnoseWithFacts([group('easy', 5), group('hard', 1)], counting, source(), { changes: [] });
  expect(calls).toEqual(['easy', 'hard', 'hard', 'hard']);
});

test('a fact that cannot be learnt is asked for once, and the diagnosis lives without it', async () => {
  const facts = { ...source(), fetch: async () => true };
  const stubborn: DiagnoseFn = () => outcome(acl('b'));
  const { groups } = await diagnoseWithFacts([group('b', 1)], stubborn, facts, { changes: [] });
  expect(groups[0]?.outcome.wants).toEqual([acl('b')]);
});

test('when the budget is spent, what was learnt still counts', async () => {
  const { groups, snapshot } = await diagnoseWithFacts([group('b', 1)], patient, source(1), { changes: [] });
  expect(snapshot.buckets['b']?.acl).toBeDefined();
  expect(groups[0]?.outcome.wants).toEqual([policy('b')]);
});

test('a diagnosis that always wants something new comes to an end', async () => {
  let n = 0;
  const endless: DiagnoseFn = () => outcome(acl(`bucket-${n++}`));
  const { groups } = await diagnoseWithFacts([group('b', 1)], endless, source(), { changes: [] });
  expect(groups).toHaveLength(1);
  expect(n).toBeLessThan(20);
});

test('a file teaches nothing more: one diagnosis each', async () => {
  let calls = 0;
  const counting: DiagnoseFn = (...all) => {
    calls++;
    return patient(...all);
  };
  await diagnoseWithFacts([group('b', 1)], counting, offlineFacts(emptySnapshot('')), { changes: [] });
  expect(calls).toBe(1);
});

test('no groups, no calls', async () => {
  const facts = source();
  expect((await diagnoseWithFacts([], patient, facts, { changes: [] })).groups).toEqual([]);
  expect(facts.rounds).toEqual([]);
});
