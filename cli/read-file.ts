import { read } from 'node:fs';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';

const PIECE = 256 << 10;

/**
 * Opens a file; rejects with the system's error when that fails. It is read into one buffer again and again: a piece is valid until the next
 * one is asked for.
 */
export async function openFile(path: string): Promise<AsyncIterable<Uint8Array>> {
  const handle = await open(path, 'r');
  try {
    // A folder opens like a file and only fails when it is read.
    if ((await handle.stat()).isDirectory()) {
      throw Object.assign(new Error(`EISDIR: illegal operation on a directory, read '${path}'`), { code: 'EISDIR' });
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  return pieces(
    (buffer) => handle.read(buffer, 0, PIECE, null),
    () => handle.close(),
  );
}

/** Reads an open file from where it stands; it stays open. */
export function readOpenFile(fd: number): AsyncIterable<Uint8Array> {
  const readInto = promisify(read);
  return pieces(
    (buffer) => readInto(fd, buffer, 0, PIECE, null),
    async () => {},
  );
}

async function* pieces(
  readInto: (buffer: Buffer) => Promise<{ readonly bytesRead: number }>,
  close: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  try {
    const buffer = Buffer.allocUnsafe(PIECE);
    for (;;) {
      const { bytesRead } = await readInto(buffer);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await close();
  }
}
