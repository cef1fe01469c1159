import { existsSync, realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Aggregate } from '../lib/aggregate/aggregate.js';
import { Aggregator, type FileOutcome } from '../lib/aggregate/aggregator.js';
import { mergeColumns } from '../lib/aggregate/merge-columns.js';
import type { AggregateOptions } from '../lib/aggregate/options.js';
import { openFile } from './read-file.js';
import type { FromWorker, ToWorker } from './scan-worker.js';

/** What became of one file. `error`: it could not be opened or read to its end; the others are still read. */
export interface ScannedFile {
  readonly path: string;
  readonly outcome: FileOutcome | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface ScanFilesOptions {
  readonly aggregate?: AggregateOptions;
  /** Threads that read files; default: the cores. More files than threads are drawn from a queue. */
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
  const jobs = Math.max(1, Math.min(options.jobs ?? availableParallelism(), paths.length));
  const workerFile = options.workerFile ?? defaultWorkerFile();
  const scan =
    jobs > 1 && workerFile !== null
      ? await scanInWorkers(paths, jobs, workerFile, options)
      : await scanHere(paths, options);
  const order = new Map(paths.map((path, i) => [path, i]));
  scan.files.sort((a, b) => order.get(a.path)! - order.get(b.path)!);
  return scan;
}

async function scanHere(
  paths: readonly string[],
  options: ScanFilesOptions,
): Promise<{ aggregate: Aggregate; files: ScannedFile[] }> {
  const aggregator = new Aggregator(options.aggregate);
  const files: ScannedFile[] = [];
  for (const path of paths) {
    const file = await scanFile(aggregator, path, (bytes) => {
      options.signal?.throwIfAborted();
      options.onBytes?.(bytes);
    });
    options.signal?.throwIfAborted();
    files.push(file);
    options.onFile?.(file);
  }
  return { aggregate: aggregator.aggregate, files };
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

async function scanInWorkers(
  paths: readonly string[],
  jobs: number,
  workerFile: string,
  options: ScanFilesOptions,
): Promise<{ aggregate: Aggregate; files: ScannedFile[] }> {
  const aggregate = new Aggregate(options.aggregate);
  const files: ScannedFile[] = [];
  const queue = [...paths];
  const workers: Worker[] = [];
  const run = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(workerFile, { workerData: options.aggregate ?? {} });
      workers.push(worker);
      const send = (message: ToWorker) => worker.postMessage(message);
      const next = () => {
        const path = queue.shift();
        send(path === undefined ? { finish: true } : { path });
      };
      worker.on('message', (message: FromWorker) => {
        if ('bytes' in message) options.onBytes?.(message.bytes);
        else if ('file' in message) {
          files.push(message.file);
          options.onFile?.(message.file);
          next();
        } else {
          mergeColumns(aggregate, message.columns);
          resolve();
        }
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('a reading thread ended before its time')));
      next();
    });
  const stopped = new Promise<never>((_, reject) => {
    options.signal?.addEventListener('abort', () => reject(options.signal?.reason), { once: true });
  });
  try {
    options.signal?.throwIfAborted();
    await Promise.race([Promise.all(Array.from({ length: jobs }, run)), stopped]);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return { aggregate, files };
}

function defaultWorkerFile(): string | null {
  const script = process.argv[1];
  if (script === undefined || !existsSync(script)) return null;
  const file = join(dirname(realpathSync(script)), 'scan-worker.mjs');
  return existsSync(file) ? file : null;
}
