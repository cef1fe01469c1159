import fc from 'fast-check';
import { Interner } from '../../lib/aggregate/interner.js';
import { runs } from '../support/property.js';

/** Around the length of the pieces that the bytes lie in. */
const long = fc
  .tuple(fc.constantFrom(1, 100, 65_536, 262_143, 262_144, 262_145, 600_000), fc.constantFrom('a', 'b', 'é'))
  .map(([length, unit]) => unit.repeat(length));
const text = fc.oneof({ weight: 8, arbitrary: fc.string({ maxLength: 12 }) }, { weight: 1, arbitrary: long });

describe('the interner', () => {
  test('gives equal texts one number and keeps every text, whatever its length and order', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 60 }), fc.integer(), (texts, seed) => {
        const interner = new Interner(seed);
        const wellFormed = texts.map((one) => Buffer.from(one, 'utf8').toString('utf8'));
        const ids = wellFormed.map((one) => interner.internText(one));
        const distinct = [...new Set(wellFormed)];
        expect(interner.size).toBe(distinct.length);
        expect(interner.bytesUsed).toBe(distinct.reduce((sum, one) => sum + Buffer.byteLength(one), 0));
        wellFormed.forEach((one, i) => {
          expect(ids[i]).toBe(distinct.indexOf(one));
          expect(interner.text(ids[i]!)).toBe(one);
          expect(interner.findText(one)).toBe(ids[i]);
          expect(interner.byteLength(ids[i]!)).toBe(Buffer.byteLength(one));
        });
        for (let id = 1; id < distinct.length; id++) {
          const [a, b] = [distinct[id - 1]!, distinct[id]!].map((one) => Buffer.from(one));
          expect(interner.compare(id - 1, id)).toBe(Buffer.compare(a!, b!));
        }
      }),
      runs(50),
    );
  });

  test('holds an empty text also as its first one', () => {
    const interner = new Interner();
    expect(interner.text(interner.internText(''))).toBe('');
    expect(interner.text(interner.internText('a'))).toBe('a');
  });
});
