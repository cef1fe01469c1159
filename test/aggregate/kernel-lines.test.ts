import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Kernel } from '../../lib/accesslog/kernel.js';
import { Aggregate } from '../../lib/aggregate/aggregate.js';
import { Aggregator } from '../../lib/aggregate/aggregator.js';
import { KernelLines } from '../../lib/aggregate/kernel-lines.js';
import type { AggregateOptions } from '../../lib/aggregate/options.js';
import { aggregateOf, contentOf, exactAggregateOf, manyLines, pieces } from '../support/aggregate.js';
import { logLine } from '../support/log-line.js';
import { runs } from '../support/property.js';

const isBlank = (line: string) => /^[ \t\r]*$/.test(line);

async function sameAsExact(
  lines: readonly string[],
  options: AggregateOptions = {},
  sizes: readonly number[] = [65536],
) {
  const fast = contentOf(await aggregateOf(lines, options, { sizes })) as { inputs: unknown };
  const exact = contentOf(
    exactAggregateOf(
      lines.filter((line) => !isBlank(line)),
      options,
    ),
  ) as { inputs: unknown };
  // Blank lines are no lines, but bytes.
  expect({ ...fast, inputs: null }).toEqual({ ...exact, inputs: null });
  expect(fast.inputs).toMatchObject({ lines: lines.filter((line) => !isBlank(line)).length });
}

describe('the per-byte path', () => {
  test('counts every line as the exact parser does, hostile ones included, however the file is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        manyLines,
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 4 }),
        (lines, sizes) => sameAsExact(lines, {}, sizes),
      ),
      runs(2),
    );
  });

  test('also under filters, with few groups and without its own requests', async () => {
    const options = fc.constantFrom<AggregateOptions>(
      { filters: { sinceMs: Date.UTC(2026, 10, 22, 0, 5) } },
      { filters: { untilMs: Date.UTC(2026, 10, 22, 0, 5), ip: '10.0.0.1' } },
      { filters: { bucket: 'a-1250000000' } },
      { filters: { kind: 'access-denied' } },
      { filters: { requester: ['anonymous', '100000000001:100000000002'] } },
      { maxGroups: 2 },
      { detailGroups: 1 },
      { self: ['100000000002'] },
      { slots: false },
    );
    await fc.assert(
      fc.asyncProperty(manyLines, options, (lines, chosen) => sameAsExact(lines, chosen)),
      runs(4),
    );
  });

  test.each(['{', ' {', '\u00a0{', '\ufeff'])(
    'leaves a line that begins with %j to the exact parser',
    async (opening) => {
      await sameAsExact([`${opening}${logLine()}`, `${opening}${logLine({ vpc: null })}`]);
    },
  );

  test('understands the usual lines by itself: the exact parser sees none of them', () => {
    const kernel = Kernel.open()!;
    const lines = new KernelLines(new Aggregate({}, kernel), kernel);
    const usual = [
      logLine({ status: 200, code: '-', message: '-' }),
      logLine({ status: 404, code: 'NoSuchKey', message: 'The specified key does not exist.' }),
      logLine({
        status: 200,
        code: '-',
        message: '-',
        event: 'PUTObject',
        method: 'PUT',
        requester: '100000000001:100000000002',
      }),
      logLine(),
      logLine({ query: 'q-ak=AKIDx&q-signature=abc', path: '/%E4%BD%A0.txt' }),
      logLine({ status: 200, code: '-', message: '-', event: 'GETBucket', path: '/', query: 'prefix=a%2F' }),
    ];
    lines.push(Buffer.from(usual.map((line) => `${line}\n`).join('')));
    expect(lines.counts).toMatchObject({ lines: 6, exact: 0, denials: 2 });
  });

  test('counts the same without WebAssembly, gzip files of several members and damaged ones included', async () => {
    const text = Buffer.from(Array.from({ length: 300 }, () => `${logLine()}\n`).join(''));
    const whole = Buffer.concat([gzipSync(text), gzipSync(text)]);
    const corrupt = Buffer.from(whole);
    corrupt.fill(0xff, 40, 60);
    for (const file of [text, whole, whole.subarray(0, whole.length - 4), Buffer.concat([whole, Buffer.from('?')])]) {
      const plain = new Aggregator({}, null);
      const fast = new Aggregator();
      const outcome = await plain.addStream(pieces(file, [700, 13]));
      expect(outcome).toEqual(await fast.addStream(pieces(file, [9000])));
      expect(contentOf(plain.aggregate)).toEqual(contentOf(fast.aggregate));
    }
    expect((await new Aggregator({}, null).addStream(pieces(corrupt))).damage).toBe('corrupt');
  });
});
