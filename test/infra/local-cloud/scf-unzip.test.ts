import fc from 'fast-check';
import { zipSync } from 'fflate';
import { unzip, ZipError } from '../../../infra/local-cloud/scf/unzip.js';
import { runs } from '../../support/property.js';

const zip = (files: Record<string, string | Uint8Array>, level: 0 | 9 = 9) =>
  Buffer.from(
    zipSync(
      Object.fromEntries(
        Object.entries(files).map(([name, body]) => [name, typeof body === 'string' ? Buffer.from(body) : body]),
      ),
      { level },
    ),
  );

describe('unzip', () => {
  it('gives back what was packed, stored or deflated', () => {
    const files = fc.dictionary(
      fc.stringMatching(/^[a-z\u00e9\u4e2d]{1,8}(\/[a-z.]{1,8})?$/).filter((name) => !name.includes('..')),
      fc.uint8Array({ maxLength: 400 }),
      { maxKeys: 6, noNullPrototype: true },
    );
    fc.assert(
      fc.property(files, fc.constantFrom(0 as const, 9 as const), (given, level) => {
        const back = unzip(zip(given, level));
        expect(Object.fromEntries(back.map((entry) => [entry.path, [...entry.body]]))).toEqual(
          Object.fromEntries(Object.entries(given).map(([name, body]) => [name, [...body]])),
        );
      }),
      runs(10),
    );
  });

  it.each([
    ['is empty', Buffer.alloc(0)],
    ['is text', Buffer.from('no zip at all')],
    ['leaves its folder', zip({ '../evil.js': 'x' })],
    ['starts at the root', zip({ '/etc/passwd': 'x' })],
    ['is cut', zip({ 'a.js': 'x'.repeat(1000) }, 0).subarray(0, 500)],
  ])('refuses a file that %s', (_name, file) => {
    expect(() => unzip(file)).toThrow(ZipError);
  });

  it('never fails in another way, whatever bytes are changed', () => {
    const good = zip({ 'index.js': 'exports.main_handler = () => 1', 'lib/a.js': 'x'.repeat(300) });
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        const bad = Buffer.from(good);
        bad[at] = byte;
        try {
          unzip(bad);
        } catch (error) {
          expect(error).toBeInstanceOf(ZipError);
        }
      }),
      runs(),
    );
  });
});
