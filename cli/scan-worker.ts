import { parentPort, workerData } from 'node:worker_threads';
import { Aggregator } from '../lib/aggregate/aggregator.js';
import type { Columns } from '../lib/aggregate/columns.js';
import type { AggregateOptions } from '../lib/aggregate/options.js';
import { rawParts } from '../lib/aggregate/raw-parts.js';
import { type ScannedFile, scanFile } from './scan-files.js';

/** Read a file, or give the next part of what was counted. */
export type ToWorker = { readonly path: string } | { readonly part: true };
/** `part`: null behind the last one. */
export type FromWorker =
  | { readonly bytes: number }
  | { readonly file: ScannedFile }
  | { readonly part: Columns | null };

/** Progress is told in steps of this size. Bytes. */
const STEP = 4 << 20;

const port = parentPort;
if (port !== null) {
  const aggregator = new Aggregator(workerData as AggregateOptions);
  let parts: Iterator<Columns> | null = null;
  const tell = (message: FromWorker, handedOver: ArrayBuffer[] = []) => port.postMessage(message, handedOver);
  port.on('message', async (message: ToWorker) => {
    if ('part' in message) {
      parts ??= rawParts(aggregator.release())[Symbol.iterator]();
      const { value = null } = parts.next();
      tell({ part: value }, buffersOf(value));
      return;
    }
    let read = 0;
    const file = await scanFile(aggregator, message.path, (bytes) => {
      read += bytes;
      if (read < STEP) return;
      tell({ bytes: read });
      read = 0;
    });
    tell({ bytes: read });
    tell({ file });
  });
}

/** The buffers that hold an object's numbers: given away with it, they are not copied. */
function buffersOf(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const look = (part: unknown) => {
    if (ArrayBuffer.isView(part)) found.add(part.buffer as ArrayBuffer);
    else if (typeof part === 'object' && part !== null && !Array.isArray(part)) Object.values(part).forEach(look);
  };
  look(value);
  return [...found];
}
