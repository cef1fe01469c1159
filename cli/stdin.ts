import { fstatSync } from 'node:fs';
import { readOpenFile } from './read-file.js';
import { readPipe } from './read-pipe.js';

/** How standard input is read piece by piece: undefined for a terminal and what else only the stream of the process can read. */
export function stdinReader(): (() => AsyncIterable<Uint8Array>) | undefined {
  try {
    const info = fstatSync(0);
    if (info.isFile()) return () => readOpenFile(0);
    return info.isFIFO() || info.isSocket() ? () => readPipe(0) : undefined;
  } catch {
    // It may be closed.
    return undefined;
  }
}
