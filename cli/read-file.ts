import { open } from 'node:fs/promises';

const PIECE = 256 << 10;
/** Buffers in turn: the reader of a piece is done with it long before it comes round again. */
const BUFFERS = 4;

/** Opens a file; rejects with the system's error when that fails. The pieces are read into few buffers again and again. */
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
  return (async function* () {
    try {
      const buffers = Array.from({ length: BUFFERS }, () => Buffer.allocUnsafe(PIECE));
      for (let turn = 0; ; turn++) {
        const buffer = buffers[turn % BUFFERS]!;
        const { bytesRead } = await handle.read(buffer, 0, PIECE, null);
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  })();
}
