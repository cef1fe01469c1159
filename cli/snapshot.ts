import { collectAccount } from '../lib/facts/collect-account.js';
import type { Snapshot } from '../lib/facts/snapshot.js';
import { liveFacts } from '../lib/facts/source.js';
import { cloudOf } from './cloud.js';
import type { SnapshotOptions } from './commands/snapshot.js';
import { CliError, UsageError } from './errors.js';
import { COS_LOCATION } from './inputs.js';
import type { Io } from './io.js';
import { writeOutput } from './output.js';

/** Reads the account and writes the snapshot; says on standard error what could not be read. */
export async function takeSnapshot(io: Io, options: SnapshotOptions): Promise<void> {
  const objects = options.object.map(objectOf);
  const { cos, api } = await cloudOf(io, options.region);
  const facts = liveFacts({
    cos,
    api,
    budget: { calls: options.calls, deadlineMs: Number.POSITIVE_INFINITY },
    signal: io.signal,
  });
  const toTerminal = io.stderr.isTTY === true && options.quiet !== true;
  const snapshot = await collectAccount(facts, {
    buckets: options.bucket,
    objects,
    cam: options.cam,
    ...(toTerminal ? { onProgress: (done, total) => io.stderr.write(`\r\u001b[Kreading facts ${done}/${total}`) } : {}),
  });
  if (toTerminal) io.stderr.write('\r\u001b[K');
  if (io.signal.aborted) throw new CliError('interrupted', 'interrupted; no snapshot was written');
  await writeOutput(io, options.out, [`${JSON.stringify(snapshot, null, 2)}\n`]);
  if (options.quiet !== true) tellUnknown(io, snapshot);
  const gone = options.bucket.filter((bucket) => missing(snapshot, bucket));
  if (gone.length > 0) {
    throw new CliError('no-bucket', `there is no bucket ${gone.join(', ')}: check the name, its APPID and --region`);
  }
}

function tellUnknown(io: Io, { unknown = [] }: Snapshot): void {
  if (unknown.length === 0) return;
  const permissions = [...new Set(unknown.flatMap((entry) => (entry.permission ? [entry.permission] : [])))].sort();
  io.stderr.write(
    `cos403: ${unknown.length} facts could not be read${permissions.length > 0 ? `; these permissions would help: ${permissions.join(', ')}` : ''}\n`,
  );
}

function missing({ unknown = [] }: Snapshot, bucket: string): boolean {
  return unknown.some((entry) => entry.reason === 'NoSuchBucket' && entry.fact.startsWith(`/buckets/${bucket}/`));
}

function objectOf(location: string): { readonly bucket: string; readonly key: string } {
  const [, bucket, key] = COS_LOCATION.exec(location) ?? [];
  if (!bucket || !key)
    throw new UsageError('bad-object', `"${location}" is no object: write cos://<bucket>-<appid>/<key>`);
  return { bucket, key };
}
