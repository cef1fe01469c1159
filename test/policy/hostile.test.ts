import type { PolicyDocument } from '../../lib/facts/snapshot.js';
import { parsePolicy } from '../../lib/policy/parse.js';
import { simulate } from '../../lib/policy/simulate.js';
import { type Case, requestOf, snapshotOf } from './case.js';

const GET = { name: '', page: '', requester: 'alice', action: 'GetObject', key: 'a/b.txt' } as unknown as Case;
const decide = (userPolicy: unknown, change: Partial<Case> = {}) => {
  const given = { ...GET, userPolicy, ...change };
  return simulate(requestOf(given), snapshotOf(given)).decision;
};

/** Counts the work instead of the time: how often the matcher looks into a text. */
function lookups(run: () => void): number {
  const { indexOf } = String.prototype;
  let count = 0;
  String.prototype.indexOf = function (this: string, ...args: [string, number?]) {
    count += 1;
    return indexOf.apply(this, args);
  };
  try {
    run();
  } finally {
    String.prototype.indexOf = indexOf;
  }
  return count;
}

describe('hostile policies', () => {
  const stars = (n: number) => 'a*'.repeat(n);

  test('20 KB of wildcards are walked once', () => {
    const key = `${'a'.repeat(800)}b`;
    const work = (n: number) => {
      const resource = `qcs::cos:::examplebucket-1250000000/${stars(n)}c`;
      const given = { ...GET, key, userPolicy: { effect: 'allow', action: 'cos:*', resource } };
      const snapshot = snapshotOf(given);
      parsePolicy(snapshot.cam.users!['100000000002']!.policies![0]!.document, 'identity');
      return lookups(() => simulate(requestOf(given), snapshot, { explain: false }));
    };
    const small = work(100);
    const large = work(10_000);
    // Nothing multiplies: a hundred times the stars is at most a hundred times the look-ups.
    expect(large).toBeLessThanOrEqual(100 * small + 100);
  });

  test('a pattern that backtracking would never finish', () => {
    const resource = `qcs::cos:::examplebucket-1250000000/${stars(5000)}x`;
    expect(decide({ effect: 'allow', action: 'cos:*', resource }, { key: 'a'.repeat(850), objectAcl: null })).toBe(
      'unknown',
    );
    expect(decide({ effect: 'deny', action: `*${'e*'.repeat(10_000)}z`, resource: '*' })).toBe('deny');
  });

  test('10,000 statements', () => {
    const statements = Array.from({ length: 10_000 }, (_, i) => ({
      effect: 'allow',
      action: `cos:Action${i}`,
      resource: `qcs::cos:::examplebucket-1250000000/${i}/*`,
    }));
    expect(decide(statements)).toBe('deny');
    expect(decide([...statements, { effect: 'allow', action: '*', resource: '*' }])).toBe('allow');
  });

  test('deep nesting', () => {
    let deep: unknown = 'x';
    for (let i = 0; i < 20_000; i++) deep = i % 2 ? [deep] : { a: deep };
    for (const element of ['principal', 'action', 'resource', 'condition', 'effect', 'foo']) {
      const statement = { effect: 'allow', action: '*', resource: '*', [element]: deep };
      expect(decide({ statement: [statement] })).toBe('unknown');
    }
    expect(decide({ statement: deep as PolicyDocument })).toBe('unknown');
    expect(decide({ version: '2.0', foo: deep })).toBe('deny');
  });

  test('names of the object prototype are ordinary names', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const own = JSON.parse(
        `{"statement":[{"effect":"allow","action":"*","resource":"*","${name}":{"effect":"deny"}}]}`,
      );
      expect(decide(own)).toBe('unknown');
      const condition = JSON.parse(`{"string_equal":{"${name}":"x"}}`);
      expect(decide({ effect: 'allow', action: '*', resource: '*', condition })).toBe('deny');
      expect(decide({ effect: 'allow', action: '*', resource: '*' }, { requester: `100000000001:${name}` })).toBe(
        'deny',
      );
      expect(decide({ effect: 'allow', action: '*', resource: '*' }, { key: name, action: name })).toBe('allow');
      expect(decide({ effect: 'allow', action: 'cos:PutObject', resource: '*' }, { bucket: name })).toBe('unknown');
      expect(decide(undefined, { snapshot: { cam: { users: { '100000000002': { groups: [name] } } } } })).toBe(
        'unknown',
      );
    }
  });
});
