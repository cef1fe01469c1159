import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
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

/**
 * Writes the result to standard output (no `out`, or `-`), or to the file `out`: a neighbour file renamed at the end, so it is there
 * whole or not at all. A file that is there keeps its mode, and a link keeps pointing to it.
 */
export async function writeOutput(io: Io, out: string | undefined, chunks: Chunks): Promise<void> {
  if (out === undefined || out === '-') return writeAll(io.stdout, chunks, io.signal);
  try {
    const place = await placeOf(resolve(io.cwd, out));
    if (place.mode === 'stream') await writeFile(createWriteStream(place.path), chunks, io.signal);
    else await replaceFile(place, chunks, io.signal);
  } catch (error) {
    if (io.signal.aborted) throw new CliError('interrupted', `interrupted; ${out} was not written`, { cause: error });
    throw new CliError('cannot-write', `cannot write ${out}: ${reasonOf(error)}; choose another --out`, {
      cause: error,
    });
  }
}

type Place =
  | { readonly path: string; readonly mode: number | undefined }
  | { readonly path: string; readonly mode: 'stream' };

/** Nothing may take the place of a device or pipe (`/dev/stdout`, `/dev/null`, `>(gzip)`): they are written as they are. */
async function placeOf(path: string): Promise<Place> {
  try {
    const info = await stat(path);
    if (!info.isFile() && !info.isDirectory()) return { path, mode: 'stream' };
    return { path: await realpath(path), mode: info.mode };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { path, mode: undefined };
    throw error;
  }
}

async function replaceFile(
  { path, mode }: Exclude<Place, { mode: 'stream' }>,
  chunks: Chunks,
  signal: AbortSignal,
): Promise<void> {
  const temporary = `${path}.${process.pid}.part`;
  try {
    // Opened before anything can interrupt: a file that is still being opened would come to be after it was removed.
    const handle = await open(temporary, 'wx', mode);
    await writeFile(handle.createWriteStream(), chunks, signal);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeFile(file: Writable, chunks: Chunks, signal: AbortSignal): Promise<void> {
  // Without a listener an open error would end the process; `finished` and `writeAll` report it.
  file.on('error', () => {});
  try {
    await writeAll(file, chunks, signal);
    file.end();
    await finished(file);
  } catch (error) {
    file.destroy();
    throw error;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EISDIR: 'it is a folder',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};

function reasonOf(error: unknown): string {
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  return REASONS[code] ?? message;
}
