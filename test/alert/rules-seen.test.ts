import { isNew, LEARN_MS, remember, type Seen, seenKey } from '../../lib/alert/rules-seen.js';
import { compareSeverity, worse } from '../../lib/alert/rules-types.js';

const group = (requester: string, accountId = '100') => ({
  bucket: 'b',
  kind: 'access-denied',
  requester,
  accountId,
});

describe('who is remembered', () => {
  test.each([
    ['100:7', '100', '100:7\naccess-denied'],
    ['100:7', '', '100:7\naccess-denied'],
    ['200:7', '100', null],
    ['anonymous', '100', null],
    ['anonymous', '', null],
    ['100:7:8', '100', null],
    ['x100:7', '100', null],
    ['100:7x', '100', null],
    ['100:', '100', null],
    ['key:AKIDx', '100', 'key:*\naccess-denied'],
    ['key:AKIDy', '', 'key:*\naccess-denied'],
    ['100:key:', '100', null],
  ])('%s in a bucket of %s: %j', (requester, accountId, key) => {
    expect(seenKey(group(requester, accountId))).toBe(key);
  });
});

describe('a requester is new', () => {
  const seen: Seen = { last: { '100:7\naccess-denied': 5 }, sinceMs: 0, learned: true };

  test('when it was never refused this way', () => {
    expect(isNew(seen, group('100:8'))).toBe(true);
    expect(isNew(seen, group('100:7'))).toBe(false);
    expect(isNew(seen, { ...group('100:7'), kind: 'time-skewed' })).toBe(true);
  });

  test('never while the first day is being learned, and never when it is nobody of the account', () => {
    expect(isNew({ ...seen, learned: false }, group('100:8'))).toBe(false);
    expect(isNew(seen, group('anonymous'))).toBe(false);
    expect(isNew(seen, group('200:8'))).toBe(false);
    expect(LEARN_MS).toBe(86_400_000);
  });
});

describe('memory', () => {
  test('keeps the last denial of each, also when files come in another order', () => {
    const last: Record<string, number> = { a: 50 };
    remember(
      last,
      [
        ['a', 40],
        ['b', 60],
        ['b', 55],
      ],
      100,
      100,
    );
    expect(last).toEqual({ a: 50, b: 60 });
  });

  test('forgets what is older than it is long', () => {
    const last: Record<string, number> = { old: 49, edge: 50, young: 51 };
    remember(last, [], 150, 100);
    expect(last).toEqual({ edge: 50, young: 51 });
  });

  test('is bounded: those unseen for longest go, of equals the last by name', () => {
    const last: Record<string, number> = { aaa: 1 };
    for (let i = 0; i < 20_001; i++) last[`r${String(i).padStart(5, '0')}`] = i < 2 ? 2 : 3;
    remember(last, [], 3, 100);
    expect(Object.keys(last)).toHaveLength(20_000);
    expect(last).not.toHaveProperty('aaa');
    expect(last).toHaveProperty('r00000');
    expect(last).not.toHaveProperty('r00001');
  });
});

test.each([
  ['critical', 'error', 1],
  ['error', 'warning', 1],
  ['warning', 'info', 1],
  ['info', 'critical', -3],
  ['error', 'error', 0],
] as const)('%s beside %s: %d', (a, b, order) => {
  expect(compareSeverity(a, b)).toBe(order);
  expect(worse(a, b)).toBe(order >= 0 ? a : b);
});
