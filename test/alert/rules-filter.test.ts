import type { Group } from '../../lib/aggregate/model.js';
import { addressBytes, cidrContains } from '../../lib/alert/rules-cidr.js';
import {
  countedShare,
  globMatches,
  identityMatches,
  requestMatches,
  ruleCoversGroup,
  ruleLooksAtRequests,
  ruleWantsCause,
} from '../../lib/alert/rules-filter.js';
import type { AlertRule, RuleFilter } from '../../lib/alert/rules-types.js';

const GROUP = { bucket: 'photos-1250000000', kind: 'access-denied', requester: '1:2' };
const rule = (parts: Partial<AlertRule> = {}): AlertRule =>
  ({
    name: 'r',
    type: 'count',
    window: 300_000,
    atLeast: 1,
    severity: 'warning',
    shadow: false,
    enabled: true,
    countHealed: false,
    repeat: 1,
    resolveAfter: 1,
    ...parts,
  }) as AlertRule;

describe('addresses', () => {
  test.each<[string, readonly number[] | null]>([
    ['1.2.3.4', [1, 2, 3, 4]],
    ['::ffff:1.2.3.4', [1, 2, 3, 4]],
    ['::FFFF:1.2.3.4', [1, 2, 3, 4]],
    ['255.255.255.255', [255, 255, 255, 255]],
    ['256.1.1.1', null],
    ['1.2.3.4444', null],
    ['x1.2.3.4', null],
    ['1.2.3', null],
    ['::', new Array(16).fill(0)],
    ['::1', [...new Array(15).fill(0), 1]],
    ['1::', [0, 1, ...new Array(14).fill(0)]],
    ['1:2:3:4:5:6:7:8', [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]],
    ['2001:db8::a:ff', [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0a, 0, 0xff]],
    ['1:2:3:4:5:6:7::', [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 0]],
    ['1:2:3:4:5:6:7', null],
    ['1:2:3:4:5:6:7:8:9', null],
    ['1:2:3:4:5:6:7:8::', null],
    ['1::2::3', null],
    ['12345::', null],
    ['1:::2', null],
    ['g::1', null],
    ['::1 ', null],
    ['a', null],
    ['', null],
  ])('%s', (address, bytes) => {
    expect(addressBytes(address)).toEqual(bytes);
  });

  test.each([
    ['1.2.3.4/32', '1.2.3.4', true],
    ['1.2.3.4/32', '1.2.3.5', false],
    ['1.2.3.4/31', '1.2.3.5', true],
    ['1.2.3.4/31', '1.2.3.6', false],
    ['1.2.3.4/33', '1.2.3.4', false],
    ['1.2.3.4/-1', '1.2.3.4', false],
    ['1.2.3.4/8.5', '1.2.3.4', false],
    ['1.2.3.4/x', '1.2.3.4', false],
    ['1.2.3.4', '1.2.3.5', false],
    ['::/0', '2001:db8::1', true],
    ['::/0', '1.2.3.4', false],
    ['0.0.0.0/0', '::1', false],
    ['2001:db8::/128', '2001:db8::', true],
    ['2001:db8::/129', '2001:db8::', false],
    ['2001:db8::1', '2001:db8::2', false],
    ['broken/8', '1.2.3.4', false],
    ['', '1.2.3.4', false],
    ['1.2.3.4', '', false],
  ])('%s contains %s: %s', (cidr, address, contains) => {
    expect(cidrContains(cidr, address)).toBe(contains);
  });
});

test.each([
  ['abc', 'abc', true],
  ['abc', 'abcd', false],
  ['a*', 'a', true],
  ['a*', 'ba', false],
  ['*a', 'ab', false],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['ab*bc', 'abc', false],
  ['*b*', 'abc', true],
  ['*d*', 'abc', false],
  ['a*b*c', 'acb', false],
  ['a*b*b', 'ab', false],
  ['a*b*b', 'abb', true],
  ['a*bb*b', 'abb', false],
  ['*a*a*', 'a', false],
  ['*', '', true],
])('%s matches %s: %s', (glob, text, matches) => {
  expect(globMatches(glob, text)).toBe(matches);
});

