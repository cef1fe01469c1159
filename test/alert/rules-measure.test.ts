import { evaluateRules } from '../../lib/alert/rules.js';
import { usualDenials } from '../../lib/alert/rules-history.js';
import { spread } from '../../lib/alert/rules-spread.js';
import { type AlertRule, groupKey, HOUR_MS, SLOT_MS } from '../../lib/alert/rules-types.js';
import { bucketCounts, type Counts, emptyCounts, ruleKey, type Touched } from '../../lib/alert/window-counts.js';

const NOW = 5_000_000;
const SEEN = { last: {}, sinceMs: 0, learned: true };

interface Some {
  readonly bucket?: string;
  readonly kind?: string;
  readonly requester?: string;
  /** Slots after `NOW` → denials. */
  readonly slots: Readonly<Record<number, number>>;
  readonly quiet?: Readonly<Record<number, number>>;
  readonly byRule?: readonly [AlertRule, Readonly<Record<number, number>>];
  /** Slots that are new; absent: all. */
  readonly fresh?: readonly number[];
}

const at = (slots: Readonly<Record<number, number>>) =>
  Object.fromEntries(Object.entries(slots).map(([slot, count]) => [NOW + Number(slot), count]));

function world(groups: readonly Some[], requests: Readonly<Record<string, Readonly<Record<number, number>>>> = {}) {
  const counts: Counts = emptyCounts();
  const touched: Touched = new Map();
  for (const { bucket = 'b', kind = 'access-denied', requester = '1:2', slots, quiet, byRule, fresh } of groups) {
    const key = groupKey({ bucket, kind, requester });
    counts.groups[key] = {
      bucket,
      kind,
      requester,
      slots: at(slots),
      quiet: at(quiet ?? {}),
      byRule: byRule === undefined ? {} : { [ruleKey(byRule[0])]: at(byRule[1]) },
      accountId: '1',
    };
    const news = fresh ?? Object.keys(slots).map(Number);
    if (news.length > 0) touched.set(key, new Set(news.map((slot) => NOW + slot)));
  }
  for (const [bucket, slots] of Object.entries(requests))
    Object.assign(bucketCounts(counts, bucket).requests, at(slots));
  return { counts, touched, seen: SEEN };
}

type RuleParts = Partial<Omit<AlertRule, 'type'>> & { readonly [more: string]: unknown };
const rule = (type: AlertRule['type'], parts: RuleParts = {}): AlertRule =>
  ({
    name: type,
    type,
    window: 3 * SLOT_MS,
    atLeast: 10,
    severity: 'warning',
    shadow: false,
    enabled: true,
    countHealed: false,
    repeat: 1,
    resolveAfter: 1,
    ...parts,
  }) as AlertRule;

const brief = (rules: readonly AlertRule[], input: ReturnType<typeof world>) =>
  evaluateRules(rules, input).map(({ rule, bucket, requester, count }) => [rule, bucket, requester, count]);

