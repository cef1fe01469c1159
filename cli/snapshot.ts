import { collectAccount } from '../lib/facts/collect-account.js';
import type { Snapshot } from '../lib/facts/snapshot.js';
import { liveFacts } from '../lib/facts/source.js';
import type { Lang, Text } from '../lib/lang.js';
import { safeJson } from '../lib/text/json.js';
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
  await writeOutput(io, options.out, [await render(snapshot, options)]);
  if (options.quiet !== true) tellUnknown(io, snapshot, options.lang);
  const gone = options.bucket.filter((bucket) => missing(snapshot, bucket));
  if (gone.length > 0) {
    throw new CliError('no-bucket', `there is no bucket ${gone.join(', ')}: check the name, its APPID and --region`);
  }
}

async function render(snapshot: Snapshot, options: SnapshotOptions): Promise<string> {
  if (options.format === 'json') return `${safeJson(JSON.stringify(snapshot, null, 2))}\n`;
  const { renderSnapshot } = await import('./render/snapshot-summary.js');
  return renderSnapshot(snapshot, options.lang);
}

function tellUnknown(io: Io, { unknown = [] }: Snapshot, lang: Lang): void {
  if (unknown.length === 0) return;
  const permissions = [...new Set(unknown.flatMap((entry) => (entry.permission ? [entry.permission] : [])))].sort();
  const help = permissions.length > 0;
  const note: Text = {
    en: `${unknown.length} facts could not be read${help ? `; these permissions would help: ${permissions.join(', ')}` : ''}`,
    zh: `有 ${unknown.length} 项信息无法读取${help ? `；授予以下权限后可以读取：${permissions.join('、')}` : ''}`,
  };
  io.stderr.write(`cos403: ${note[lang]}\n`);
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
