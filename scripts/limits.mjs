// What hostile or very large input costs: whole processes of the command, with their CPU time and peak memory. Prints a Markdown table
// for SECURITY.md. Usage: node scripts/limits.mjs [WORD]   (only the cases whose name holds WORD). test/hostile/limits.test.ts has small ones.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGzip, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { load } from './load-ts.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'cos403-limits-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const MIB = 1 << 20;
const only = process.argv[2] ?? '';

await build({
  absWorkingDir: root,
  entryPoints: ['cli/cos403.ts', 'cli/scan-worker.ts'],
  outdir: join(folder, 'cli'),
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'error',
  outExtension: { '.js': '.mjs' },
  define: { __VERSION__: '"limits"' },
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
});
writeFileSync(
  join(folder, 'cost.cjs'),
  `if (require('node:worker_threads').isMainThread) process.on('exit', () => { const u = process.resourceUsage();
   require('node:fs').writeSync(2, '\\ncost=' + Math.round((u.userCPUTime + u.systemCPUTime) / 1000) + ',' + u.maxRSS + '\\n'); });`,
);

const { partialOf, lines, denialLine, policyOf, sourceNames } = await load('scripts/limits-data.ts');

async function write(name, pieces) {
  const path = join(folder, name);
  await pipeline(
    Readable.from(pieces),
    ...(name.endsWith('.gz') ? [createGzip({ level: 1 })] : []),
    createWriteStream(path),
  );
  return path;
}

function* zeros(mib) {
  for (let i = 0; i < mib; i++) yield Buffer.alloc(MIB);
}

/** A state folder with this many partials of one hour. */
async function stateOf(name, count) {
  const body = await partialOf();
  const hour = join(folder, name, 'partials/v1/2026/11/23/02');
  mkdirSync(hour, { recursive: true });
  for (let i = 0; i < count; i++) writeFileSync(join(hour, `${i.toString(16).padStart(32, '0')}.json.gz`), body);
  return join(folder, name);
}

function snapshotFile(name, bucket, policies = []) {
  const user = { name: 'u', type: 'sub', accessKeys: [], policies };
  const snapshot = {
    schema: 'cos403.snapshot/1',
    takenAt: '2026-11-23T03:00:00Z',
    account: { ownerUin: '100000000001', appId: '1250000000' },
    buckets: {
      'b-1250000000': {
        region: 'ap-guangzhou',
        acl: { grants: [] },
        policy: null,
        cors: null,
        referer: null,
        ...bucket,
      },
    },
    cam: { complete: true, users: { 100000000002: user }, groups: {}, roles: {} },
  };
  writeFileSync(join(folder, name), JSON.stringify(snapshot));
  return join(folder, name);
}

const log = await write('log', [...lines(1000)]);
const names = sourceNames(10_000);
const diagnose = (name, bucket, policies) => [
  'diagnose',
  log,
  '--snapshot',
  snapshotFile(name, bucket, policies),
  '--format',
  'json',
];

const CASES = {
  'a gzip bomb: 1 GiB of zeros in 1 MB': async () => ['scan', await write('zeros.gz', zeros(1024))],
  'a gzip bomb of members: 200,000 empty ones': async () => [
    'scan',
    await write('members', [Buffer.concat(Array(200_000).fill(gzipSync('')))]),
  ],
  'a line of 1 GiB without an end': async () => ['scan', await write('endless', zeros(1024))],
  '1,000,000 requesters, each refused once': async () => [
    'scan',
    await write(
      'requesters.gz',
      (function* () {
        for (let i = 0; i < 1_000_000; i++) yield denialLine(i);
      })(),
    ),
  ],
  '10,000 partials in one alert run': async () => [
    'alert',
    '--once',
    '--state',
    await stateOf('alert', 10_000),
    '--format',
    'json',
  ],
  '10,000 partials in the report of a day': async () => [
    'report',
    '--state',
    await stateOf('report', 10_000),
    '--date',
    '2026-11-23',
    '--format',
    'json',
  ],
  'a bucket policy of 1 MB': async () => diagnose('bucket-policy.json', { policy: policyOf(1e6, true) }),
  '50 CAM policies of 20 kB at one user': async () =>
    diagnose(
      'cam.json',
      {},
      Array.from({ length: 50 }, (_, i) => ({ name: `p${i}`, document: policyOf(20_000, false) })),
    ),
  '10,000 CORS origins': async () =>
    diagnose('cors.json', {
      cors: [{ allowedOrigins: names.map((name) => `https://*.${name}`), allowedMethods: ['GET'] }],
    }),
  '10,000 referer domains': async () =>
    diagnose('referer.json', {
      referer: {
        status: 'Enabled',
        type: 'White-List',
        domains: names.map((name) => `*.${name}/*`),
        emptyReferer: 'Deny',
      },
    }),
  '10,000 grants in an ACL': async () =>
    diagnose('acl.json', {
      acl: { grants: names.map((_, i) => ({ grantee: `qcs::cam::uin/1:uin/${i}`, permission: 'READ' })) },
    }),
  'answers of 50 MB to every call of a snapshot': async () => [
    'snapshot',
    '--bucket',
    'b-1250000000',
    '--region',
    'ap-guangzhou',
    '--calls',
    '20',
  ],
};

const huge = createServer((request, response) => {
  const text = 'x'.repeat(50 * MIB);
  const isApi = request.headers['x-tc-action'] !== undefined;
  response.setHeader('Content-Type', isApi ? 'application/json' : 'application/xml');
  request.resume().on('end', () => response.end(isApi ? `{"Response":{"Huge":"${text}"}}` : `<Huge>${text}</Huge>`));
}).listen(0, '127.0.0.1');
await once(huge, 'listening');
const env = {
  ...process.env,
  COS403_LOCAL_CLOUD: `http://127.0.0.1:${huge.address().port}`,
  TENCENTCLOUD_SECRET_ID: 'AKIDxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  TENCENTCLOUD_SECRET_KEY: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
};

console.log('| input | CPU s | peak RSS MB | exit |\n|---|---:|---:|---:|');
for (const [name, prepare] of Object.entries(CASES)) {
  if (!name.includes(only)) continue;
  const argv = await prepare();
  const child = spawn(process.execPath, ['-r', join(folder, 'cost.cjs'), join(folder, 'cli/cos403.mjs'), ...argv], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: name.startsWith('answers') ? env : process.env,
    cwd: folder,
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr = (stderr + chunk).slice(-4000);
  });
  const [code] = await once(child, 'close');
  const [, cpu, rss] = /cost=(\d+),(\d+)/.exec(stderr) ?? [];
  console.log(`| ${name} | ${(cpu / 1000).toFixed(1)} | ${Math.round(rss / 1024)} | ${code} |`);
  if (code !== 0) console.error(stderr.replace(/\ncost=.*\n/, '').trim());
}
huge.closeAllConnections();
huge.close();
