import { gzipSync } from 'node:zlib';
import { Aggregator } from '../../lib/aggregate/aggregator.js';
import { logLine } from '../support/log-line.js';

/** Input that is small on the disk and large or endless in memory, in a form that takes a second; `scripts/limits.mjs` measures large ones. */
async function read(...chunks: Uint8Array[]) {
  const aggregator = new Aggregator();
  const outcome = await aggregator.addStream(
    (async function* () {
      yield* chunks;
    })(),
  );
  return { outcome, rejected: Object.fromEntries(aggregator.aggregate.rejected) };
}

describe('what small input can blow up', () => {
  test('a gzip bomb is one line that is too long, and what stands behind it is read', async () => {
    const bomb = gzipSync(Buffer.alloc(64 << 20));
    expect(bomb.length).toBeLessThan(100_000);
    const { outcome, rejected } = await read(bomb, gzipSync(`\n${logLine()}\n`));
    expect(outcome).toMatchObject({ lines: 2, rejectedLines: 1, denials: 1, damage: null, bytes: expect.any(Number) });
    expect(outcome.bytes).toBeGreaterThan(64 << 20);
    expect(rejected).toEqual({ 'too-long': 1 });
  });

  test('a line without an end is told as too long', async () => {
    const { outcome, rejected } = await read(...Array.from({ length: 64 }, () => Buffer.alloc(1 << 20, 97)));
    expect(outcome).toMatchObject({ lines: 1, rejectedLines: 1, denials: 0 });
    expect(rejected).toEqual({ 'too-long': 1 });
  });

  test('thousands of empty members are read past', async () => {
    const empty = gzipSync('');
    const { outcome } = await read(
      Buffer.concat([...Array.from({ length: 20_000 }, () => empty), gzipSync(logLine())]),
    );
    expect(outcome).toMatchObject({ lines: 1, denials: 1, damage: null });
  });
});
