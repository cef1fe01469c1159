import { ByteSource } from '../lib/accesslog/byte-source.js';
import { gunzip } from '../lib/accesslog/gunzip.js';
import { type LineHandler, LineSplitter } from '../lib/accesslog/lines.js';
import { parseLine } from '../lib/accesslog/parse-line.js';
import type { ScanResult } from '../lib/aggregate/model.js';
import { actionOf } from '../lib/denial/action.js';
import type { KeySuccesses } from '../lib/diagnose/model.js';
import { resolveInputs } from './inputs.js';
import type { Io } from './io.js';

/** More refused keys than this are no program's keys but somebody's guesses. */
const MAX_KEYS = 200;

/**
 * What refused keys did elsewhere in the input: COS names no requester when authentication fails, but did so where the key
 * worked. Only when such keys exist are the inputs read a second time, for their lines alone; standard input cannot be.
 */
export async function findKeySuccesses(
  io: Io,
  inputs: readonly string[],
  region: string | undefined,
  scan: ScanResult,
): Promise<Record<string, KeySuccesses>> {
  const keys = refusedKeys(scan);
  const readable = inputs.filter((input) => input !== '-');
  if (keys.length === 0 || readable.length === 0) return {};
  const { lazyCloud } = await import('./cloud.js');
  const { sources } = await resolveInputs(readable, io, lazyCloud(io, region).cos);
  const successes = new Map<string, { requester: string; count: number; actions: Set<string> }>();
  const wanted = keys.map((key) => Buffer.from(key));
  const handler: LineHandler = {
    line(bytes, start, end) {
      const line = bytes.subarray(start, end);
      if (!wanted.some((key) => line.includes(key))) return;
      const parsed = parseLine(Buffer.from(line));
      if (!parsed.ok || parsed.record.status >= 400 || !/^\d+:\d+$/.test(parsed.record.requester)) return;
      const { accessKeyId, requester } = parsed.record;
      if (!keys.includes(accessKeyId)) return;
      const known = successes.get(accessKeyId) ?? { requester, count: 0, actions: new Set<string>() };
      known.count += 1;
      known.actions.add(actionOf(parsed.record));
      // The same answer in whatever order the files come.
      if (requester < known.requester) known.requester = requester;
      successes.set(accessKeyId, known);
    },
    tooLong() {},
  };
  for (const source of sources) {
    // What cannot be read was reported by the first reading.
    await readLines(await (source.openPieces?.() ?? source.open(io.signal)), new LineSplitter(handler)).catch(
      () => undefined,
    );
  }
  return Object.fromEntries(
    [...successes].map(([key, { requester, count, actions }]) => [
      key,
      { requester, count, actions: [...actions].sort() },
    ]),
  );
}

function refusedKeys(scan: ScanResult): string[] {
  const keys = new Set<string>();
  for (const group of scan.groups)
    if (group.requester.startsWith('key:'))
      for (const shape of group.shapes) if (shape.accessKeyId !== '-') keys.add(shape.accessKeyId);
  return [...keys].sort().slice(0, MAX_KEYS);
}

async function readLines(chunks: AsyncIterable<Uint8Array>, splitter: LineSplitter): Promise<void> {
  const source = new ByteSource(chunks);
  try {
    const magic = await source.take(2);
    source.unread(magic);
    if (magic[0] === 0x1f && magic[1] === 0x8b) {
      const end = await gunzip(source, (piece) => splitter.push(piece));
      if (end.cut) splitter.drop();
    } else {
      for (let chunk = await source.next(); chunk !== null; chunk = await source.next()) splitter.push(chunk);
    }
    splitter.end();
  } finally {
    await source.close();
  }
}
