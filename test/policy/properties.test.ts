import fc from 'fast-check';
import type { PolicyDocument, Snapshot } from '../../lib/facts/snapshot.js';
import { simulate } from '../../lib/policy/simulate.js';
import { runs } from '../support/property.js';
import { ALICE, BUCKET, ROLE } from './case.js';
import { request, snapshot, statement } from './generators.js';

type Where = 'bucket' | 'user' | 'role';
const where = fc.constantFrom<Where>('bucket', 'user', 'role');

/** Adds statements in front of those that are there. */
function withStatements(facts: Snapshot, place: Where, added: readonly unknown[]): Snapshot {
  const extend = (document: PolicyDocument | null | undefined): PolicyDocument => ({
    version: '2.0',
    statement: [...added, ...((document?.['statement'] as unknown[] | undefined) ?? [])],
  });
  if (place === 'bucket') {
    const bucket = facts.buckets[BUCKET]!;
    return { ...facts, buckets: { [BUCKET]: { ...bucket, policy: extend(bucket.policy) } } };
  }
  const policies = [{ name: 'p', document: extend(null) }];
  if (place === 'user') {
    const user = facts.cam.users![ALICE]!;
    const users = { ...facts.cam.users, [ALICE]: { ...user, policies: [...(user.policies ?? []), ...policies] } };
    return { ...facts, cam: { ...facts.cam, users } };
  }
  const role = facts.cam.roles![ROLE]!;
  const roles = { [ROLE]: { ...role, policies: [...(role.policies ?? []), ...policies] } };
  return { ...facts, cam: { ...facts.cam, roles } };
}

describe('the access model as a whole', () => {
  test('adding a deny never turns deny into allow', () => {
    fc.assert(
      fc.property(request, snapshot, where, statement(['deny'], true), (asked, facts, place, added) => {
        const { principal: _, ...bare } = added;
        fc.pre(simulate(asked, facts).decision !== 'allow');
        const after = simulate(asked, withStatements(facts, place, [place === 'bucket' ? added : bare]));
        expect(after.decision).not.toBe('allow');
      }),
      runs(),
    );
  });

  test('adding an allow never turns allow into deny', () => {
    fc.assert(
      fc.property(request, snapshot, where, statement(['allow'], true), (asked, facts, place, added) => {
        const { principal: _, ...bare } = added;
        fc.pre(simulate(asked, facts).decision === 'allow');
        const after = simulate(asked, withStatements(facts, place, [place === 'bucket' ? added : bare]));
        expect(after.decision).toBe('allow');
      }),
      runs(),
    );
  });

  test('the order of statements does not matter', () => {
    fc.assert(
      fc.property(request, snapshot, fc.array(statement(['allow', 'deny'], true)), (asked, facts, added) => {
        const one = simulate(asked, withStatements(facts, 'bucket', added));
        const other = simulate(asked, withStatements(facts, 'bucket', [...added].reverse()));
        expect([other.decision, other.reason]).toEqual([one.decision, one.reason]);
      }),
      runs(),
    );
  });

  test('an unknown fact only ever makes the answer unknown', () => {
    const forget = fc.constantFrom<(facts: Snapshot) => Snapshot>(
      (facts) => without(facts, ['buckets', BUCKET]),
      (facts) => without(facts, ['buckets', BUCKET, 'policy']),
      (facts) => without(facts, ['buckets', BUCKET, 'acl']),
      (facts) => without(facts, ['buckets', BUCKET, 'region']),
      (facts) => without(facts, ['buckets', BUCKET, 'ownerUin']),
      (facts) => without(facts, ['buckets', BUCKET, 'objects']),
      (facts) => without(facts, ['buckets', BUCKET, 'objects', 'a/b.txt']),
      (facts) => without(facts, ['buckets', BUCKET, 'objects', 'a/b.txt', 'acl']),
      (facts) => without({ ...facts, cam: { ...facts.cam, complete: false } }, ['cam', 'users']),
      (facts) => without({ ...facts, cam: { ...facts.cam, complete: false } }, ['cam', 'users', ALICE]),
      (facts) => without(facts, ['cam', 'users', ALICE, 'policies']),
      (facts) => without(facts, ['cam', 'users', ALICE, 'groups']),
      (facts) => without(facts, ['cam', 'users', ALICE, 'boundary']),
      (facts) => without(facts, ['cam', 'groups']),
      (facts) => without(facts, ['cam', 'groups', 'devs', 'policies']),
      (facts) => without(facts, ['cam', 'roles']),
      (facts) => without(facts, ['cam', 'roles', ROLE, 'name']),
      (facts) => without(facts, ['cam', 'roles', ROLE, 'policies']),
    );
    fc.assert(
      fc.property(request, snapshot, fc.array(forget, { minLength: 1, maxLength: 3 }), (asked, facts, losses) => {
        const known = simulate(asked, facts).decision;
        const less = simulate(
          asked,
          losses.reduce((rest, lose) => lose(rest), facts),
        );
        expect(['unknown', known]).toContain(less.decision);
        if (less.decision === 'unknown' && known !== 'unknown' && less.reason === 'unknown-fact') {
          expect(less.missing?.length).toBeGreaterThan(0);
        }
      }),
      runs(),
    );
  });

  test('an unknown condition value only ever makes the answer unknown', () => {
    fc.assert(
      fc.property(request, snapshot, (asked, facts) => {
        const known = simulate(asked, facts).decision;
        const less = simulate({ ...asked, context: { 'qcs:ip': '?' } }, facts).decision;
        expect(['unknown', known]).toContain(less);
      }),
      runs(),
    );
  });

  test('every decision says what it rests on', () => {
    fc.assert(
      fc.property(request, snapshot, (asked, facts) => {
        const answer = simulate(asked, facts);
        const named = answer.reason === 'implicit-deny' || answer.reason === 'cross-account-not-granted';
        if (answer.decision !== 'unknown') expect(answer.decisive.length > 0).toBe(!named);
        if (answer.reason === 'unknown-condition') expect(answer.decisive.length).toBeGreaterThan(0);
        const shown = answer.explain.map((one) => `${one.source} ${one.name} ${one.statement}`);
        for (const one of answer.decisive) {
          if (one.source !== 'boundary') expect(shown).toContain(`${one.source} ${one.name} ${one.statement}`);
        }
      }),
      runs(),
    );
  });

  test('every statement that did not match says why', () => {
    fc.assert(
      fc.property(request, snapshot, (asked, facts) => {
        for (const one of simulate(asked, facts).explain) {
          if (one.matched === true) expect(one.mismatches).toEqual([]);
          else expect(one.mismatches.length > 0 || one.everyone === true).toBe(true);
        }
      }),
      runs(),
    );
  });

  test('without explanations it decides the same', () => {
    fc.assert(
      fc.property(request, snapshot, (asked, facts) => {
        const { explain: _, summary: __, ...full } = simulate(asked, facts);
        const { explain, summary: ___, ...fast } = simulate(asked, facts, { explain: false });
        expect(fast).toEqual(full);
        expect(explain).toEqual([]);
      }),
      runs(),
    );
  });
});

function without(facts: Snapshot, path: readonly string[]): Snapshot {
  return remove(facts, path) as Snapshot;
}

function remove(value: unknown, [first, ...rest]: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || first === undefined) return value;
  const copy: Record<string, unknown> = { ...value };
  if (rest.length === 0) delete copy[first];
  else if (first in copy) copy[first] = remove(copy[first], rest);
  return copy;
}
