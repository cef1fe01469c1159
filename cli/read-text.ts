import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { CliError } from './errors.js';
import type { Io } from './io.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it (check its permissions)',
};

/** A whole small file as text without its byte order mark; `-` is standard input. Throws `cannot-read` with the reason. */
export async function readText(io: Io, file: string): Promise<string> {
  try {
    const content = file === '-' ? await text(io.stdin) : await readFile(resolve(io.cwd, file), 'utf8');
    return content.charCodeAt(0) === 0xfeff ? content.slice(1) : content;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = REASONS[code ?? ''] ?? message;
    throw new CliError('cannot-read', `cannot read ${nameOf(file)}: ${why}`, { cause: error });
  }
}

/** The file as a message calls it. */
export const nameOf = (file: string): string => (file === '-' ? 'standard input' : file);
