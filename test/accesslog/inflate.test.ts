import { constants, crc32, deflateRawSync, gzipSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { ByteSource } from '../../lib/accesslog/byte-source.js';
import { gunzip } from '../../lib/accesslog/gunzip.js';
import { Inflater } from '../../lib/accesslog/inflate.js';
import { Kernel } from '../../lib/accesslog/kernel.js';
import { pieces } from '../support/aggregate.js';
import { runs } from '../support/property.js';

const DATA = fc
  .tuple(
    fc.constantFrom(0, 1, 40, 3000, 70_000, 1_300_000),
    fc.constantFrom('noise', 'letters', 'cycle', 'zeros', 'copies'),
    fc.nat(),
  )
  .map(([length, kind, seed]) => data(length, kind, seed));
const FORMAT = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.integer({ min: 0, max: 4 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  windowBits: fc.integer({ min: 9, max: 15 }),
});
const CUTS = fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 5 });

function data(length: number, kind: string, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  let x = seed >>> 0;
  const random = (n: number) => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return (x >>> 8) % n;
  };
  for (let i = 0; i < length && kind !== 'zeros'; i++) {
    if (kind === 'noise') bytes[i] = random(256);
    else if (kind === 'letters') bytes[i] = 65 + random(4);
    else if (kind === 'cycle') bytes[i] = i % 97;
    else bytes[i] = random(10) < 9 && i > 300 ? bytes[i - 1 - random(300)]! : random(256);
  }
  return bytes;
}

const inflater = new Inflater(Kernel.open()!);

function inflate(input: Buffer, cuts: readonly number[]) {
  inflater.begin();
  const out: Buffer[] = [];
  const keep = (piece: Buffer) => out.push(Buffer.from(piece));
  let at = 0;
  let outcome: ReturnType<Inflater['push']> = 'more';
  for (let i = 0; at < input.length && outcome === 'more'; i++) {
    const piece = input.subarray(at, at + cuts[i % cuts.length]!);
    outcome = inflater.push(piece, keep);
    at += piece.length;
  }
  if (outcome === 'more') outcome = inflater.push(null, keep);
  const rest = typeof outcome === 'object' ? Buffer.concat([outcome.rest, input.subarray(at)]) : Buffer.alloc(0);
  return { outcome: typeof outcome === 'object' ? 'end' : outcome, out: Buffer.concat(out), rest };
}

describe('the inflate kernel against zlib', () => {
  test('decodes whatever zlib wrote, in any pieces, and leaves what is behind', () => {
    fc.assert(
      fc.property(DATA, FORMAT, CUTS, fc.uint8Array({ maxLength: 40 }), (plain, format, cuts, tail) => {
        const result = inflate(Buffer.concat([deflateRawSync(plain, format), tail]), cuts);
        expect(result.outcome).toBe('end');
        expect(result.out.equals(plain)).toBe(true);
        expect(result.rest.equals(Buffer.from(tail))).toBe(true);
      }),
      runs(10),
    );
  });

  test('of truncated data gives what zlib gives', () => {
    fc.assert(
      fc.property(DATA, FORMAT, CUTS, fc.double({ min: 0, max: 0.999, noNaN: true }), (plain, format, cuts, share) => {
        const whole = deflateRawSync(plain, format);
        const cut = whole.subarray(0, Math.floor(whole.length * share));
        const result = inflate(cut, cuts);
        expect(result.outcome).toBe('truncated');
        expect(result.out.equals(inflateRawSync(cut, { finishFlush: constants.Z_SYNC_FLUSH }))).toBe(true);
      }),
      runs(10),
    );
  });

  test('refuses what zlib refuses, and agrees where a flipped bit is still a code', () => {
    fc.assert(
      fc.property(DATA, FORMAT, CUTS, fc.nat(), (plain, format, cuts, bit) => {
        const flipped = Buffer.from(deflateRawSync(plain, format));
        flipped[(bit >> 3) % flipped.length]! ^= 1 << (bit & 7);
        let expected: Buffer | null = null;
        try {
          expected = inflateRawSync(flipped, { finishFlush: constants.Z_SYNC_FLUSH });
        } catch {
          expected = null;
        }
        const result = inflate(flipped, cuts);
        expect(result.outcome === 'corrupt').toBe(expected === null);
        if (expected !== null) expect(result.out.equals(expected)).toBe(true);
      }),
      runs(10),
    );
  });
});

describe('a gzip file', () => {
  const text = Buffer.from('one line\nand another\n'.repeat(500));
  const member = gzipSync(text);
  async function read(bytes: Buffer, sizes: readonly number[] = [1000]) {
    const out: Buffer[] = [];
    const end = await gunzip(new ByteSource(pieces(bytes, sizes)), (piece) => out.push(Buffer.from(piece)));
    return { ...end, text: Buffer.concat(out) };
  }

  test('of several members, with a name and a comment, is one text', async () => {
    const named = Buffer.concat([
      Buffer.from([0x1f, 0x8b, 8, 8 | 16 | 4 | 2, 0, 0, 0, 0, 0, 3, 2, 0, 7, 7]),
      Buffer.from('name\0comment\0ab'),
      member.subarray(10),
    ]);
    const result = await read(Buffer.concat([member, named, gzipSync(''), member]), [1, 7, 300]);
    expect(result.damage).toBeNull();
    expect(result.text.equals(Buffer.concat([text, text, text]))).toBe(true);
  });

  test.each([
    ['zero padding is no damage', Buffer.concat([member, Buffer.alloc(900)]), null, false],
    ['other trailing bytes are', Buffer.concat([member, Buffer.from('garbage')]), 'trailing-bytes', false],
    ['also behind padding', Buffer.concat([member, Buffer.alloc(9), Buffer.from('x')]), 'trailing-bytes', false],
    ['a missing trailer is', member.subarray(0, -8), 'truncated', false],
    ['half a trailer is', member.subarray(0, -3), 'truncated', false],
    ['a wrong checksum is', withByte(member, member.length - 7), 'checksum', false],
    ['a wrong length is', withByte(member, member.length - 2), 'checksum', false],
  ])('%s, and nothing decoded is lost', async (_, bytes, damage, cut) => {
    expect(await read(bytes)).toEqual({ damage, cut, text });
  });

  test('cut in the middle keeps what came before', async () => {
    const noise = data(50_000, 'noise', 3);
    const whole = gzipSync(noise);
    const result = await read(whole.subarray(0, whole.length / 2));
    expect(result).toMatchObject({ damage: 'truncated', cut: true });
    expect(result.text.length).toBeGreaterThan(1000);
    expect(result.text.equals(noise.subarray(0, result.text.length))).toBe(true);
  });

  test('cut in its header is damaged', async () => {
    expect(await read(member.subarray(0, 5))).toMatchObject({ damage: 'truncated', text: Buffer.alloc(0) });
  });

  function withByte(bytes: Buffer, at: number): Buffer {
    const changed = Buffer.from(bytes);
    changed[at]! ^= 0x55;
    return changed;
  }

  test('is checked with the checksum that gzip writes', () => {
    expect(member.readUInt32LE(member.length - 8)).toBe(crc32(text));
  });
});
