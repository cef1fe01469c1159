import fc from 'fast-check';
import { parseLine } from '../../lib/accesslog/parse-line.js';
import { cannotHoldSecret, redactSecrets, SECRET_NAMES } from '../../lib/accesslog/secrets.js';
import { logLine } from '../support/log-line.js';
import { runs } from '../support/property.js';

const SECRET = fc.stringMatching(/^[A-Za-z0-9]{24,60}$/);
/** Percent-encodes some or all characters, in either case of the digits. */
function encode(text: string, every: boolean, lower: boolean): string {
  return [...text]
    .map((c) => {
      if (!every && /[A-Za-z0-9]/.test(c)) return c;
      const hex = c.charCodeAt(0).toString(16).padStart(2, '0');
      return `%${lower ? hex : hex.toUpperCase()}`;
    })
    .join('');
}
const NAME = fc
  .constantFrom(...SECRET_NAMES.filter((name) => name !== 'authorization'))
  .chain((name) =>
    fc
      .array(fc.boolean(), { minLength: name.length, maxLength: name.length })
      .map((upper) => [...name].map((c, i) => (upper[i] ? c.toUpperCase() : c)).join('')),
  );

describe('secrets are removed', () => {
  test('from any field, in any letter case and encoded any number of times', () => {
    fc.assert(
      fc.property(
        NAME,
        SECRET,
        fc.array(fc.tuple(fc.boolean(), fc.boolean()), { maxLength: 4 }),
        (name, secret, levels) => {
          let text = `x=1&${name}=${secret}&versionId=3`;
          for (const [every, lower] of levels) text = encode(text, every, lower);
          for (const place of ['path', 'query', 'referer', 'agent', 'message'] as const) {
            const value = place === 'path' ? `/${text}` : place === 'referer' ? `https://e.com/?${text}` : text;
            const parsed = parseLine(logLine({ [place]: value }));
            const shown = fullyDecoded(JSON.stringify(parsed));
            expect(shown).not.toContain(secret);
          }
        },
      ),
      runs(),
    );
  });

  test.each([
    ['q-sign-time=1;2&q-signature=abc&prefix=x', 'q-sign-time=1;2&q-signature=REDACTED&prefix=x'],
    ['a=1&sign=q-ak%3DA%26q-signature%3Dabc&b=2', 'a=1&sign=REDACTED&b=2'],
    [
      'https://h/?u=https%3A%2F%2Fx%2F%3Fq-signature%3Dabc%26next%3D1&z=2',
      'https://h/?u=https%3A%2F%2Fx%2F%3Fq-signature%3DREDACTED%26next%3D1&z=2',
    ],
    ['x-cos-security-token=a%26b%3Dc&d', 'x-cos-security-token=REDACTED&d'],
    ['Authorization: AWS4-HMAC-SHA256 Credential=A, Signature=abc', 'Authorization: REDACTED'],
    [
      'Authorization: q-sign-algorithm=sha1&q-ak=A&q-signature=abc',
      'Authorization: q-sign-algorithm=sha1&q-ak=A&q-signature=REDACTED',
    ],
    ['client AWS AKIDEXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg= end', 'client AWS AKIDEXAMPLE:REDACTED end'],
    ['{"x-cos-security-token": "abc def", "a": 1}', '{"x-cos-security-token": "REDACTED def", "a": 1}'],
    ['/design=1/assign=2/my_sign=3', '/design=1/assign=2/my_sign=3'],
    ['signature required: none', 'signature required: none'],
  ])('%s', (text, expected) => {
    expect(redactSecrets(text)).toBe(expected);
  });

  test('in time that grows with the length of the text only', () => {
    const deep = `${'%25'.repeat(100_000)}41`;
    expect(redactSecrets(`a=${deep}`)).toBe(`a=${deep}`);
  });
});

function fullyDecoded(text: string): string {
  let before = text;
  for (;;) {
    const after = before.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    if (after === before) return after;
    before = after;
  }
}

describe('bytes that are taken as they are', () => {
  const free = (text: string, start = 0, end = text.length) => cannotHoldSecret(Buffer.from(text), start, end);

  test.each(['/a/b.txt', '/%E5%9B%BE.png', '/a%20b', '100%', 'a%2Fb', 'a%3Cb', 'a%3', ''])(
    '%s holds no secret',
    (text) => {
      expect(free(text)).toBe(true);
    },
  );

  test.each(['q-signature=x', 'authorization: x', 'a%3Db', 'a%3db', 'a%3Ab', 'a%3ab', 'a%253Db', 'a%25', '='])(
    '%s may hold one: an equals sign or colon, however often encoded',
    (text) => {
      expect(free(text)).toBe(false);
    },
  );

  test('are those of the part that is asked for', () => {
    expect(free('a=b/c=d', 2, 4)).toBe(true);
    expect(free('a=b/c=d', 1, 4)).toBe(false);
    expect(free('a=b/c=d', 2, 6)).toBe(false);
    expect(free('a=b/c=d', 2, 5)).toBe(true);
  });

  test('lose nothing when their secrets are removed', () => {
    const part = fc.oneof(NAME, SECRET, fc.constantFrom('=', ':', '%3D', '%3a', '%25', '%', '&', '/', '?', 'sign'));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const text = parts.join('');
        if (free(text)) expect(redactSecrets(text)).toBe(text);
      }),
      runs(),
    );
  });
});
