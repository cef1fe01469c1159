// Writes a COS access log of a given shape from a seed, and beside it the true answer: `node generate.mjs OUT.gz '{"lines":1000}'`.
import { createWriteStream, writeFileSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { createGzip } from 'node:zlib';
import { random } from './random.mjs';
import { Truth } from './truth.mjs';

/** Shape of a log. `pool`: requesters, addresses and keys that requests are drawn from. */
export const DEFAULTS = {
  lines: 1_000_000,
  /** Share of denials. */
  rate: 0.03,
  buckets: 20,
  /** Share of requests to another bucket than the requester's own. */
  strays: 0.05,
  pool: 6_000,
  seed: 1,
  /** Start of the log and its length in seconds (UTC). */
  start: Date.UTC(2026, 10, 22) / 1000,
  seconds: 86_400,
  /** `quoted` fields with spaces, or `plain`: no quotes at all. */
  layout: 'quoted',
  /** `false`: nobody succeeds, every request that is not refused ends in a 404 of the same length. */
  successes: true,
  /** The truth tells of each group more than its count. */
  detail: false,
};

/** Kind, code, message and weight of each refusal that is written: a pair of code and message has one kind. */
export const REFUSALS = [
  ['access-denied', 'AccessDenied', 'Access Denied.', 60],
  ['request-expired', 'AccessDenied', 'Request has expired', 10],
  ['referer-denied', 'AccessDenied', 'You are denied by bucket referer rule', 8],
  ['invalid-access-key', 'InvalidAccessKeyId', 'The Access Key Id you provided does not exist in our records', 7],
  ['signature-mismatch', 'SignatureDoesNotMatch', 'The Signature you specified is invalid.', 7],
  ['cors-forbidden', 'AccessForbidden', 'CORSResponse: This CORS request is not allowed.', 4],
  ['invalid-object-state', 'InvalidObjectState', 'The operation is not valid for the object storage class.', 2],
  [
    'time-skewed',
    'RequestTimeTooSkewed',
    "The difference between the request time and the server's time is too large.",
    1,
  ],
  ['unspecified', '-', '-', 1],
];
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0',
  'cos-go-sdk-v5/0.7.47',
  'cos-nodejs-sdk-v5-2.14.4',
  'cos-python-sdk-v5-v1.9.30',
  'aws-sdk-go-v2/1.30.5 os/linux lang/go#1.22.9 md/GOOS#linux md/GOARCH#amd64 api/s3#1.60.1',
  'curl/8.5.0',
  'okhttp/4.12.0',
];
const EVENTS = [
  ['GETObject', 'GET', 70],
  ['HEADObject', 'HEAD', 12],
  ['PUTObject', 'PUT', 10],
  ['GETBucket', 'GET', 4],
  ['DELETEObject', 'DELETE', 2],
  ['UploadPart', 'PUT', 2],
];

/** Lines of a log, one at a time, while `truth` grows with them. */
export class LogGenerator {
  constructor(options = {}) {
    this.options = { ...DEFAULTS, ...options };
    this.random = random(this.options.seed);
    this.truth = new Truth(this.options.detail);
    this.made = 0;
  }

  pick(weighted) {
    let at = this.random() * 100;
    for (const row of weighted) if ((at -= row[row.length - 1]) < 0) return row;
    return weighted[0];
  }

  int(n) {
    return Math.floor(this.random() * n);
  }

  /** Small numbers more often than large ones. */
  skewed(n) {
    return Math.floor(n * this.random() ** 2);
  }

