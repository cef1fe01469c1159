import { parentPort, workerData } from 'node:worker_threads';
import { Aggregator } from '../lib/aggregate/aggregator.js';
import type { Columns } from '../lib/aggregate/columns.js';
import type { AggregateOptions } from '../lib/aggregate/options.js';
import { toRawColumns } from '../lib/aggregate/to-columns.js';
import { type ScannedFile, scanFile } from './scan-files.js';

export type ToWorker = { readonly path: string } | { readonly finish: true };
export type FromWorker = { readonly bytes: number } | { readonly file: ScannedFile } | { readonly columns: Columns };

/** Progress is told in steps of this size. Bytes. */
const STEP = 4 << 20;

const port = parentPort;
if (port !== null) {
  const aggregator = new Aggregator(workerData as AggregateOptions);
  const tell = (message: FromWorker, handedOver: ArrayBuffer[] = []) => port.postMessage(message, handedOver);
  port.on('message', async (message: ToWorker) => {
    if ('finish' in message) {
      const columns = toRawColumns(aggregator.release());
      tell({ columns }, buffersOf(columns));
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
  if (ArrayBuffer.isView(value)) return [value.buffer as ArrayBuffer];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.values(value).flatMap(buffersOf);
}
