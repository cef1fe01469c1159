import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { CliError } from './errors.js';
import type { Io } from './io.js';

export type Chunks = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

async function writeAll(target: Writable, chunks: Chunks, signal: AbortSignal): Promise<void> {
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    if (!target.write(chunk)) await once(target, 'drain', { signal });
  }
}

/** Writes the result to standard output, or to `out`: a neighbour file renamed at the end, so it is there whole or not at all. */
export async function writeOutput(io: Io, out: string | undefined, chunks: Chunks): Promise<void> {
  if (out === undefined) return writeAll(io.stdout, chunks, io.signal);
  const target = resolve(io.cwd, out);
  const temporary = `${target}.${process.pid}.part`;
  const file = createWriteStream(temporary, { flags: 'wx' });
  // Without a listener an open error would end the process; `finished` and `writeAll` report it.
  file.on('error', () => {});
  try {
    await writeAll(file, chunks, io.signal);
    file.end();
    await finished(file);
    await rename(temporary, target);
  } catch (error) {
    file.destroy();
    await rm(temporary, { force: true });
    if (io.signal.aborted) throw new CliError('interrupted', `interrupted; ${out} was not written`, { cause: error });
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError('cannot-write', `cannot write ${out}: ${reason}; choose another --out`, { cause: error });
  }
}