describe('a filter', () => {
  test.each<[RuleFilter, boolean]>([
    [{}, true],
    [{ buckets: ['photos-*'] }, true],
    [{ buckets: ['videos-*', 'photos-*'] }, true],
    [{ buckets: ['videos-*'] }, false],
    [{ buckets: [] }, false],
    [{ kinds: ['access-denied'] }, true],
    [{ kinds: ['time-skewed'] }, false],
    [{ requesters: ['1:*'] }, true],
    [{ requesters: ['2:*'] }, false],
    [{ buckets: ['photos-*'], kinds: ['access-denied'], requesters: ['2:*'] }, false],
    [{ buckets: ['photos-*'], kinds: ['time-skewed'], requesters: ['1:*'] }, false],
    [{ buckets: ['videos-*'], kinds: ['access-denied'], requesters: ['1:*'] }, false],
  ])('%j takes the group: %s', (filter, matches) => {
    expect(identityMatches(filter, GROUP)).toBe(matches);
  });

  test.each<[RuleFilter, boolean]>([
    [{}, true],
    [{ paths: ['/a/*'] }, true],
    [{ paths: ['/b/*'] }, false],
    [{ addresses: ['10.0.0.0/8', '203.0.113.0/24'] }, true],
    [{ addresses: ['10.0.0.0/8'] }, false],
    [{ paths: ['/a/*'], addresses: ['10.0.0.0/8'] }, false],
    [{ paths: ['/b/*'], addresses: ['203.0.113.0/24'] }, false],
  ])('%j takes the request: %s', (filter, matches) => {
    expect(requestMatches(filter, { path: '/a/b', remoteIp: '203.0.113.7' })).toBe(matches);
  });
});

describe('a rule', () => {
  test.each<[Partial<AlertRule>, boolean]>([
    [{}, false],
    [{ where: { buckets: ['a'] } }, false],
    [{ where: { paths: ['/a'] } }, true],
    [{ where: { addresses: ['1.2.3.4'] } }, true],
    [{ unless: { paths: ['/a'] } }, true],
    [{ unless: { addresses: ['1.2.3.4'] } }, true],
  ])('%j looks at single requests: %s', (parts, looks) => {
    expect(ruleLooksAtRequests(rule(parts))).toBe(looks);
  });

  test.each<[Partial<AlertRule>, boolean]>([
    [{}, true],
    [{ enabled: false }, false],
    [{ where: { kinds: ['time-skewed'] } }, false],
    [{ where: { kinds: ['access-denied'] } }, true],
    [{ unless: { kinds: ['access-denied'] } }, false],
    [{ unless: { kinds: ['time-skewed'] } }, true],
    [{ unless: { kinds: ['access-denied'], causes: ['no-permission'] } }, true],
    [{ unless: { kinds: ['access-denied'], paths: ['/a'] } }, true],
    [{ unless: { kinds: ['access-denied'], addresses: ['1.2.3.4'] } }, true],
  ])('%j can be broken by the group: %s', (parts, covers) => {
    expect(ruleCoversGroup(rule(parts), GROUP)).toBe(covers);
  });

  test.each<[Partial<AlertRule>, string | null, boolean]>([
    [{}, 'no-permission', true],
    [{}, null, true],
    [{ where: { causes: ['key-disabled'] } }, null, true],
    [{ where: { causes: ['key-disabled'] } }, 'no-permission', false],
    [{ where: { causes: ['key-disabled', 'no-permission'] } }, 'no-permission', true],
    [{ unless: { causes: ['no-permission'] } }, 'no-permission', false],
    [{ unless: { causes: ['no-permission'] } }, 'key-disabled', true],
    [{ unless: { causes: ['no-permission'], buckets: ['videos-*'] } }, 'no-permission', true],
    [{ unless: { causes: ['no-permission'], paths: ['/a'] } }, 'no-permission', true],
    [{ unless: { buckets: ['photos-*'] } }, 'no-permission', true],
  ])('%j wants to hear of %s: %s', (parts, cause, wants) => {
    expect(ruleWantsCause(rule(parts), GROUP, cause)).toBe(wants);
  });
});

describe('the share of a group that a rule counts', () => {
  const group = (...requests: [string, string, number][]) =>
    ({
      ...GROUP,
      shapes: [{ requests: requests.map(([path, remoteIp, count]) => ({ path, remoteIp, count })) }, { requests: [] }],
    }) as unknown as Group;
  const mixed = group(['/a/1', '10.0.0.1', 6], ['/a/2', '203.0.113.7', 3], ['/b/1', '10.0.0.1', 1]);

  test.each<[Partial<AlertRule>, number]>([
    [{}, 1],
    [{ where: { paths: ['/a/*'] } }, 0.9],
    [{ where: { addresses: ['10.0.0.0/8'] } }, 0.7],
    [{ where: { paths: ['/a/*'], addresses: ['10.0.0.0/8'] } }, 0.6],
    [{ unless: { paths: ['/a/*'] } }, 0.1],
    [{ unless: { paths: ['/a/*'], buckets: ['videos-*'] } }, 1],
    [{ unless: { paths: ['/a/*'], causes: ['no-permission'] } }, 1],
    [{ where: { paths: ['/a/*'] }, unless: { addresses: ['10.0.0.0/8'] } }, 0.3],
    [{ where: { paths: ['/c'] } }, 0],
  ])('with %j: %d', (parts, share) => {
    expect(countedShare(rule(parts), mixed)).toBeCloseTo(share, 9);
  });

  test('is the whole group where no request is named: rather one alert too many', () => {
    expect(countedShare(rule({ where: { paths: ['/a'] } }), group())).toBe(1);
  });
});
