import fc from 'fast-check';
import { coversPrefix, matches, touchesPrefix, wildcard } from '../../lib/policy/wildcard.js';
import { runs } from '../support/property.js';

const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 12 });
const plain = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 12 });

/** The slow definition: each star tries every length. */
function naive(pattern: string, given: string): boolean {
  if (pattern === '') return given === '';
  if (pattern[0] !== '*') return pattern[0] === given[0] && naive(pattern.slice(1), given.slice(1));
  for (let i = 0; i <= given.length; i++) if (naive(pattern.slice(1), given.slice(i))) return true;
  return false;
}

describe('wildcards', () => {
  test('match as the definition says', () => {
    fc.assert(
      fc.property(text, plain, (pattern, given) => {
        expect(matches(wildcard(pattern), given)).toBe(naive(pattern, given));
      }),
      runs(),
    );
  });

  test('a pattern that covers a prefix matches everything that begins with it', () => {
    fc.assert(
      fc.property(text, plain, plain, (pattern, prefix, rest) => {
        if (coversPrefix(wildcard(pattern), prefix)) expect(matches(wildcard(pattern), prefix + rest)).toBe(true);
      }),
      runs(),
    );
  });

  test('a pattern that matches a text touches every beginning of it', () => {
    fc.assert(
      fc.property(text, plain, fc.nat(12), (pattern, given, length) => {
        if (matches(wildcard(pattern), given))
          expect(touchesPrefix(wildcard(pattern), given.slice(0, length))).toBe(true);
      }),
      runs(),
    );
  });

  test.each([
    ['a', 'a', true, false],
    ['a*', 'a', true, true],
    ['*', '', true, true],
    ['b*', 'a', false, false],
    ['ab', 'a', true, false],
    ['a', 'ab', false, false],
    ['a*b', 'axb', true, false],
    ['*x*', 'a', true, false],
    ['*x*', 'ax', true, true],
    ['*a*', 'abc', true, true],
    ['', '', true, false],
  ])('%s against the beginning %s', (pattern, prefix, touches, covers) => {
    expect(touchesPrefix(wildcard(pattern), prefix)).toBe(touches);
    expect(coversPrefix(wildcard(pattern), prefix)).toBe(covers);
  });
});
