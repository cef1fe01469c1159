import { existsSync, realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import type { Aggregate } from '../lib/aggregate/aggregate.js';
import { Aggregator, type FileOutcome } from '../lib/aggregate/aggregator.js';
import { mergeColumns } from '../lib/aggregate/merge-columns.js';
import type { AggregateOptions } from '../lib/aggregate/options.js';
import { openFile } from './read-file.js';
import { type FileSource, ReadingThread } from './reading-thread.js';

/** What became of one file. `error`: it could not be opened or read to its end; the others are still read. */
export interface ScannedFile {
  readonly path: string;
  readonly outcome: FileOutcome | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface ScanFilesOptions {
  readonly aggregate?: AggregateOptions;
  /** Threads that read files, the main one among them; default: the cores. They draw files from a queue. */
  readonly jobs?: number;
  /** Stops before the next piece of a file; `scanFiles` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Compressed bytes read since the last call. */
  readonly onBytes?: (bytes: number) => void;
  readonly onFile?: (file: ScannedFile) => void;
  /** The built worker; default: `scan-worker.mjs` beside the running command, and the main thread alone where it is not. */
  readonly workerFile?: string;
}

/**
 * Reads local files into one aggregate, in as many threads as asked for. Files are listed in the order of `paths`; the aggregate does not
 * depend on number of jobs or order (below the caps).
 */
export async function scanFiles(
  paths: readonly string[],
  options: ScanFilesOptions = {},
): Promise<{ aggregate: Aggregate; files: ScannedFile[] }> {
  options.signal?.throwIfAborted();
  const jobs = Math.max(1, Math.min(options.jobs ?? availableParallelism(), paths.length));
  const workerFile = options.workerFile ?? defaultWorkerFile();
  const queue = new FileQueue(paths, options);
  const aggregator = new Aggregator(options.aggregate);
  const threads: ReadingThread[] = [];
  const stop = () => {
    for (const thread of threads) thread.stop(options.signal?.reason);
  };
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    if (workerFile !== null)
      for (let i = 1; i < jobs; i++) threads.push(new ReadingThread(workerFile, options.aggregate ?? {}, queue));
    for (let path = queue.next(); path !== null; path = queue.next()) {
      const file = await scanFile(aggregator, path, (bytes) => queue.read(bytes));
      options.signal?.throwIfAborted();
      queue.done(file);
    }
    const aggregate = threads.length > 0 ? aggregator.release() : aggregator.aggregate;
    // Merged only now: between two lines of a file an aggregate takes in nothing else.
    for (const thread of threads) {
      for await (const part of thread.parts()) {
        options.signal?.throwIfAborted();
        mergeColumns(aggregate, part);
      }
      await thread.end();
    }
    return { aggregate, files: queue.inOrder() };
  } finally {
    options.signal?.removeEventListener('abort', stop);
    await Promise.all(threads.map((thread) => thread.end()));
  }
}

/** Hands out files, and tells what became of them. */
class FileQueue implements FileSource {
  private readonly files: ScannedFile[] = [];
  private at = 0;

  constructor(
    private readonly paths: readonly string[],
    private readonly options: ScanFilesOptions,
  ) {}

  next(): string | null {
    this.options.signal?.throwIfAborted();
    return this.paths[this.at++] ?? null;
  }

  read(bytes: number): void {
    this.options.signal?.throwIfAborted();
    this.options.onBytes?.(bytes);
  }

  done(file: ScannedFile): void {
    this.files.push(file);
    this.options.onFile?.(file);
  }

  inOrder(): ScannedFile[] {
    const order = new Map(this.paths.map((path, i) => [path, i]));
    return this.files.sort((a, b) => order.get(a.path)! - order.get(b.path)!);
  }
}

/** Reads one file into an aggregator; failures of the file are told, not thrown. */
export async function scanFile(
  aggregator: Aggregator,
  path: string,
  onBytes: (bytes: number) => void,
): Promise<ScannedFile> {
  try {
    const outcome = await aggregator.addStream(counted(await openFile(path), onBytes));
    return { path, outcome, error: null };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { path, outcome: null, error: { code: code ?? 'read-failed', message } };
  }
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void,
): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    onBytes(chunk.length);
    yield chunk;
  }
}

function defaultWorkerFile(): string | null {
  const script = process.argv[1];
  if (script === undefined || !existsSync(script)) return null;
  const file = join(dirname(realpathSync(script)), 'scan-worker.mjs');
  return existsSync(file) ? file : null;
}
