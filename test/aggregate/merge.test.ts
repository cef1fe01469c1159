import fc from 'fast-check';
import { Aggregator } from '../../lib/aggregate/aggregator.js';
import { mergeAggregates, PartialMerger } from '../../lib/aggregate/merger.js';
import { decodePartial, decodeRollup, encodePartial, encodeRollup } from '../../lib/aggregate/partial.js';
import { toScanResult } from '../../lib/aggregate/scan-result.js';
import { toColumns } from '../../lib/aggregate/to-columns.js';
import { viewOf } from '../../lib/aggregate/view.js';
import { aggregateOf, contentOf, manyLines, pieces } from '../support/aggregate.js';
import { logLine } from '../support/log-line.js';
import { runs } from '../support/property.js';

const SOURCE = { bucket: 'logs-1250000000', key: 'a/1.gz', etag: '"e"', size: 3, lastModified: '2026-11-22T00:05:00Z' };

async function readAsFiles(files: readonly (readonly string[])[]) {
  const aggregator = new Aggregator();
  for (const lines of files) await aggregator.addStream(pieces(Buffer.from(lines.map((line) => `${line}\n`).join(''))));
  return aggregator.aggregate;
}

describe('aggregates merge', () => {
  test('in any order and grouping to the aggregate of the whole input', async () => {
    await fc.assert(
      fc.asyncProperty(manyLines, manyLines, manyLines, async (a, b, c) => {
        const [x, y, z] = await Promise.all([a, b, c].map((lines) => aggregateOf(lines)));
        const whole = contentOf(await readAsFiles([a, b, c]));
        expect(contentOf(mergeAggregates([x!, y!, z!]))).toEqual(whole);
        expect(contentOf(mergeAggregates([z!, mergeAggregates([y!, x!])]))).toEqual(whole);
        expect(contentOf(await readAsFiles([c, a, b]))).toEqual(whole);
      }),
      runs(10),
    );
  });

  test('with more groups than are handed over at once', async () => {
    const requesters = Array.from({ length: 1200 }, (_, i) => `100000000001/${100000000001 + i}`);
    const [first, second] = [requesters.slice(0, 900), requesters.slice(300)].map((some, file) =>
      some.map((requester, i) => logLine({ requester, path: `/dir${i % 7}/${file}-${i}` })),
    );
    const merged = mergeAggregates(await Promise.all([first!, second!].map((lines) => aggregateOf(lines))));
    expect(merged.groups.size).toBe(1200);
    expect(contentOf(merged)).toEqual(contentOf(await readAsFiles([first!, second!])));
  });

  test('by way of the bytes of their partials too', async () => {
    await fc.assert(
      fc.asyncProperty(manyLines, manyLines, async (a, b) => {
        const merger = new PartialMerger();
        for (const lines of [a, b]) {
          const decoded = decodePartial(encodePartial(await aggregateOf(lines), SOURCE));
          if (!decoded.ok) throw new Error(decoded.reason);
          expect(decoded.partial.source).toEqual(SOURCE);
          merger.add(decoded.partial);
        }
        expect(contentOf(merger.aggregate)).toEqual(contentOf(await readAsFiles([a, b])));
        const rollup = decodeRollup(encodeRollup(merger.aggregate, { period: '2026/11/22/00', hashes: ['b', 'a'] }));
        if (!rollup.ok) throw new Error(rollup.reason);
        expect(rollup.rollup.hashes).toEqual(['a', 'b']);
        expect(contentOf(new PartialMerger().add(rollup.rollup).aggregate)).toEqual(contentOf(merger.aggregate));
      }),
      runs(10),
    );
  });

  test('a partial has the same bytes each time', async () => {
    const lines = [logLine(), logLine({ path: '/other' }), logLine({ status: 200 })];
    const first = encodePartial(await aggregateOf(lines, { hashSeed: 1 }), SOURCE);
    const again = encodePartial(await aggregateOf(lines, { hashSeed: 99 }, { gzip: false, sizes: [7, 300] }), SOURCE);
    expect(again.equals(first)).toBe(true);
  });

  test('beyond the cap of groups the totals stay exact', async () => {
    await fc.assert(
      fc.asyncProperty(manyLines, manyLines, fc.integer({ min: 0, max: 4 }), async (a, b, maxGroups) => {
        const whole = await readAsFiles([a, b]);
        const parts = await Promise.all([a, b].map((lines) => aggregateOf(lines, { maxGroups })));
        const result = toScanResult(mergeAggregates(parts, { maxGroups }));
        expect(result.groups.length).toBeLessThanOrEqual(maxGroups);
        expect(result.totals).toEqual(toScanResult(whole).totals);
        expect(result.buckets).toEqual(toScanResult(whole).buckets);
        const listed = result.groups.reduce((sum, group) => sum + group.count, 0);
        expect(listed + result.others.denials).toBe(result.totals.denials);
        expect(result.others.denials > 0).toBe(result.others.approximate === true);
      }),
      runs(10),
    );
  });
});

describe('a partial that is none', () => {
  const good = encodePartial(new Aggregator().aggregate, SOURCE);

  test('of any bytes is told, never thrown', () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.boolean(), (at, byte, cut) => {
        const bytes = Buffer.from(good);
        bytes[at] = byte;
        const decoded = decodePartial(cut ? bytes.subarray(0, at) : bytes);
        if (!decoded.ok) expect(decoded.reason).toMatch(/\w+ .+\.$|;/);
      }),
      runs(),
    );
  });

  test('with any value in place of a column is told, and what is accepted can be merged', async () => {
    const columns = JSON.parse(JSON.stringify(toColumns(await aggregateOf([logLine(), logLine({ status: 200 })]))));
    const { gzipSync } = await import('node:zlib');
    const paths = pathsOf(columns);
    fc.assert(
      fc.property(
        fc.constantFrom(...paths),
        fc.constantFrom<unknown>(null, -1, 1e20, 'x', [], {}, [1e9], [-1], [null], 3.5, ['a'], [[1, 2]]),
        (path, value) => {
          const broken = structuredClone(columns) as Record<string, unknown>;
          let owner = broken;
          for (const step of path.slice(0, -1)) owner = owner[step] as Record<string, unknown>;
          owner[path[path.length - 1]!] = value;
          const decoded = decodePartial(
            gzipSync(JSON.stringify({ schema: 'cos403.partial/1', source: SOURCE, ...broken })),
          );
          if (decoded.ok) expect(() => viewOf([decoded.partial])).not.toThrow();
          else expect(decoded.code).toBe('invalid-content');
        },
      ),
      runs(2),
    );
  });

  test.each([
    ['cos403.partial/2', 'newer-schema'],
    ['cos403.rollup/1', 'unknown-schema'],
    [undefined, 'unknown-schema'],
  ])('schema %s gives %s', async (schema, code) => {
    const { gzipSync } = await import('node:zlib');
    expect(decodePartial(gzipSync(JSON.stringify({ schema })))).toMatchObject({ ok: false, code });
  });

  test.each([
    ['not-gzip', Buffer.from('{}')],
    ['not-gzip', Buffer.alloc(0)],
  ])('%s', (code, bytes) => {
    expect(decodePartial(bytes)).toMatchObject({ ok: false, code });
  });
});

function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return path.length > 0 ? [path] : [];
  return [
    ...(path.length > 0 ? [path] : []),
    ...Object.entries(value).flatMap(([key, v]) => pathsOf(v, [...path, key])),
  ];
}
