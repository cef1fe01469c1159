import { diagnose } from '../../lib/diagnose/diagnose.js';
import type { KeySuccesses } from '../../lib/diagnose/model.js';
import type { Snapshot } from '../../lib/facts/snapshot.js';
import { type Scenario, scenarios } from './scenario.js';

/** COS names no requester when authentication fails: what the key did elsewhere in the input tells whose it is, and that its secret is right. */
const KEY = 'AKIDALICEkey1234567890alicekey123456';
const named = (name: string): Scenario => scenarios().find((one) => one.name === name)!;
const worked = (requester: string, ...actions: string[]): KeySuccesses => ({ requester, count: 3, actions });

async function causesOf(name: string, successes: KeySuccesses, change: (snapshot: Snapshot) => Snapshot = (x) => x) {
  const scan = await named(name).scan();
  const group = { ...scan.groups[0]!, requester: `key:${KEY}`, succeeded: { count: 0, actions: [], prefixes: [] } };
  const outcome = diagnose(group, change(named(name).snapshot), {
    changes: [],
    groups: [group],
    keySuccesses: { [group.accessKeys[0]!.value]: successes },
  });
  return {
    brief: outcome.diagnoses.map((one) => `${one.cause.confidence} ${one.cause.id}`),
    checks: outcome.diagnoses[0]!.checks,
    wants: outcome.wants,
  };
}

const withoutKeys = (snapshot: Snapshot): Snapshot => ({ ...snapshot, cam: {} });

test('name the user whose keys to ask for', async () => {
  const given = await causesOf('key-disabled', worked('100000000001:100000000002'), withoutKeys);
  expect(given.brief).toEqual(['possible key-disabled']);
  expect(given.wants).toEqual([{ fact: 'access-keys', uin: '100000000002' }]);
});

test.each(['100000000001:4611686018427844696', 'anonymous', '100000000001:100000000002:more'])(
  'name no user for %s: then every user has to be asked for',
  async (requester) => {
    const given = await causesOf('key-disabled', worked(requester), withoutKeys);
    expect(given.brief).toEqual(['possible key-deleted']);
    expect(given.wants).toEqual([{ fact: 'key-index' }]);
  },
);

test('show that the secret is right: then something about the requests is not', async () => {
  const given = await causesOf('signature-wrong-secret', worked('100000000001:100000000002', 'name/cos:PutObject'));
  expect(given.brief).toEqual(['possible signature-unexplained']);
  expect(given.checks.at(-1)).toEqual({
    id: 'negative-evidence',
    status: 'pass',
    detail: {
      en: 'The same requester succeeded 3 times: name/cos:PutObject.',
      zh: '同一请求者成功 3 次：name/cos:PutObject。',
    },
    evidence: [{ fact: 'log:succeeded', value: 3 }],
  });
});

test('of other methods only make the method the cause of a presigned URL', async () => {
  const given = await causesOf('signature-method-mismatch', worked('100000000001:100000000002', 'name/cos:GetObject'));
  expect(given.brief).toEqual(['likely signature-method-mismatch']);
  const same = await causesOf('signature-method-mismatch', worked('100000000001:100000000002', 'name/cos:HeadObject'));
  expect(same.brief).toEqual(['possible signature-unexplained']);
});
