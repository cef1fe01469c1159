import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { HeldFiles } from '../lib/ingest/held.js';
import { knownRequesters } from '../lib/ingest/identity.js';
import { type IngestDeps, type IngestOutcome, ingestFile, ingestObject } from '../lib/ingest/ingest.js';
import { silentLog } from '../lib/ingest/log.js';
import type { Lang } from '../lib/lang.js';
import { safeJson } from '../lib/text/json.js';
import { visible } from '../lib/text/visible.js';
import { type LazyCloud, lazyCloud, openState } from './cloud.js';
import type { IngestOptions } from './commands/ingest.js';
import { COS_LOCATION, type InputSource, resolveInputs } from './inputs.js';
import type { Io } from './io.js';
import { writeOutput } from './output.js';

const READ_BYTES = 1 << 20;

/** Local files have no bucket: this stands for it in the partial's identity. */
const LOCAL_BUCKET = 'local';

/** Ingests every input; `false` when one could not be opened, read or understood. */
export async function ingestInputs(io: Io, inputs: readonly string[], options: IngestOptions): Promise<boolean> {
  const { cos } = lazyCloud(io, options.region);
  const { sources, problems } = await resolveInputs(inputs, io, cos);
  for (const problem of problems) tell(io, problem.message);
  const store = await openState(io, options.state);
  const self = await knownRequesters(store);
  const deps: IngestDeps = {
    store,
    held: new HeldFiles(store),
    nowMs: io.nowMs,
    log: silentLog,
    self,
    signal: io.signal,
  };
  const counts = { ingested: 0, held: 0, skipped: 0, failed: problems.length };
  let requests = 0;
  let denials = 0;
  for (const source of sources) {
    io.signal.throwIfAborted();
    const outcome = await ingestSource(io, source, cos, deps);
    counts[outcome.status] += 1;
    if (outcome.status === 'ingested') {
      requests += outcome.requests;
      denials += outcome.denials;
    }
    if (outcome.status === 'failed') tell(io, `${source.name}: ${outcome.reason}`);
  }
  const result = { schema: 'cos403.ingest/1', state: store.location, ...counts, requests, denials };
  const text = options.format === 'json' ? safeJson(JSON.stringify(result)) : inWords(result, options.lang);
  await writeOutput(io, options.out, [`${text}\n`]);
  return counts.failed === 0;
}

type Counts = Readonly<Record<'ingested' | 'held' | 'failed' | 'requests' | 'denials', number>>;

function inWords({ ingested, held, failed, requests, denials }: Counts, lang: Lang): string {
  return lang === 'zh'
    ? `已写入 ${ingested} 个文件（${requests} 个请求，${denials} 个 403），${held} 个已存在，${failed} 个失败`
    : `${ingested} ${ingested === 1 ? 'file' : 'files'} ingested (${requests} requests, ${denials} denials), ${held} were there already, ${failed} failed`;
}

async function ingestSource(
  io: Io,
  source: InputSource,
  cos: LazyCloud['cos'],
  deps: IngestDeps,
): Promise<IngestOutcome | { readonly status: 'failed'; readonly reason: string }> {
  const [, bucket, key] = COS_LOCATION.exec(source.name) ?? [];
  if (bucket && key) return ingestObject({ bucket, key }, await cos(), deps);
  try {
    return await (source.path ? ingestLocal(source.path, source.path, deps) : ingestSpooled(io, source, deps));
  } catch (error) {
    return { status: 'failed', reason: `cannot read it: ${(error as Error).message}` };
  }
}

/** MD5 of the content is what COS gives as ETag of a simple upload; reading twice keeps memory flat. */
async function ingestLocal(path: string, name: string, deps: IngestDeps): Promise<IngestOutcome> {
  const info = await stat(path);
  const hash = createHash('md5');
  await pipeline(createReadStream(path, { highWaterMark: READ_BYTES }), hash);
  const body = createReadStream(path, { highWaterMark: READ_BYTES });
  const key = name === path ? await realpath(path) : name;
  return ingestFile(
    {
      source: {
        bucket: LOCAL_BUCKET,
        key,
        etag: hash.digest('hex'),
        lastModifiedMs: Math.floor(info.mtimeMs),
        size: info.size,
      },
      body,
      discard: () => void body.destroy(),
    },
    deps,
  );
}

/** Standard input is kept in a file first: its identity is known only at the end. */
async function ingestSpooled(io: Io, source: InputSource, deps: IngestDeps): Promise<IngestOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'cos403-'));
  try {
    const path = join(folder, 'input');
    await pipeline(await source.open(io.signal), createWriteStream(path), { signal: io.signal });
    return await ingestLocal(path, 'standard input', deps);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function tell(io: Io, message: string): void {
  io.stderr.write(`cos403: ${visible(message)}\n`);
}
