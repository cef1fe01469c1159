import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { matchPreflight, originOfReferer } from '../../lib/diagnose/cors.js';
import { editDistance, findSimilar, impossibleKey } from '../../lib/diagnose/keys.js';
import { evaluateReferer, matchesEntry } from '../../lib/diagnose/referer.js';
import { isWholeHalfHours, skewPattern } from '../../lib/diagnose/skew.js';
import type { CorsRule } from '../../lib/facts/snapshot.js';
import { runs } from '../support/property.js';

const cases = <T>(name: string) =>
  JSON.parse(readFileSync(join(__dirname, `../cases/diagnose-rules/${name}.json`), 'utf8')) as T[];

describe('hotlink entries (13319)', () => {
  test.each(cases<{ entry: string; referer: string; matches: boolean | 'unsure' }>('referer'))(
    '$entry against $referer: $matches',
    ({ entry, referer, matches }) => {
      expect(matchesEntry(entry, referer)).toBe(matches);
    },
  );

  test('an empty referer is refused unless the rule allows it', () => {
    expect(evaluateReferer({ status: 'Enabled', type: 'Black-List', domains: [] }, '-').outcome).toBe('empty-denied');
    expect(evaluateReferer({ status: 'Enabled', domains: [], emptyReferer: 'Allow' }, '').outcome).toBe(
      'empty-allowed',
    );
    expect(evaluateReferer({ status: 'Disabled', domains: [] }, '-').outcome).toBe('off');
    expect(evaluateReferer(null, 'https://a/').outcome).toBe('off');
  });

  test('no referer and no entry makes it throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (entry, referer) => {
        matchesEntry(entry, referer);
      }),
      runs(),
    );
  });
});

describe('CORS rules (8279, 8288)', () => {
  test.each(
    cases<{ name: string; rules: CorsRule[]; origin: string; method: string; headers: string[]; match: number | null }>(
      'cors',
    ),
  )('$name', ({ rules, origin, method, headers, match }) => {
    expect(matchPreflight(rules, { origin, method, headers })).toBe(match);
  });

  test('the origin of a referer is scheme, host and other than default port', () => {
    expect(originOfReferer('https://App.example.com:443/a?b')).toBe('https://app.example.com');
    expect(originOfReferer('http://localhost:8080/')).toBe('http://localhost:8080');
    expect(originOfReferer('https://user:pass@a.example/')).toBe('https://a.example');
    expect(originOfReferer('-')).toBeNull();
    expect(originOfReferer('android-app://com.example/')).toBeNull();
  });
});

describe('similar keys', () => {
  const index = [{ uin: '1', key: { id: 'AKIDabcdefghijklmnopqrstuvwxyz012345', status: 'Active' }, at: '/cam' }];

  test.each([
    ['akidabcdefghijklmnopqrstuvwxyz012345', /case/],
    ['%20AKIDabcdefghijklmnopqrstuvwxyz012345', /spaces/],
    ['AKIDabcdefghijklmnopqrstuvwxyz01234', /one character/],
    ['AKIDabcdefghijklmnopqrstuvwxyz012354', /two characters/],
  ])('%s is found', (key, why) => {
    expect(findSimilar(key, index)?.difference.en).toMatch(why);
  });

  test.each([
    ['AKIAIOSFODNN7EXAMPLE', /AWS/],
    ['ASIAIOSFODNN7EXAMPLE', /AWS/],
    ['LTAI4FhQwz9aB3c', /Alibaba/],
    ['LTAI4FhQwz9aB3c_', /16 characters/],
    ['your-secret-id', /14 characters, a SecretId has 36/],
    ['AKIDabcdefghijklmnopqrstuvwxyz01', /32 characters/],
  ])('%s cannot be a SecretId, and why', (key, why) => {
    expect(impossibleKey(key)?.en ?? '').toMatch(why);
  });

  test('what is a character or two too short or too long may be one', () => {
    for (const length of [34, 35, 36, 37, 38]) expect(impossibleKey(`AKID${'a'.repeat(length - 4)}`)).toBeNull();
    for (const length of [33, 39]) expect(impossibleKey(`AKID${'a'.repeat(length - 4)}`)).not.toBeNull();
  });

  test('three characters are another key', () => {
    expect(findSimilar('AKIDabcdefghijklmnopqrstuvwxyz01XYZ5', index)).toBeNull();
  });

  test('the distance is symmetric and zero only for equal texts', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, b, 20)).toBe(editDistance(b, a, 20));
        expect(editDistance(a, b, 20) === 0).toBe(a === b);
      }),
      runs(),
    );
  });
});

describe('skew', () => {
  test.each([
    [28_800_000, true],
    [-28_800_000 + 119_000, true],
    [-28_800_000 + 121_000, false],
    [1_800_000, true],
    [900_000, false],
    [0, false],
    [2_820_000, false],
  ])('%d ms is a time zone: %s', (ms, zone) => {
    expect(isWholeHalfHours(ms)).toBe(zone);
  });

  test('tells fresh signatures of a wrong clock from one that grows old', () => {
    expect(skewPattern({ minMs: -2_900_000, maxMs: -2_820_000 }, 5, 1_200_000)).toBe('constant');
    expect(skewPattern({ minMs: -4_000_000, maxMs: -2_800_000 }, 5, 1_200_000)).toBe('ageing');
    expect(skewPattern({ minMs: -9_000_000, maxMs: -2_800_000 }, 5, 1_200_000)).toBe('mixed');
    expect(skewPattern({ minMs: -9_000_000, maxMs: -9_000_000 }, 1, 0)).toBe('single');
  });
});
