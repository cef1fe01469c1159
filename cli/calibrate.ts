import { randomBytes } from 'node:crypto';
import type { Ask, Bench, Observation } from '../lib/calibrate/experiment.js';
import { EXPERIMENTS } from '../lib/calibrate/experiments.js';
import { type Calibration, calibrate } from '../lib/calibrate/run.js';
import { type Credentials, findCredentials, fromEnvironment } from '../lib/cloud/credentials.js';
import { type LocalCloud, localAccount, localCloud } from '../lib/cloud/local.js';
import { plainRequest } from '../lib/cloud/plain-request.js';
import { redact } from '../lib/cloud/redact.js';
import type { Lang, Text } from '../lib/lang.js';
import { signCos } from '../lib/signature/cos.js';
import { parseErrorBody } from '../lib/signature/error-body.js';
import { safeJson } from '../lib/text/json.js';
import { visible } from '../lib/text/visible.js';
import { cloudOf } from './cloud.js';
import type { CalibrateOptions } from './commands/calibrate.js';
import { CliError } from './errors.js';
import type { Io } from './io.js';
import { writeOutput } from './output.js';

/** Headers of an answer that say something about the open questions. */
const TELLING =
  /^(x-cos-(acl|storage-class|restore|restore-status|bucket-region|force-download|version-id)|content-disposition|etag)$/;
const WINDOW_SECONDS = 900;

/** Cleaning up must work after an interruption too. Ms for each request. */
const CLEANUP_MS = 15_000;
const HOTLINK_OFF = '<RefererConfiguration><Status>Disabled</Status></RefererConfiguration>';

/** Runs and writes; `false` when something is left behind. Throws a CliError when it was not confirmed or the bucket is not a scratch bucket. */
export async function runCalibration(io: Io, options: CalibrateOptions): Promise<boolean> {
  if (!options.yes) {
    throw new CliError(
      'not-confirmed',
      `this puts objects, a bucket policy and hotlink rules into ${options.bucket} and removes them again: about 60 requests, under 0.01 CNY. Use a bucket made for it, and add --yes`,
    );
  }
  const cloud = await cloudOf(io, options.region);
  const region = await cloud.cos.regionOf(options.bucket);
  for await (const object of cloud.cos.list(options.bucket, '')) {
    throw new CliError(
      'not-empty',
      `${options.bucket} holds objects (${visible(object.key)}, …): calibrate runs only on an empty bucket, so that nothing of yours can be touched`,
    );
  }
  const [policy, referer, versioning] = await Promise.all([
    cloud.cos.bucketPolicy(options.bucket),
    cloud.cos.bucketReferer(options.bucket),
    cloud.cos.bucketVersioning(options.bucket),
  ]);
  // Hotlink rules cannot be deleted, only switched off: what an earlier run left is recognised by its domain.
  const foreign = referer !== null && (referer.domains ?? []).some((domain) => domain !== '*.example.com');
  if (policy !== null || referer?.status === 'Enabled' || foreign) {
    throw new CliError(
      'not-scratch',
      `${options.bucket} has a bucket policy or hotlink rules: calibrate would replace them. Use a fresh bucket`,
    );
  }
  if (versioning !== null) {
    throw new CliError(
      'versioned',
      `${options.bucket} keeps versions (${versioning}): deleted objects would stay. Use a fresh bucket`,
    );
  }
  const prefix = `cos403-calibration-${randomBytes(4).toString('hex')}/`;
  const bench = await benchOf(io, options.bucket, region, prefix);
  const created =
    (await cloud.cos.service()).buckets.find((bucket) => bucket.name === options.bucket)?.createdAt ?? null;
  const calibrated = await calibrate({
    bench,
    nowMs: io.nowMs,
    bucketCreatedAt: created,
    listKeys: async function* () {
      // Nothing but its own, whatever the answer lists.
      for await (const { key } of cloud.cos.list(options.bucket, prefix)) if (key.startsWith(prefix)) yield key;
    },
    deleteKey: (key) => cloud.cos.delete(options.bucket, key),
    restoreSettings: async () => {
      const left: string[] = [];
      const repair = await benchOf({ ...io, signal: AbortSignal.timeout(CLEANUP_MS) }, options.bucket, region, prefix);
      const ask = (method: string, query: string, body?: string) =>
        repair.ask('clean up', {
          method,
          query,
          signing: { as: 'self' },
          ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/xml' } }),
        });
      if ((await cloud.cos.bucketPolicy(options.bucket)) !== null) await ask('DELETE', 'policy=');
      if ((await cloud.cos.bucketReferer(options.bucket))?.status === 'Enabled')
        await ask('PUT', 'referer=', HOTLINK_OFF);
      if ((await cloud.cos.bucketPolicy(options.bucket)) !== null) left.push('?policy');
      if ((await cloud.cos.bucketReferer(options.bucket))?.status === 'Enabled') left.push('?referer');
      return left;
    },
    onExperiment: (question) => {
      if (io.stderr.isTTY && !options.quiet) io.stderr.write(`${question[options.lang]}\n`);
    },
    signal: io.signal,
  });
  const result = { ...calibrated, leftBehind: calibrated.leftBehind.map((key) => redact(key)) };
  const json = `${safeJson(JSON.stringify(result, null, 2))}\n`;
  if (options.out) await writeOutput(io, options.out, [json]);
  await writeOutput(io, undefined, [options.format === 'json' ? json : table(result, options.lang)]);
  return result.leftBehind.length === 0 && !io.signal.aborted;
}

