import fc from 'fast-check';
import { csvLine } from '../../lib/text/csv.js';
import { escapeHtml } from '../../lib/text/html.js';
import { safeJson, safeJsonChunks } from '../../lib/text/json.js';
import { escapeMarkdown } from '../../lib/text/markdown.js';
import { maskAddress, maskKey, maskRequester } from '../../lib/text/mask.js';
import { visible } from '../../lib/text/visible.js';
import { runs } from '../support/property.js';
import { readCsv } from '../support/read-csv.js';

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string());

describe('visible', () => {
  it.each([
    ['an ANSI sequence', '\u001b[31mred', '\\u{1b}[31mred'],
    ['a right-to-left override', 'a\u202egpj.exe', 'a\\u{202e}gpj.exe'],
    ['a zero-width space', 'a\u200bb', 'a\\u{200b}b'],
    ['a line break', 'a\nb', 'a\\u{a}b'],
    ['half a surrogate pair', 'a\ud800b', 'a\\u{d800}b'],
    ['a tag character', 'a\u{e0041}b', 'a\\u{e0041}b'],
  ])('shows %s', (_, input, expected) => {
    expect(visible(input)).toBe(expected);
  });

  it('leaves Chinese, emoji and accents alone', () => {
    expect(visible('腾讯云 café 🚀 ~{}|')).toBe('腾讯云 café 🚀 ~{}|');
  });

  it('leaves nothing behind that acts on a terminal', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(visible(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/u);
      }),
      runs(),
    );
  });
});

describe('safeJson', () => {
  it.each([
    ['a C1 control', 'a\u009bb', 'a\\u009bb'],
    ['a right-to-left override', 'a\u202eb', 'a\\u202eb'],
    ['a line separator', 'a\u2028b', 'a\\u2028b'],
    ['a zero-width space', 'a\u200bb', 'a\\u200bb'],
    ['a byte order mark', 'a\ufeffb', 'a\\ufeffb'],
    ['a variation selector', 'a\ufe0fb', 'a\\ufe0fb'],
    ['a filler', 'a\u3164b', 'a\\u3164b'],
    ['a tag character, as its two units', 'a\u{e0041}b', 'a\\udb40\\udc41b'],
    ['a variation selector of the last plane in use', 'a\u{e0100}b', 'a\\udb40\\udd00b'],
  ])('escapes %s', (_, input, expected) => {
    expect(safeJson(JSON.stringify(input))).toBe(`"${expected}"`);
  });

  it('leaves Chinese, emoji and the layout of the document alone', () => {
    const json = JSON.stringify({ path: '/腾讯云/🚀' }, null, 2);
    expect(safeJson(json)).toBe(json);
  });

  it('says the same to a program, and holds nothing that a text for people would not hold', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const json = safeJson(JSON.stringify({ [text]: text }));
        expect(JSON.parse(json)).toEqual({ [text]: text });
        expect(visible(json)).toBe(json);
        expect(Buffer.concat([...safeJsonChunks([JSON.stringify({ [text]: text })])]).toString()).toBe(json);
      }),
      runs(),
    );
  });
});

describe('escapeHtml', () => {
  it('leaves no character that opens a tag, an entity or an attribute', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"'`]|&(?!(amp|lt|gt|quot|#39|#96);)/);
      }),
      runs(),
    );
  });
});

describe('csvLine', () => {
  it.each(['=1+1', '+1', '-1+1', '@SUM(A1)', '|cmd', ' =1', '＝1'])('does not let a spreadsheet run %j', (text) => {
    expect(csvLine([text])).toMatch(/^"?'/);
  });

  it('keeps the sign for an empty field', () => {
    expect(csvLine(['-', 3, null, true])).toBe('-,3,,true\r\n');
  });

  it('can be read back by a strict reader', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 5 }), (values) => {
        const expected = values.map((value) => visible(value));
        const [cells] = readCsv(csvLine(values));
        expect(cells!.map((cell, index) => (cell === `'${expected[index]}` ? expected[index] : cell))).toEqual(
          expected,
        );
      }),
      runs(),
    );
  });
});

describe('escapeMarkdown', () => {
  it.each([
    '[x](javascript:alert(1))',
    '![x](https://evil.example/p.png)',
    '<script>',
    '@all',
    '`code`',
    '| cell',
    '# title',
    '- item',
    '1. item',
  ])('takes the meaning out of %j', (text) => {
    const escaped = escapeMarkdown(text);
    expect(escaped).not.toMatch(/(^|[^\\])[[\]()<>`|#!]/);
    expect(escaped).not.toMatch(/@\w/);
    expect(escaped).not.toMatch(/^[-\d]/);
  });
});

describe('masking', () => {
  it('keeps the first 8 and last 4 characters of a SecretId', () => {
    expect(maskKey('AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE')).toBe('AKIDz8kr****MPLE');
    expect(maskRequester('key:AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE')).toBe('key:AKIDz8kr****MPLE');
    expect(maskRequester('100000000001:100000000002')).toBe('100000000001:100000000002');
  });

  it('drops the host part of an address', () => {
    expect(maskAddress('203.0.113.7')).toBe('203.0.113.*');
    expect(maskAddress('2001:db8:1:2::5')).toBe('2001:db8:1:*');
    expect(maskAddress('fe80::7')).toBe('fe80::*');
    expect(maskAddress('::1')).toBe('::*');
    expect(maskAddress('-')).toBe('-');
  });
});
