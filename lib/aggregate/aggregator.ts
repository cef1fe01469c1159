import { ByteSource } from '../accesslog/byte-source.js';
import { type Damage, gunzip } from '../accesslog/gunzip.js';
import { Kernel } from '../accesslog/kernel.js';
import { LineSplitter } from '../accesslog/lines.js';
import { Aggregate } from './aggregate.js';
import { ExactLines } from './exact-lines.js';
import { KernelLines } from './kernel-lines.js';
import { mergeColumns } from './merge-columns.js';
import type { AggregateOptions } from './options.js';
import { rawParts } from './raw-parts.js';

/** What one stream held. */
export interface FileOutcome {
  readonly gzip: boolean;
  /** Uncompressed. */
  readonly bytes: number;
  readonly lines: number;
  readonly rejectedLines: number;
  readonly denials: number;
  /** Why the gzip file was not whole; what was decoded before is counted. */
  readonly damage: Damage | null;
}

/**
 * Reads log files into one aggregate, as streams: gzip or plain, delivered lines or CLS records, told by content. Memory is bounded
 * whatever comes, and no content makes it throw; only an error of the source itself rejects.
 */
export class Aggregator {
  private current: Aggregate;

  /** `kernel`: null reads in plain JavaScript, with the same result. */
  constructor(
    private readonly options: AggregateOptions = {},
    private kernel: Kernel | null = Kernel.open(),
  ) {
    this.current = new Aggregate(options, kernel);
  }

  /** Everything read so far. */
  get aggregate(): Aggregate {
    return this.current;
  }

  /** Everything is read: lets the kernel's memory go, so that what is written next can have it. Files that come all the same are read without. */
  release(): Aggregate {
    this.kernel = null;
    this.current.letKernelGo();
    return this.current;
  }

  /**
   * Reads one file. `atomic`: when the source fails, nothing of the file is counted (an SDK may write an error's body into the stream
   * before it fails); without it what came before the failure stays.
   */
  async addStream(chunks: AsyncIterable<Uint8Array>, { atomic = false } = {}): Promise<FileOutcome> {
    if (!atomic) return readInto(this.current, chunks, this.kernel);
    const file = new Aggregate(this.options, this.kernel);
    const outcome = await readInto(file, chunks, this.kernel);
    if (this.current.inputs.files === 0) this.current = file;
    else for (const part of rawParts(file)) mergeColumns(this.current, part);
    return outcome;
  }
}

async function readInto(
  aggregate: Aggregate,
  chunks: AsyncIterable<Uint8Array>,
  kernel: Kernel | null,
): Promise<FileOutcome> {
  aggregate.beginFile();
  aggregate.inputs.files++;
  const before = { ...aggregate.inputs, denials: aggregate.denials };
  const source = new ByteSource(chunks);
  const lines = kernel === null ? new LineSplitter(new ExactLines(aggregate)) : new KernelLines(aggregate, kernel);
  const push = (piece: Buffer) => {
    aggregate.inputs.bytes += piece.length;
    lines.push(piece);
  };
  let damage: Damage | null = null;
  let gzip = false;
  try {
    const magic = await source.take(2);
    source.unread(magic);
    gzip = magic[0] === 0x1f && magic[1] === 0x8b;
    if (gzip) {
      const end = await gunzip(source, push, kernel);
      damage = end.damage;
      // Of a damaged file only whole lines count.
      if (end.cut) lines.drop();
    } else {
      for (let chunk = await source.next(); chunk !== null; chunk = await source.next()) push(chunk);
    }
    lines.end();
  } finally {
    aggregate.endFile();
    await source.close();
  }
  if (damage !== null) aggregate.inputs.damagedFiles++;
  return {
    gzip,
    bytes: aggregate.inputs.bytes - before.bytes,
    lines: aggregate.inputs.lines - before.lines,
    rejectedLines: aggregate.inputs.rejectedLines - before.rejectedLines,
    denials: aggregate.denials - before.denials,
    damage,
  };
}
