import { createReadStream, type Dirent, type Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CosClient } from '../lib/cloud/cos.js';
import { UsageError } from './errors.js';
import type { Io } from './io.js';
import { openFile } from './read-file.js';

/** Something to read log bytes from. `path` is set for local files, so that worker threads can open them. */
export interface InputSource {
  readonly name: string;
  readonly path?: string;
  /** Bytes as stored; null when unknown. */
  readonly size: number | null;
  open(signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** The same for one who is done with a piece when it asks for the next: pieces share one buffer. */
  openPieces?(): Promise<AsyncIterable<Uint8Array>>;
}

/** An INPUT that cannot be opened: fatal for the exit code, the others are still read. */
export interface InputProblem {
  readonly input: string;
  readonly code: string;
  readonly message: string;
}

export interface ResolvedInputs {
  readonly sources: readonly InputSource[];
  readonly problems: readonly InputProblem[];
}

const READ_BYTES = 256 << 10;

export const COS_LOCATION = /^cos:\/\/([a-z0-9-]+-\d+)(?:\/(.*))?$/;

function fileProblem(input: string, error: unknown): InputProblem {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  const why: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'you may not read it (check its permissions)',
    EPERM: 'you may not read it (check its permissions)',
    EISDIR: 'it is a folder',
  };
  return { input, code, message: `cannot open ${input}: ${why[code] ?? (error as Error).message}` };
}

function fileSource(name: string, path: string, info: Stats): InputSource {
  return {
    name,
    path,
    size: info.isFile() ? info.size : null,
    open: async () => createReadStream(path, { highWaterMark: READ_BYTES }),
    // A pipe by name is left to the stream, which can be let go of while it waits.
    ...(info.isFile() ? { openPieces: () => openFile(path) } : {}),
  };
}

/**
 * Every file below a folder in a fixed order, links followed, each folder once however links lead to it. Names that start with a dot are
 * not logs, and what is no file (a pipe nobody writes to) would be waited for.
 */
async function* filesBelow(
  folder: string,
  seen: Set<string>,
  onProblem: (folder: string, error: unknown) => void,
): AsyncGenerator<string> {
  let entries: Dirent[];
  try {
    const real = await realpath(folder);
    if (seen.has(real)) return;
    seen.add(real);
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    return onProblem(folder, error);
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    const target = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry;
    if (target?.isDirectory()) yield* filesBelow(path, seen, onProblem);
    // A link that leads nowhere is told where it is opened.
    else if (target === null || target.isFile()) yield path;
  }
}

class Resolver {
  readonly sources: InputSource[] = [];
  readonly problems: InputProblem[] = [];
  readonly #seen = new Set<string>();

  constructor(
    private readonly io: Io,
    private readonly openCos: (bucket: string) => Promise<CosClient>,
  ) {}

  async add(input: string): Promise<void> {
    if (input === '-') return this.#addStdin();
    if (input.startsWith('cos://')) return this.#addCos(input);
    const path = resolve(this.io.cwd, input);
    try {
      const info = await stat(path);
      if (!info.isDirectory()) return await this.#addFile(input, path);
      const named = (file: string) => join(input, file.slice(path.length + 1));
      const before = this.problems.length;
      let files = 0;
      const onProblem = (folder: string, error: unknown) => this.problems.push(fileProblem(named(folder), error));
      for await (const file of filesBelow(path, new Set(), onProblem)) {
        files += 1;
        await this.#addFile(named(file), file);
      }
      if (files === 0 && this.problems.length === before) {
        this.problems.push({ input, code: 'no-files', message: `${input} holds no files to read` });
      }
    } catch (error) {
      this.problems.push(fileProblem(input, error));
    }
  }

  async #addFile(name: string, path: string): Promise<void> {
    try {
      // A file named twice by overlapping INPUTs is read once (contract 6, counting).
      const info = await stat(path);
      // A pipe (`<(zcat …)`, /dev/stdin) has no real path.
      const real = info.isFile() ? await realpath(path) : path;
      if (this.#seen.has(real)) return;
      this.#seen.add(real);
      this.sources.push(fileSource(name, path, info));
    } catch (error) {
      this.problems.push(fileProblem(name, error));
    }
  }

  #addStdin(): void {
    if (this.#seen.has('-')) return;
    this.#seen.add('-');
    const { readStdin } = this.io;
    this.sources.push({
      name: 'standard input',
      size: null,
      open: async () => this.io.stdin,
      ...(readStdin === undefined ? {} : { openPieces: async () => readStdin() }),
    });
  }

  async #addCos(input: string): Promise<void> {
    const [, bucket, prefix = ''] = COS_LOCATION.exec(input) ?? [];
    if (!bucket) {
      throw new UsageError('bad-input', `"${input}" is no COS location: write cos://<bucket>-<appid>/<prefix>`);
    }
    try {
      const cos = await this.openCos(bucket);
      let objects = 0;
      for await (const object of cos.list(bucket, prefix)) {
        const name = `cos://${bucket}/${object.key}`;
        if (object.key.endsWith('/')) continue;
        objects += 1;
        if (this.#seen.has(name)) continue;
        this.#seen.add(name);
        this.sources.push({ name, size: object.size, open: (signal) => cos.read(bucket, object.key, signal) });
      }
      if (objects === 0) {
        this.problems.push({ input, code: 'no-objects', message: `${input} holds no objects; check the prefix` });
      }
    } catch (error) {
      this.problems.push({
        input,
        code: (error as { code?: string }).code ?? 'cloud',
        message: `cannot list ${input}: ${(error as Error).message}`,
      });
    }
  }
}

/** Turns INPUT arguments into sources, in the order given; no argument means standard input when it is a pipe. */
export async function resolveInputs(
  inputs: readonly string[],
  io: Io,
  openCos: (bucket: string) => Promise<CosClient>,
): Promise<ResolvedInputs> {
  const named = inputs.length > 0 ? inputs : io.readStdin === undefined && io.stdin.isTTY ? [] : ['-'];
  if (named.length === 0) {
    throw new UsageError(
      'no-input',
      'nothing to read: name a log file, a folder, cos://<bucket-appid>/<prefix>, or - for standard input',
    );
  }
  const resolver = new Resolver(io, openCos);
  for (const input of named) await resolver.add(input);
  return resolver;
}