async function benchOf(io: Io, bucket: string, region: string, prefix: string): Promise<Bench> {
  const local = localCloud(io.env);
  const credentials =
    fromEnvironment(io.env) ?? (local ? (await localAccount(local)).credentials : await findCredentials(io.env));
  return { bucket, region, prefix, ask: (name, ask) => send(io, { bucket, region, local, credentials }, name, ask) };
}

interface Place {
  readonly bucket: string;
  readonly region: string;
  readonly local: LocalCloud | null;
  readonly credentials: Credentials;
}

async function send(io: Io, place: Place, name: string, ask: Ask): Promise<Observation> {
  const pathStyle = ask.style === 'path';
  const host = pathStyle ? `cos.${place.region}.myqcloud.com` : `${place.bucket}.cos.${place.region}.myqcloud.com`;
  const path = `${pathStyle ? `/${place.bucket}` : ''}/${(ask.key ?? '').split('/').map(encodeURIComponent).join('/')}`;
  const query = ask.query ?? '';
  const headers: Record<string, string> = {
    ...ask.headers,
    host,
    ...(ask.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(ask.body)) }),
  };
  const authorization = authorizationOf(
    ask,
    place,
    { method: ask.method, path, query, headers },
    Math.floor(io.nowMs() / 1000),
  );
  if (authorization) headers['authorization'] = authorization;
  if (authorization && place.credentials.token && ask.signing.as === 'self')
    headers['x-cos-security-token'] = place.credentials.token;
  const answer = await plainRequest(
    place.local,
    {
      method: ask.method,
      host,
      target: path + (query ? `?${query}` : ''),
      headers,
      ...(ask.body === undefined ? {} : { body: ask.body }),
    },
    io.signal,
  );
  const error = answer && answer.status >= 300 ? parseErrorBody(answer.body) : null;
  return {
    request: name,
    status: answer?.status ?? null,
    code: error ? anonymous(error.code, place) : null,
    message: error ? anonymous(error.message, place) : null,
    headers: Object.fromEntries(
      Object.entries(answer?.headers ?? {})
        .filter(([header]) => TELLING.test(header))
        .map(([header, value]) => [header, anonymous(value, place)]),
    ),
    ...(answer && ask.method === 'GET' && query !== '' && answer.status < 300
      ? { document: anonymous(answer.body, place) }
      : {}),
  };
}

/** What COS says, without what tells whose account it is: numbers of accounts, the bucket, keys. */
function anonymous(text: string, { bucket, credentials }: Place): string {
  const name = bucket.slice(0, bucket.lastIndexOf('-'));
  const secrets = [credentials.secretId, credentials.secretKey, credentials.token ?? '', NOBODY];
  return redact(text.replaceAll(name, '<bucket>').replaceAll(/\d{8,}/g, '<number>'), secrets);
}

/** A SecretId of the right form that nobody has. */
const NOBODY = `AKID${'Cos403Calibration'.repeat(2).slice(0, 32)}`;

function authorizationOf(
  ask: Ask,
  { credentials }: Place,
  request: Parameters<typeof signCos>[0],
  nowSeconds: number,
): string | null {
  if (ask.signing.as === 'nobody') return null;
  const skew = 'skewSeconds' in ask.signing ? ask.signing.skewSeconds : 0;
  const start = nowSeconds + skew;
  const secretId =
    ask.signing.as === 'unknown-key'
      ? NOBODY
      : ask.signing.as === 'malformed-key'
        ? 'not-a-secret-id'
        : credentials.secretId;
  const secretKey = ask.signing.as === 'self' ? credentials.secretKey : 'x'.repeat(32);
  return signCos(request, { secretId, secretKey, start, end: start + WINDOW_SECONDS, headers: ['host'], params: [] });
}

const WORDS = {
  failed: { en: 'failed:', zh: '失败：' },
  clean: {
    en: 'Everything it made is deleted; hotlink protection is switched off.',
    zh: '创建的内容已全部删除；防盗链已关闭。',
  },
  left: { en: 'Please delete by hand:', zh: '请手动删除：' },
} as const satisfies Record<string, Text>;

function table(result: Calibration, lang: Lang): string {
  const lines: string[] = [];
  for (const experiment of result.experiments) {
    const asked = EXPERIMENTS.find(({ id }) => id === experiment.id)?.question[lang] ?? experiment.question;
    lines.push(`\n${asked} (${experiment.settles.join(', ')})`);
    if (experiment.failed) lines.push(`  ${WORDS.failed[lang]} ${visible(experiment.failed)}`);
    for (const seen of experiment.observations) {
      const code = seen.code ? ` ${seen.code}: ${seen.message ?? ''}` : '';
      const headers = Object.entries(seen.headers)
        .filter(([name]) => name !== 'etag')
        .map(([name, value]) => ` [${name}: ${value}]`)
        .join('');
      lines.push(`  ${String(seen.status ?? '---').padEnd(4)}${seen.request}${visible(code)}${visible(headers)}`);
      if (seen.document) lines.push(`      ${visible(seen.document.replaceAll(/\s+/g, ' '))}`);
    }
  }
  lines.push(
    result.leftBehind.length === 0
      ? `\n${WORDS.clean[lang]}`
      : `\n${WORDS.left[lang]} ${result.leftBehind.map(visible).join(', ')}`,
  );
  return `${lines.join('\n').trimStart()}\n`;
}
