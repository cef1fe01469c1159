import { Worker } from 'node:worker_threads';
import type { Columns } from '../lib/aggregate/columns.js';
import type { AggregateOptions } from '../lib/aggregate/options.js';
import type { ScannedFile } from './scan-files.js';
import type { FromWorker, ToWorker } from './scan-worker.js';

/** Where a thread gets its files, and tells what became of them. */
export interface FileSource {
  /** The next file, null when there is none. */
  next(): string | null;
  read(bytes: number): void;
  done(file: ScannedFile): void;
}

/** Little of what a thread makes survives: a small room for it costs no time and saves memory. */
const YOUNG_GENERATION_MB = 12;

/** A thread that reads files beside the main one. */
export class ReadingThread {
  private readonly worker: Worker;
  private readonly finished: Promise<void>;
  private fail: (reason: unknown) => void = () => undefined;
  private readonly failed: Promise<never>;
  private give: (part: Columns | null) => void = () => undefined;

  constructor(workerFile: string, options: AggregateOptions, source: FileSource) {
    this.failed = new Promise((_, reject) => {
      this.fail = reject;
    });
    // Whoever waits for a part hears of a failure; until then nobody may.
    this.failed.catch(() => undefined);
    this.worker = new Worker(workerFile, {
      workerData: options,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    this.worker.once('error', this.fail);
    this.worker.once('exit', () => this.fail(new Error('a reading thread ended before its time')));
    this.finished = new Promise((resolve) => {
      const next = () => {
        const path = source.next();
        if (path === null) resolve();
        else this.send({ path });
      };
      this.worker.on('message', (message: FromWorker) => {
        try {
          if ('part' in message) this.give(message.part);
          else if ('bytes' in message) source.read(message.bytes);
          else {
            source.done(message.file);
            next();
          }
        } catch (error) {
          this.fail(error);
        }
      });
      next();
    });
  }

  /** What it counted, when it has no file left: each part is made while the one before is worked on. */
  async *parts(): AsyncIterable<Columns> {
    await Promise.race([this.finished, this.failed]);
    let coming = this.part();
    for (let part = await coming; part !== null; part = await coming) {
      coming = this.part();
      coming.catch(() => undefined);
      yield part;
    }
  }

  /** Whoever waits for its parts gets this reason instead. */
  stop(reason: unknown): void {
    this.fail(reason);
  }

  /** Ends it at once. */
  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private part(): Promise<Columns | null> {
    const given = new Promise<Columns | null>((resolve) => {
      this.give = resolve;
    });
    this.send({ part: true });
    return Promise.race([given, this.failed]);
  }

  private send(message: ToWorker): void {
    this.worker.postMessage(message);
  }
}