describe('a count', () => {
  test('is broken at its threshold, not below', () => {
    expect(evaluateRules([rule('count')], world([{ slots: { 0: 4, 1: 6 } }]))).toEqual([
      {
        bucket: 'b',
        kind: 'access-denied',
        requester: '1:2',
        rule: 'count',
        count: 10,
        fromMs: (NOW - 1) * SLOT_MS,
        toMs: (NOW + 2) * SLOT_MS,
        measure: { type: 'count' },
      },
    ]);
    expect(brief([rule('count')], world([{ slots: { 0: 4, 1: 5 } }]))).toEqual([]);
    expect(brief([rule('count', { atLeast: 0 })], world([{ slots: {}, fresh: [0] }]))).toEqual([]);
  });

  test('takes the worst window that a new slot lies in, the earliest of equals', () => {
    const slots = { 0: 9, 1: 9, 2: 9, 10: 50 };
    expect(brief([rule('count')], world([{ slots, fresh: [2] }]))).toEqual([['count', 'b', '1:2', 27]]);
    const [found] = evaluateRules([rule('count', { window: 2 * SLOT_MS })], world([{ slots: { 0: 10, 5: 10 } }]));
    expect(found).toMatchObject({ count: 10, fromMs: (NOW - 1) * SLOT_MS, toMs: (NOW + 1) * SLOT_MS });
    const [backwards] = evaluateRules(
      [rule('count', { window: 2 * SLOT_MS })],
      world([{ slots: { 0: 10, 5: 10 }, fresh: [5, 0] }]),
    );
    expect(backwards).toMatchObject({ fromMs: (NOW - 1) * SLOT_MS });
  });

  test('is not asked when it is switched off or the group is not its own', () => {
    const input = world([{ slots: { 0: 50 } }]);
    expect(brief([rule('count', { enabled: false })], input)).toEqual([]);
    expect(brief([rule('count', { where: { buckets: ['other'] } })], input)).toEqual([]);
  });

  test('leaves healed denials out, unless it counts them', () => {
    const input = world([{ slots: { 0: 20, 1: 4 }, quiet: { 0: 15, 1: 4 } }]);
    expect(brief([rule('count', { atLeast: 1 })], input)).toEqual([['count', 'b', '1:2', 5]]);
    expect(brief([rule('count', { countHealed: true })], input)).toEqual([['count', 'b', '1:2', 24]]);
  });

  test('by path or address takes its own counts, healed ones in proportion', () => {
    const byPath = rule('count', { atLeast: 1, where: { paths: ['/a'] } });
    const slots = { 0: 20, 1: 10 };
    expect(brief([byPath], world([{ slots, byRule: [byPath, { 0: 8 }] }]))).toEqual([['count', 'b', '1:2', 8]]);
    expect(brief([byPath], world([{ slots, quiet: { 0: 10 }, byRule: [byPath, { 0: 8 }] }]))).toEqual([
      ['count', 'b', '1:2', 4],
    ]);
    expect(brief([byPath], world([{ slots }]))).toEqual([]);
    // Its share of a slot that the group itself no longer holds is counted whole.
    expect(brief([byPath], world([{ slots: { 1: 1 }, byRule: [byPath, { 0: 8 }] }]))).toEqual([
      ['count', 'b', '1:2', 8],
    ]);
  });

  test('skips what is touched but no longer counted', () => {
    const input = world([{ slots: { 0: 50 } }]);
    input.touched.set('gone\naccess-denied\n1:2', new Set([NOW]));
    expect(brief([rule('count')], input)).toEqual([['count', 'b', '1:2', 50]]);
  });
});

test('a first refusal is told at its threshold, and only of those never refused so', () => {
  const first = rule('first-seen', { atLeast: 3 });
  const input = world([
    { requester: '1:2', slots: { 0: 3 } },
    { requester: '1:3', slots: { 0: 2 } },
    { requester: '1:4', slots: { 0: 9 } },
    { requester: '1:5', slots: {}, fresh: [0] },
  ]);
  const seen = { ...SEEN, last: { '1:4\naccess-denied': 1 } };
  expect(evaluateRules([first], { ...input, seen })).toMatchObject([
    { requester: '1:2', rule: 'first-seen', count: 3, measure: { type: 'first-seen' } },
  ]);
});

