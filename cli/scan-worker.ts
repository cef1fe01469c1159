import { parentPort, workerData } from 'node:worker_threads';
import { Aggregator } from '../lib/aggregate/aggregator.js';
import type { Columns } from '../lib/aggregate/columns.js';
import type { AggregateOptions } from '../lib/aggregate/options.js';
import { toColumns } from '../lib/aggregate/to-columns.js';
import { type ScannedFile, scanFile } from './scan-files.js';

export type ToWorker = { readonly path: string } | { readonly finish: true };
export type FromWorker = { readonly bytes: number } | { readonly file: ScannedFile } | { readonly columns: Columns };

/** Progress is told in steps of this size. Bytes. */
const STEP = 4 << 20;

const port = parentPort;
if (port !== null) {
  const aggregator = new Aggregator(workerData as AggregateOptions);
  const tell = (message: FromWorker) => port.postMessage(message);
  port.on('message', async (message: ToWorker) => {
    if ('finish' in message) {
      tell({ columns: toColumns(aggregator.aggregate) });
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
