import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { openFile, readOpenFile } from '../../cli/read-file.js';
import { readPipe } from '../../cli/read-pipe.js';

const bytes = (n: number) => Buffer.from(Array.from({ length: n }, (_, i) => (i * 31 + (i >> 8)) & 255));

/** Pieces are copied as they come: their buffer is used again. */
async function all(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const piece of pieces) copies.push(Buffer.from(piece));
  return Buffer.concat(copies);
}

describe('reading in one buffer', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cos403-pieces-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([0, 1, (256 << 10) - 1, 256 << 10, (256 << 10) + 1, 1_000_000])(
    'reads a file of %i bytes whole',
    async (n) => {
      const path = join(folder, `${n}`);
      await writeFile(path, bytes(n));
      expect((await all(await openFile(path))).equals(bytes(n))).toBe(true);
    },
  );

  it('reads an open file from where it stands and leaves it open', async () => {
    const path = join(folder, 'open');
    await writeFile(path, bytes(5000));
    const fd = openSync(path, 'r');
    expect((await all(readOpenFile(fd))).equals(bytes(5000))).toBe(true);
    closeSync(fd);
  });

  /** A process that writes `parts`, and the descriptor of the pipe that it writes to. */
  const piped = async (parts: readonly string[]): Promise<{ fd: number; end: () => void }> => {
    const fifo = join(folder, `fifo-${Math.random()}`);
    await once(spawn('mkfifo', [fifo]), 'exit');
    const script = parts.map((part) => `printf %s '${part}'; sleep 0.01`).join('; ');
    const writer = spawn('sh', ['-c', `exec > '${fifo}'; ${script}`]);
    const fd = openSync(fifo, 'r');
    return { fd, end: () => writer.kill() };
  };

  it('reads a pipe whole, however its writer cuts what it writes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.stringMatching(/^[a-z]{1,2000}$/), { maxLength: 4 }), async (parts) => {
        const { fd } = await piped(parts);
        expect((await all(readPipe(fd))).toString()).toBe(parts.join(''));
      }),
      { numRuns: 20 },
    );
  });

  it('lets a pipe go when its reader has enough', async () => {
    const { fd, end } = await piped(['first', 'second']);
    for await (const piece of readPipe(fd)) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    end();
  });
});
