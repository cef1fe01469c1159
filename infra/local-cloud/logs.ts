import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { DeliveredLog, LocalCloud } from './cloud.js';
import { type LogEntry, logFields, renderLogLine } from './log-line.js';
import { newVersion, storeVersion } from './objects.js';
import type { BucketState } from './state.js';

export type { LogEntry } from './log-line.js';

const PERIOD_MS = 300_000;
/** 16920: larger files are split. Measured before compression. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;

export interface LogService {
  record(entry: LogEntry): void;
  /** Writes what is pending, and names what was written since it was asked last: the clock may have been quicker. */
  deliver(): DeliveredLog[];
}

/**
 * Collects the lines of buckets with logging switched on and writes them as gzip files under the target prefix, every five minutes of
 * the local clock or when told to.
 */
export function createLogService(cloud: LocalCloud, newRequestId: (nowMs: number) => string): LogService {
  const quoted = cloud.options.logs?.quoted ?? cloud.scenario.logs?.quoted ?? true;

  function record(entry: LogEntry): void {
    const name = entry.context.address.bucket;
    const bucket = name === null ? undefined : cloud.state.buckets.get(name);
    if (!bucket?.logging) return;
    bucket.pendingLog.push(renderLogLine(logFields(entry, bucket, cloud.clock.nowMs()), quoted));
  }

  let untold: DeliveredLog[] = [];

  function deliver(): DeliveredLog[] {
    writePending();
    const told = untold.filter(({ bucket, key }) => cloud.state.buckets.get(bucket)?.objects.has(key));
    untold = [];
    return told;
  }

  function writePending(): void {
    for (const source of [...cloud.state.buckets.values()]) {
      if (source.pendingLog.length === 0) continue;
      const lines = source.pendingLog.splice(0);
      const target = source.logging && cloud.state.buckets.get(source.logging.targetBucket);
      // Switched off or the target is gone: the log is lost without a word, as at COS (1.2).
      if (!target) continue;
      for (const [index, part] of split(lines).entries()) untold.push(write(source, target, part, index));
    }
  }

  function write(source: BucketState, target: BucketState, lines: readonly string[], index: number): DeliveredLog {
    const nowMs = cloud.clock.nowMs();
    const stamp = new Date(nowMs).toISOString();
    const day = stamp.slice(0, 10).replaceAll('-', '/');
    const time = stamp.slice(0, 19).replace(/\D/g, '');
    // No separator is put between prefix and year (16920).
    const key = `${source.logging!.targetPrefix}${day}/${time}_${randomBytes(8).toString('hex')}_${index}.gz`;
    const version = newVersion(gzipSync(`${lines.join('\n')}\n`), nowMs, { 'Content-Type': 'application/x-gzip' });
    storeVersion(target, key, version);
    cloud.objectCreated({
      bucket: target.name,
      key,
      version,
      eventName: 'cos:ObjectCreated:Put',
      requestId: newRequestId(nowMs),
      sourceIp: '100.64.0.1',
      authorization: '',
    });
    return { bucket: target.name, key, lines: lines.length };
  }

  if (cloud.options.logs?.everyFiveMinutes ?? true) {
    let period = Math.floor(cloud.clock.nowMs() / PERIOD_MS);
    const tick = () => {
      const current = Math.floor(cloud.clock.nowMs() / PERIOD_MS);
      if (current !== period) writePending();
      period = current;
    };
    const timer = setInterval(tick, 1000).unref();
    cloud.clock.onMoved(tick);
    cloud.onClose(() => clearInterval(timer));
  }
  return { record, deliver };
}

function split(lines: readonly string[]): string[][] {
  const files: string[][] = [[]];
  let bytes = 0;
  for (const line of lines) {
    const size = Buffer.byteLength(line) + 1;
    if (bytes + size > MAX_FILE_BYTES && bytes > 0) {
      files.push([]);
      bytes = 0;
    }
    files.at(-1)!.push(line);
    bytes += size;
  }
  return files;
}
