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
const SIZES = { small: 2_000, large: 100_000 };
const ROUNDS = 3;

const files = {};
for (const [name, lines] of Object.entries(SIZES)) {
  const file = join(folder, `${name}.log.gz`);
  await generate(file, { lines, rate: 0.03 });
  files[name] = { file, lines, bytes: statSync(file).size, cpu: [] };
}
const { gunzipSync } = await import('node:zlib');
for (const one of Object.values(files)) one.plain = gunzipSync(readFileSync(one.file)).length;
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, one] of Object.entries(files)) {
    const state = join(folder, `state-${name}-${round}`);
    mkdirSync(state);
    one.cpu.push(measure(`node ${cli} ingest ${one.file} --state ${state} --quiet`).cpu);
  }
}
const { small, large } = files;
const cpu = median(large.cpu) - median(small.cpu);
const perGb = (bytes) => cpu / (bytes / 1e9);
console.log(
  `large file: ${large.lines} lines, ${large.plain} bytes plain, ${large.bytes} gzipped; CPU ${median(large.cpu).toFixed(2)} s`,
);
console.log(
  `small file: ${small.lines} lines, ${small.bytes} gzipped; CPU ${median(small.cpu).toFixed(2)} s, nearly all of it start-up`,
);
console.log(
  `CPU s per GB plain: ${perGb(large.plain - small.plain).toFixed(1)}; per GB gzipped: ${perGb(large.bytes - small.bytes).toFixed(1)}; per million lines: ${((cpu * 1e6) / (large.lines - small.lines)).toFixed(1)}`,
);

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
for (const name of ['a', 'b', 'c']) put(`access/${day}/${name}.gz`);
await calls('ingest, one file', () => quiet(() => ingest(event(`access/${day}/a.gz`), {})));
await quiet(() => ingest(event(`access/${day}/b.gz`), {}));
await calls('alert, first run', () => quiet(() => alert({}, {})));
await calls('alert, nothing new', () => quiet(() => alert({}, {})));
await quiet(() => ingest(event(`access/${day}/c.gz`), {}));
await calls('alert, one new file', () => quiet(() => alert({}, {})));
await cloud.close();
rmSync(folder, { recursive: true, force: true });
