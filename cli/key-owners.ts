import { ByteSource } from '../lib/accesslog/byte-source.js';
import { gunzip } from '../lib/accesslog/gunzip.js';
import { LineSplitter } from '../lib/accesslog/lines.js';
import { parseLine } from '../lib/accesslog/parse-line.js';
import type { ScanResult } from '../lib/aggregate/model.js';
import { resolveInputs } from './inputs.js';
import type { Io } from './io.js';

/** More refused keys than this are no program's keys but somebody's guesses. */
const MAX_KEYS = 200;

/**
 * Whom the refused keys worked for elsewhere in the input: COS names no requester for a key it does not know, but did so while
 * the key still worked. Only when such keys exist are the inputs read a second time, for their lines alone; standard input cannot be.
 */
export async function findKeyOwners(
  io: Io,
  inputs: readonly string[],
  region: string | undefined,
  scan: ScanResult,
): Promise<Record<string, string>> {
  const keys = refusedKeys(scan);
  const owners: Record<string, string> = {};
  const readable = inputs.filter((input) => input !== '-');
  if (keys.length === 0 || readable.length === 0) return owners;
  const { lazyCos } = await import('./cloud.js');
  const { sources } = await resolveInputs(readable, io, lazyCos(io, region));
  const wanted = keys.map((key) => Buffer.from(key));
  const splitLines = () =>
    new LineSplitter({
      line(bytes, start, end) {
        const line = bytes.subarray(start, end);
        if (!wanted.some((key) => line.includes(key))) return;
        const parsed = parseLine(Buffer.from(line));
        if (!parsed.ok || parsed.record.status >= 400 || !/^\d+:\d+$/.test(parsed.record.requester)) return;
        if (keys.includes(parsed.record.accessKeyId)) owners[parsed.record.accessKeyId] ??= parsed.record.requester;
      },
      tooLong() {},
    });
  for (const source of sources) {
    if (Object.keys(owners).length === keys.length) break;
    // What cannot be read was reported by the first reading.
    await readLines(await source.open(io.signal), splitLines()).catch(() => undefined);
  }
  return owners;
}

function refusedKeys(scan: ScanResult): string[] {
  const keys = new Set<string>();
  for (const group of scan.groups)
    if (group.kind === 'invalid-access-key' && group.requester.startsWith('key:'))
      for (const shape of group.shapes) if (shape.keyForm === 'permanent') keys.add(shape.accessKeyId);
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
