// The measured inputs of docs/COST.md: CPU time of ingest for each GB of logs, and calls of one invocation. `npm run build && node bench/cost.mjs`
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from '../scripts/load-ts.mjs';
import { generate } from './generate.mjs';
import { measure, median } from './measure.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..');
const cli = join(root, 'dist/cli/cos403.js');
if (!existsSync(cli)) throw new Error('dist/ is missing: npm run build');
const folder = mkdtempSync(join(tmpdir(), 'cos403-cost-'));
// A bucket's five minutes at 7, 100 and 333 requests a second, and what COS cuts at 256 MB.
const SIZES = [2_000, 30_000, 100_000, 500_000];
const ROUNDS = 3;

const files = [];
for (const lines of SIZES) {
  const file = join(folder, `${lines}.log.gz`);
  await generate(file, { lines, rate: 0.03 });
  files.push({ file, lines, bytes: statSync(file).size, plain: 0, cpu: [] });
}
const { gunzipSync } = await import('node:zlib');
for (const one of files) one.plain = gunzipSync(readFileSync(one.file)).length;
for (let round = 0; round < ROUNDS; round++) {
  for (const { file, lines, cpu } of files) {
    const state = join(folder, `state-${lines}-${round}`);
    mkdirSync(state);
    cpu.push(measure(`node ${cli} ingest ${file} --state ${state} --quiet`).cpu);
  }
}
// The smallest file is nearly all start-up; what the others take beyond it is their lines. Hot code is compiled anew in each process.
const [small, ...larger] = files;
console.log(`${small.lines} lines, ${small.bytes} bytes gzipped: CPU ${median(small.cpu).toFixed(2)} s`);
for (const { lines, bytes, plain, cpu } of larger) {
  const more = median(cpu) - median(small.cpu);
  const per = (from, to, unit) => ((more * unit) / (to - from)).toFixed(1);
  console.log(
    `${lines} lines, ${plain} bytes plain, ${bytes} gzipped: CPU ${median(cpu).toFixed(2)} s; beyond the smallest, s per million lines ${per(small.lines, lines, 1e6)}, per GB plain ${per(small.plain, plain, 1e9)}, per GB gzipped ${per(small.bytes, bytes, 1e9)}`,
  );
}

// Calls: the functions' own code against the local cloud, every request counted where it arrives.
const { startLocalCloud, parts } = await load('infra/local-cloud/index.ts');
const [LOGS, STATE, SITE] = ['logs-1250000000', 'state-1250000000', 'site-1250000000'];
const cloud = await startLocalCloud({
  parts,
  logs: { everyFiveMinutes: false },
  scenario: {
    schema: 'cos403.scenario/1',
    buckets: { [LOGS]: {}, [STATE]: {}, [SITE]: { logging: { targetBucket: LOGS, targetPrefix: 'access/' } } },
  },
});
let counts = {};
const before = cloud.faults.before.bind(cloud.faults);
cloud.faults.before = (request, operation) => {
  counts[operation] = (counts[operation] ?? 0) + 1;
  return before(request, operation);
};
const calls = async (name, work) => {
  counts = {};
  await work();
  console.log(`calls of ${name}: ${Object.values(counts).reduce((sum, n) => sum + n, 0)} ${JSON.stringify(counts)}`);
};
const config = {
  schema: 'cos403.config/1',
  region: 'ap-guangzhou',
  state: `cos://${STATE}/cos403`,
  logs: [{ bucket: LOGS, prefix: 'access/', watch: [SITE] }],
};
Object.assign(process.env, {
  COS403_LOCAL_CLOUD: cloud.url,
  COS403_CONFIG: JSON.stringify(config),
  TENCENTCLOUD_REGION: 'ap-guangzhou',
  // As on the platform: there a function asks who it is.
  TENCENTCLOUD_RUNENV: 'SCF',
});
const { createRequire } = await import('node:module');
const require = createRequire(import.meta.url);
const log = console.log;
const quiet = async (work) => {
  console.log = () => {};
  try {
    return await work();
  } finally {
    console.log = log;
  }
};
const { main_handler: ingest } = require(join(root, 'dist/functions/ingest/index.js'));
const { main_handler: alert } = require(join(root, 'dist/functions/alert/index.js'));
const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
const body = readFileSync(small.file);
const { createHash } = await import('node:crypto');
const put = (key) =>
  cloud.state.buckets.get(LOGS).objects.set(key, [
    {
      versionId: '',
      deleteMarker: false,
      body,
      etag: `"${createHash('md5').update(key).digest('hex')}"`,
      lastModifiedMs: Date.now(),
      storageClass: 'STANDARD',
      restore: null,
      grants: null,
      headers: {},
      tags: null,
      appendable: false,
    },
  ]);
const event = (key) => ({
  Records: [
    {
      cos: {
        cosObject: { key: `/1250000000/logs/${key}` },
        cosBucket: { name: 'logs', appid: '1250000000', s3Region: 'ap-guangzhou' },
      },
      event: { eventName: 'cos:ObjectCreated:Put' },
    },
  ],
});
for (const name of ['a', 'b']) put(`access/${day}/${name}.gz`);
await calls('ingest, one file', () => quiet(() => ingest(event(`access/${day}/a.gz`), {})));
await quiet(() => ingest(event(`access/${day}/b.gz`), {}));
await calls('alert, first run', () => quiet(() => alert({}, {})));
await calls('alert, nothing new', () => quiet(() => alert({}, {})));
// Only now: the first run's sweep would have taken it.
put(`access/${day}/c.gz`);
await quiet(() => ingest(event(`access/${day}/c.gz`), {}));
await calls('alert, one new file', () => quiet(() => alert({}, {})));
await cloud.close();
rmSync(folder, { recursive: true, force: true });