describe('a share', () => {
  const share = rule('share', { percent: 20 });

  test('is denials of all requests of the bucket in the same window', () => {
    const some = [{ requester: '1:2', slots: { 0: 10 } }];
    expect(evaluateRules([share], world(some, { b: { 0: 50, 5: 1000 } }))).toEqual([
      {
        bucket: 'b',
        kind: 'access-denied',
        requester: '1:2',
        count: 10,
        rule: 'share',
        fromMs: (NOW - 2) * SLOT_MS,
        toMs: (NOW + 1) * SLOT_MS,
        measure: { type: 'share', percent: 20, requests: 50 },
      },
    ]);
    expect(brief([share], world(some, { b: { 0: 51 } }))).toEqual([]);
    expect(brief([rule('share', { percent: 20, atLeast: 11 })], world(some, { b: { 0: 50 } }))).toEqual([]);
    expect(brief([share], world([{ slots: {}, fresh: [0] }], { b: { 0: 50 } }))).toEqual([]);
  });

  test('of a bucket whose requests are not known is all of it', () => {
    expect(evaluateRules([share], world([{ slots: { 0: 10 } }]))).toMatchObject([
      { count: 10, measure: { percent: 100, requests: 0 } },
    ]);
  });

  test('counts groups of the same bucket that are not new, and no other bucket', () => {
    const input = world(
      [
        { requester: '1:2', slots: { 0: 6 } },
        { requester: '1:3', slots: { 0: 6 }, fresh: [] },
        { requester: '1:4', bucket: 'c', slots: { 0: 9 } },
      ],
      { b: { 0: 50 }, c: { 0: 900 } },
    );
    expect(brief([share], input)).toEqual([
      ['share', 'b', '1:2', 6],
      ['share', 'b', '1:3', 6],
    ]);
    expect(brief([rule('share', { percent: 20, where: { requesters: ['1:2'] } })], input)).toEqual([]);
  });
});

describe('a jump', () => {
  const jump = rule('jump', { window: HOUR_MS, factor: 5, days: 7 });
  const history = (input: ReturnType<typeof world>, perDay: number, kind = 'access-denied') => {
    const hour = Math.floor((NOW * SLOT_MS) / HOUR_MS);
    for (let day = 1; day <= 4; day++) {
      bucketCounts(input.counts, 'b').fileHours.push(hour - day * 24);
      (input.counts.hours[`b\n${kind}`] ??= {})[hour - day * 24] = perDay;
    }
    return input;
  };

  test('is told from its factor on, each kind by itself', () => {
    const input = () => world([{ slots: { 0: 50 } }, { kind: 'time-skewed', slots: { 0: 12 } }]);
    expect(evaluateRules([jump], history(history(input(), 10), 3, 'time-skewed'))).toMatchObject([
      { kind: 'access-denied', count: 50, measure: { type: 'jump', usual: 10, factor: 5 } },
    ]);
    expect(brief([jump], history(history(input(), 11), 3, 'time-skewed'))).toEqual([]);
    expect(brief([rule('jump', { window: HOUR_MS, factor: 5, days: 7, atLeast: 51 })], history(input(), 1))).toEqual(
      [],
    );
  });

  test('from nothing has no factor', () => {
    expect(evaluateRules([jump], history(world([{ slots: { 0: 50 } }]), 0))).toMatchObject([
      { count: 50, measure: { usual: 0, factor: 0 } },
    ]);
    expect(brief([jump], history(world([{ slots: {}, fresh: [0] }]), 0))).toEqual([]);
  });
});

