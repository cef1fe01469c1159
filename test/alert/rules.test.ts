import fc from 'fast-check';
import { evaluateRules } from '../../lib/alert/rules.js';
import { cidrContains } from '../../lib/alert/rules-cidr.js';
import { globMatches } from '../../lib/alert/rules-filter.js';
import { spread } from '../../lib/alert/rules-spread.js';
import { type AlertRule, HOUR_MS, SLOT_MS } from '../../lib/alert/rules-types.js';
import { bucketCounts, type Counts, emptyCounts, type Touched } from '../../lib/alert/window-counts.js';
import { runs } from '../support/property.js';

const B = 'photos-1250000000';
const COMMON = {
  severity: 'warning',
  shadow: false,
  enabled: true,
  countHealed: false,
  repeat: 1,
  resolveAfter: 1,
} as const;
const NOW = Math.floor(Date.parse('2026-11-23T10:00:00Z') / SLOT_MS);
const SEEN = { last: {}, sinceMs: 0, learned: true };

/** Counts of one kind: per requester slot → denials; `requests` per slot of the bucket. */
function counts(groups: Record<string, Record<number, number>>, requests = 1000): { counts: Counts; touched: Touched } {
  const all = emptyCounts();
  const touched: Touched = new Map();
  for (const [requester, slots] of Object.entries(groups)) {
    const key = `${B}\naccess-denied\n${requester}`;
    all.groups[key] = {
      bucket: B,
      kind: 'access-denied',
      requester,
      slots: { ...slots },
      quiet: {},
      byRule: {},
      accountId: '1',
    };
    touched.set(key, new Set(Object.keys(slots).map(Number)));
    for (const slot of Object.keys(slots)) bucketCounts(all, B).requests[slot] = requests;
  }
  return { counts: all, touched };
}

test('a jump is told against the same hour of earlier days, and never without them', () => {
  const rule: AlertRule = { ...COMMON, name: 'jump', type: 'jump', window: HOUR_MS, factor: 5, days: 7, atLeast: 20 };
  const input = counts({ '1:2': { [NOW]: 100 } });
  const hour = Math.floor((NOW * SLOT_MS) / HOUR_MS);
  expect(evaluateRules([rule], { ...input, seen: SEEN })).toEqual([]);
  const history = (perDay: number) => {
    const hours: Record<string, number> = {};
    for (let day = 1; day <= 4; day++) {
      hours[hour - day * 24] = perDay;
      bucketCounts(input.counts, B).fileHours.push(hour - day * 24);
    }
    input.counts.hours[`${B}\naccess-denied`] = hours;
  };
  history(10);
  expect(evaluateRules([rule], { ...input, seen: SEEN })).toMatchObject([
    { count: 100, measure: { type: 'jump', usual: 10, factor: 10 } },
  ]);
  history(30);
  expect(evaluateRules([rule], { ...input, seen: SEEN })).toEqual([]);
});

test('the usual of an hour forgives a change of clocks', () => {
  const rule: AlertRule = { ...COMMON, name: 'jump', type: 'jump', window: HOUR_MS, factor: 5, days: 7, atLeast: 20 };
  const input = counts({ '1:2': { [NOW]: 100 } });
  const hour = Math.floor((NOW * SLOT_MS) / HOUR_MS);
  const hours: Record<string, number> = {};
  for (let day = 1; day <= 4; day++) {
    hours[hour - 1 - day * 24] = 90;
    bucketCounts(input.counts, B).fileHours.push(hour - day * 24);
  }
  input.counts.hours[`${B}\naccess-denied`] = hours;
  expect(evaluateRules([rule], { ...input, seen: SEEN })).toEqual([]);
});

test('a share that is spread over many requesters is one breach of the bucket', () => {
  const rule: AlertRule = { ...COMMON, name: 'share', type: 'share', window: 3 * SLOT_MS, percent: 10, atLeast: 50 };
  const groups = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`1:${i}`, { [NOW]: 1 }]));
  expect(evaluateRules([rule], { ...counts(groups), seen: SEEN })).toMatchObject([{ requester: '*', count: 200 }]);
});

test('whom a breach is about: the few that make up most of it', () => {
  const group = (requester: string) => ({ bucket: B, kind: 'access-denied', requester });
  const sizes: Record<string, number> = { a: 80, b: 15, c: 5 };
  const parts = spread(['c', 'a', 'b'].map(group), ({ requester }) => sizes[requester] ?? 0);
  expect(parts.map(({ requester }) => requester)).toEqual(['a']);
});

test('the worst window does not depend on which of its slots came last', () => {
  const rule: AlertRule = { ...COMMON, name: 'count', type: 'count', window: 3 * SLOT_MS, atLeast: 10 };
  fc.assert(
    fc.property(fc.array(fc.nat(9), { minLength: 1, maxLength: 12 }), fc.nat(11), (denials, last) => {
      const slots = Object.fromEntries(denials.map((count, i) => [NOW + i, count]));
      const input = counts({ '1:2': slots });
      const touchedLast = NOW + (last % denials.length);
      const windows = denials.map((_, end) => denials.slice(Math.max(0, end - 2), end + 1).reduce((a, b) => a + b, 0));
      // A window is judged when one of its slots is new: from two before to two after.
      const judged = windows.filter((_, end) => NOW + end >= touchedLast && NOW + end <= touchedLast + 2);
      const tail = [1, 2].map((more) => denials.slice(denials.length - 3 + more).reduce((a, b) => a + b, 0));
      const worst = Math.max(...judged, ...(touchedLast + 2 >= NOW + denials.length ? tail.slice(0, 1) : []));
      const found = evaluateRules([rule], {
        counts: input.counts,
        touched: new Map([[`${B}\naccess-denied\n1:2`, new Set([touchedLast])]]),
        seen: SEEN,
      });
      expect(found.map(({ count }) => count)).toEqual(worst >= 10 ? [worst] : []);
    }),
    runs(),
  );
});

test.each([
  ['203.0.113.0/24', '203.0.113.7', true],
  ['203.0.113.0/24', '203.0.114.7', false],
  ['203.0.113.7', '203.0.113.7', true],
  ['0.0.0.0/0', '8.8.8.8', true],
  ['10.0.0.0/9', '10.127.255.255', true],
  ['10.0.0.0/9', '10.128.0.0', false],
  ['2001:db8::/32', '2001:db8:1::5', true],
  ['2001:db8::/32', '2001:db9::5', false],
  ['203.0.113.0/24', '::ffff:203.0.113.7', true],
  ['2001:db8::/32', '203.0.113.7', false],
  ['203.0.113.0/24', 'not an address', false],
])('%s contains %s: %s', (cidr, address, expected) => {
  expect(cidrContains(cidr, address)).toBe(expected);
});

test('a glob matches as a regular expression would, in linear time', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.'), maxLength: 12 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*'), maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, (glob, value) => {
      const regex = new RegExp(`^${glob.replace(/[.]/g, '\\.').replace(/\*/g, '.*')}$`, 's');
      expect(globMatches(glob, value)).toBe(regex.test(value));
    }),
    runs(),
  );
  expect(globMatches('*a'.repeat(50), 'a'.repeat(100_000))).toBe(true);
});
