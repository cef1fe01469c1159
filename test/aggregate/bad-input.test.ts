import { gzipSync } from 'node:zlib';
import { Aggregator } from '../../lib/aggregate/aggregator.js';
import { writeScanJson } from '../../lib/aggregate/scan-json.js';
import { toScanResult } from '../../lib/aggregate/scan-result.js';
import { pieces } from '../support/aggregate.js';
import { logLine } from '../support/log-line.js';

async function scan(bytes: Uint8Array, sizes: readonly number[] = [65536]) {
  const aggregator = new Aggregator();
  const outcome = await aggregator.addStream(pieces(bytes, sizes));
  return { outcome, result: toScanResult(aggregator.aggregate) };
}
const lines = (n: number) => Array.from({ length: n }, (_, i) => `${logLine({ path: `/k${i}` })}\n`).join('');

describe('input that is no whole log', () => {
  test('an empty file has no lines and no window', async () => {
    const { result } = await scan(Buffer.alloc(0));
    expect(result).toMatchObject({
      inputs: { files: 1, lines: 0, bytes: 0, damagedFiles: 0 },
      window: null,
      groups: [],
    });
  });

  test('text that is no log is rejected line by line, with reasons', async () => {
    const { result } = await scan(Buffer.from('hello\n\n  \r\n{"a":1}\nworld'));
    expect(result.inputs).toMatchObject({ lines: 3, rejectedLines: 3, rejected: { 'not-a-record': 3 } });
  });

  test('a line of 100 MB is one rejected line, and the next one counts', async () => {
    async function* huge() {
      const piece = Buffer.alloc(1 << 20, 120);
      for (let i = 0; i < 100; i++) yield piece;
      yield Buffer.from(`\n${logLine()}\n`);
    }
    const aggregator = new Aggregator();
    await aggregator.addStream(huge());
    expect(toScanResult(aggregator.aggregate)).toMatchObject({
      inputs: { lines: 2, rejectedLines: 1, rejected: { 'too-long': 1 } },
      totals: { denials: 1 },
    });
  });

  test('NULs and text in UTF-16 are rejected, not fatal', async () => {
    const { result } = await scan(Buffer.concat([Buffer.alloc(5000), Buffer.from(`\n${logLine()}`, 'utf16le')]));
    expect(result.inputs.rejectedLines).toBe(result.inputs.lines);
  });

  test.each([0.2, 0.5, 0.9])('a gzip file cut at %f counts its whole lines and one damaged file', async (share) => {
    const whole = gzipSync(lines(3000));
    const { outcome, result } = await scan(whole.subarray(0, Math.floor(whole.length * share)));
    expect(outcome.damage).toBe('truncated');
    expect(result.inputs).toMatchObject({ damagedFiles: 1, rejectedLines: 0 });
    expect(result.totals.denials).toBeGreaterThan(3000 * share * 0.5);
    expect(result.totals.denials).toBeLessThan(3000);
  });

  test('a gzip file with broken data keeps the lines before the error, in one piece or many', async () => {
    const broken = gzipSync(lines(3000));
    broken.fill(0xff, Math.floor(broken.length / 2), Math.floor(broken.length / 2) + 200);
    const first = await scan(broken);
    expect(['corrupt', 'checksum']).toContain(first.outcome.damage);
    expect(first.result.totals.denials).toBeGreaterThan(500);
    expect((await scan(broken, [13, 999])).result).toEqual(first.result);
  });

  test('trailing bytes after the last member are damage, and no line is lost', async () => {
    const { outcome, result } = await scan(Buffer.concat([gzipSync(lines(10)), Buffer.from('junk')]));
    expect(outcome.damage).toBe('trailing-bytes');
    expect(result.totals.denials).toBe(10);
  });

  test('a last line without a line end counts', async () => {
    expect((await scan(Buffer.from(logLine()))).result.totals.denials).toBe(1);
  });
});

describe('a source that fails', () => {
  async function* failing() {
    yield Buffer.from(`${logLine()}\n`);
    // What an SDK does: it writes the error's body into the stream, then fails.
    yield Buffer.from('<Error><Code>AccessDenied</Code></Error>');
    throw Object.assign(new Error('403'), { code: 'AccessDenied' });
  }

  test('rejects with its own error, and nothing of the file is counted when asked for', async () => {
    const aggregator = new Aggregator();
    await aggregator.addStream(pieces(Buffer.from(lines(2))), { atomic: true });
    await expect(aggregator.addStream(failing(), { atomic: true })).rejects.toMatchObject({ code: 'AccessDenied' });
    expect(toScanResult(aggregator.aggregate)).toMatchObject({
      inputs: { files: 1, lines: 2 },
      totals: { denials: 2 },
    });
  });
});

describe('the streamed JSON', () => {
  test('is the scan result', async () => {
    const aggregator = new Aggregator();
    await aggregator.addStream(pieces(Buffer.from(lines(200))));
    expect(JSON.parse([...writeScanJson(aggregator.aggregate)].join(''))).toEqual(
      JSON.parse(JSON.stringify(toScanResult(aggregator.aggregate))),
    );
  });
});