  line() {
    const { options } = this;
    const who = this.skewed(options.pool);
    // Nearly every requester has one bucket of its own.
    const b = this.random() < 1 - options.strays ? who % options.buckets : this.int(options.buckets);
    const bucket = `bucket${b}-1250000000`;
    const host = `${bucket}.cos.ap-guangzhou.myqcloud.com`;
    const time = Math.floor(options.start + (this.made++ / options.lines) * options.seconds);
    const iso = `${new Date(time * 1000).toISOString().slice(0, 19)}Z`;
    const [event, method] = this.pick(EVENTS);
    const anonymous = who % 5 === 0;
    const key = anonymous ? '-' : `AKID${String(who).padStart(32, 'abcdefghijklmnopqrstuvwxyzABCDEF')}`;
    const ip = `10.${(who >> 16) & 255}.${(who >> 8) & 255}.${this.int(4) + (who & 252)}`;
    const path =
      event === 'GETBucket' ? '/' : `/dir${this.int(50)}/sub${this.int(200)}/object-${this.int(1_000_000)}.jpg`;
    const denied = this.random() < options.rate;
    const [kind, code, message] = denied ? this.pick(REFUSALS) : [null, '-', '-'];
    const status = denied ? 403 : this.random() < 0.97 ? (method === 'DELETE' ? 204 : 200) : 404;
    const succeeded = status < 300 && options.successes;
    const failedKey = kind === 'invalid-access-key' || kind === 'signature-mismatch';
    const requester = anonymous || failedKey ? '-' : `100000000001:${100000000002 + who}`;
    const missing = status === 404;
    const agent = AGENTS[this.int(AGENTS.length)];
    const referer = this.random() < 0.4 ? `https://www.example${this.int(20)}.com/page/${this.int(100)}.html` : '-';
    const id = Buffer.from(
      `${time.toString(16)}_18206364_${this.int(65536).toString(16)}_${this.int(2 ** 28).toString(16)}`,
    ).toString('base64');
    const query = event === 'GETBucket' ? `?prefix=dir${this.int(50)}%2F&max-keys=1000` : this.query(key, time, kind);
    this.truth.add({ bucket, kind, key, requester, ip, event, path, time, denied, succeeded });
    const q = options.layout === 'quoted' ? quoted : (text) => text;
    const request = `${method} ${path}${query} HTTP/1.1`;
    return [
      '1.0',
      bucket,
      'ap-guangzhou',
      iso,
      host,
      event,
      ip,
      key,
      '-',
      method === 'PUT' ? 1024 + this.int(100000) : 0,
      0,
      path,
      method,
      q(agent),
      status < 300 && !options.successes ? 404 : status,
      missing ? 'NoSuchKey' : code,
      q(missing ? 'The specified key does not exist.' : message),
      this.int(1_000_000),
      this.int(900),
      'USER',
      this.random() < 0.5 ? 'STANDARD' : '-',
      '100000000001',
      this.int(300),
      requester,
      id,
      '-',
      '-',
      '-',
      q(referer),
      options.layout === 'quoted' ? `"${request}"` : request,
      '"0"',
    ].join(' ');
  }

  query(key, time, kind) {
    if (key === '-' || this.random() < 0.6) return '';
    const end = kind === 'request-expired' ? time - 1 - this.int(90_000) : time + 1000;
    const window = `${end - 3600}%3B${end}`;
    const signature = Array.from({ length: 5 }, () =>
      this.int(2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    ).join('');
    return `?q-sign-algorithm=sha1&q-ak=${key}&q-sign-time=${window}&q-key-time=${window}&q-header-list=host&q-url-param-list=&q-signature=${signature}`;
  }
}

function quoted(text) {
  return text.includes(' ') ? `"${text}"` : text;
}

/** Writes one log file and its truth (`<file>.truth.json`). */
export async function generate(file, options = {}) {
  const generator = new LogGenerator(options);
  const out = createWriteStream(file);
  const sink = file.endsWith('.gz') ? createGzip({ level: 6, chunkSize: 1 << 18 }) : null;
  if (sink !== null) sink.pipe(out);
  const target = sink ?? out;
  for (let done = 0; done < generator.options.lines; ) {
    const rows = [];
    for (; rows.length < 1000 && done < generator.options.lines; done++) rows.push(generator.line());
    if (!target.write(`${rows.join('\n')}\n`)) await new Promise((resolve) => target.once('drain', resolve));
  }
  target.end();
  await finished(out);
  writeFileSync(`${file}.truth.json`, JSON.stringify(generator.truth));
  return generator.truth;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const truth = await generate(process.argv[2], JSON.parse(process.argv[3] ?? '{}'));
  console.log(`${truth.totals.lines} lines, ${truth.totals.denials} denials, ${truth.groups.size} groups`);
}