describe('what is usual', () => {
  const DAY = 24;
  const LAST = 100 * DAY + 10;
  const usual = (
    days: readonly number[],
    hours: Readonly<Record<number, number>>,
    from = LAST,
    to = LAST + 1,
    over = 7,
  ) => {
    const counts = emptyCounts();
    bucketCounts(counts, 'b').fileHours.push(...days.map((back) => LAST - back * DAY));
    counts.hours['b\nk'] = Object.fromEntries(
      Object.entries(hours).map(([hour, count]) => [LAST + Number(hour), count]),
    );
    return usualDenials(counts, 'b', 'k', from * HOUR_MS, to * HOUR_MS, over);
  };

  test('needs three earlier days with log files, or as many as are asked for', () => {
    expect(usual([1, 2], { [-DAY]: 9 })).toBeNull();
    expect(usual([1, 2, 3], { [-DAY]: 9 })).toBe(3);
    expect(usual([1, 2], { [-DAY]: 9 }, LAST, LAST + 1, 2)).toBe(4.5);
    expect(usual([1, 2, 9], { [-DAY]: 9 })).toBeNull();
    expect(usual([1, 2, 7], { [-DAY]: 9 })).toBe(3);
    expect(usualDenials(emptyCounts(), 'b', 'k', 0, HOUR_MS, 7)).toBeNull();
  });

  test('is the busiest of the hour and its neighbours, scaled to the window', () => {
    const days = [1, 2, 3];
    expect(usual(days, { [-DAY - 1]: 6, [-DAY]: 3, [-DAY + 1]: 3 })).toBe(2);
    expect(usual(days, { [-DAY + 1]: 6 })).toBe(2);
    expect(usual(days, { [-DAY + 2]: 6, [-DAY - 2]: 6 })).toBe(0);
    expect(usual(days, { [-DAY]: 6 }, LAST, LAST + 0.5)).toBe(1);
    expect(usual(days, { [-DAY]: 6, [-DAY + 1]: 9 }, LAST, LAST + 2)).toBe(6);
    expect(usual(days, { [-DAY + 2]: 9 }, LAST, LAST + 2)).toBe(6);
  });
});

describe('whom a breach of a whole bucket is about', () => {
  const sizes = (parts: Readonly<Record<string, number>>, kind = 'k') =>
    spread(
      Object.keys(parts).map((requester) => ({ bucket: 'b', kind, requester })),
      ({ requester }) => parts[requester]!,
    ).map(({ requester, count }) => [requester, count]);

  test.each([
    [{ a: 80, b: 20 }, [['a', 80]]],
    [
      { a: 79, b: 21 },
      [
        ['a', 79],
        ['b', 21],
      ],
    ],
    [
      { b: 30, a: 30, c: 40 },
      [
        ['c', 40],
        ['a', 30],
        ['b', 30],
      ],
    ],
    [{ a: 1, b: 0 }, [['a', 1]]],
    [{ a: 0 }, []],
    [{ a: 10, b: 10, c: 10, d: 10, e: 10, f: 10, g: 10, h: 10, i: 10, j: 10, k: 1 }, [['*', 101]]],
  ])('%j: %j', (parts, named) => {
    expect(sizes(parts)).toEqual(named);
  });

  test('the five biggest stand for all when they make up half of it', () => {
    const ten = Object.fromEntries('abcdefghij'.split('').map((name) => [name, 10]));
    expect(sizes(ten).map(([name]) => name)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('of several kinds the worst stands for the bucket', () => {
    const groups = (kind: string, n: number) =>
      Array.from({ length: n }, (_, i) => ({ bucket: 'b', kind, requester: `${kind}${i}` }));
    expect(spread([...groups('y', 20), ...groups('x', 30)], () => 1)).toEqual([
      { bucket: 'b', kind: 'x', requester: '*', count: 30 },
    ]);
    expect(spread([...groups('y', 30), ...groups('x', 20)], () => 1)).toEqual([
      { bucket: 'b', kind: 'y', requester: '*', count: 30 },
    ]);
    expect(spread([...groups('y', 20), ...groups('x', 20)], () => 1)).toEqual([
      { bucket: 'b', kind: 'x', requester: '*', count: 20 },
    ]);
  });
});

test('breaches come with the most denials first, then by group and rule', () => {
  const input = world([
    { requester: '1:3', slots: { 0: 20 } },
    { requester: '1:2', slots: { 0: 20 } },
    { requester: '1:4', slots: { 0: 30 } },
  ]);
  expect(brief([rule('count', { name: 'z' }), rule('count', { name: 'a' })], input)).toEqual([
    ['a', 'b', '1:4', 30],
    ['z', 'b', '1:4', 30],
    ['a', 'b', '1:2', 20],
    ['z', 'b', '1:2', 20],
    ['a', 'b', '1:3', 20],
    ['z', 'b', '1:3', 20],
  ]);
});
