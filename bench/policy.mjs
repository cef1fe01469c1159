// Decisions of the access model per second of processor time: `node bench/policy.mjs [decisions]`, a million by default. A small account,
// a policy of 20 KB full of wildcards, and one of 10,000 statements; then how the time grows with statements and with the length of patterns.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const million = Number(process.argv[2] ?? 1_000_000);
const { simulate } = await bundled('../lib/policy/simulate.ts');

const ROOT = '100000000001';
const BUCKET = 'examplebucket-1250000000';
const resource = (path) => `qcs::cos:ap-guangzhou:uid/1250000000:${BUCKET}/${path}`;

async function bundled(module) {
  const folder = mkdtempSync(join(tmpdir(), 'cos403-bench-'));
  const outfile = join(folder, 'module.mjs');
  const entry = new URL(module, import.meta.url).pathname;
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20' });
  const loaded = await import(pathToFileURL(outfile).href);
  rmSync(folder, { recursive: true });
  return loaded;
}

/** Ten users with the same policy, a hundred objects that inherit, and a bucket that refuses uploads from outside. */
function account(statements, keys = Array.from({ length: 100 }, (_, i) => `img/${i}/photo.jpg`)) {
  const user = {
    type: 'sub',
    policies: [{ name: 'p', document: { statement: statements } }],
    groups: [],
    boundary: null,
  };
  const deny = {
    effect: 'deny',
    principal: { qcs: ['qcs::cam::anyone:anyone'] },
    action: ['name/cos:PutObject'],
    resource: [resource('*')],
    condition: { ip_not_equal: { 'qcs:ip': ['10.0.0.0/8', '192.168.0.0/16'] } },
  };
  return {
    schema: 'cos403.snapshot/1',
    takenAt: '2026-11-23T10:00:00Z',
    account: { ownerUin: ROOT, appId: '1250000000' },
    buckets: {
      [BUCKET]: {
        region: 'ap-guangzhou',
        ownerUin: ROOT,
        acl: { grants: [{ grantee: `qcs::cam::uin/${ROOT}:uin/${ROOT}`, permission: 'FULL_CONTROL' }] },
        policy: { statement: [deny] },
        objects: Object.fromEntries(keys.map((key) => [key, { exists: true, acl: null }])),
      },
    },
    cam: { complete: true, users: Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`10000000001${i}`, user])) },
  };
}

/** A third is anonymous; four actions, a hundred keys, 250 addresses. */
const mixed = Array.from({ length: 1000 }, (_, i) => ({
  requester: i % 3 === 0 ? 'anonymous' : `${ROOT}:10000000001${i % 10}`,
  action: `name/cos:${['GetObject', 'PutObject', 'HeadObject', 'DeleteObject'][i % 4]}`,
  bucket: BUCKET,
  key: `img/${i % 100}/photo.jpg`,
  context: { 'qcs:ip': `203.0.113.${i % 250}` },
}));

/** Every request reaches every pattern. */
const signed = (key) => [{ ...mixed[1], action: 'name/cos:GetObject', key }];

const small = [
  { effect: 'allow', action: ['name/cos:GetObject', 'name/cos:HeadObject'], resource: [resource('img/*')] },
];
const wild = Array.from({ length: 20 }, (_, i) => ({
  effect: 'allow',
  action: ['*'],
  resource: [resource(`${'*i*g*/'.repeat(150)}${i}`)],
}));
const many = (count) =>
  Array.from({ length: count }, (_, i) => ({ effect: 'allow', action: 'cos:Get*', resource: resource(`doc/${i}/*`) }));

/** Seconds of processor time, so that what else the machine does counts little. */
function measure(requests, snapshot, count, explain = false) {
  const found = { allow: 0, deny: 0, unknown: 0 };
  const run = (times) => {
    for (let i = 0; i < times; i++) found[simulate(requests[i % requests.length], snapshot, { explain }).decision]++;
  };
  run(Math.min(2000, Math.ceil(count / 10)));
  Object.assign(found, { allow: 0, deny: 0, unknown: 0 });
  const start = process.cpuUsage();
  run(count);
  return { seconds: process.cpuUsage(start).user / 1e6, found };
}

function report(name, { seconds, found }) {
  const count = found.allow + found.deny + found.unknown;
  const rate = Math.round(count / seconds).toLocaleString('en');
  console.log(`${name.padEnd(32)} ${count} in ${seconds.toFixed(2)} s: ${rate}/s ${JSON.stringify(found)}`);
}

const kilobytes = (statements) => Math.round(JSON.stringify(statements).length / 1024);
for (const [name, statements, count] of [
  ['small account', small, million],
  [`wildcards, ${kilobytes(wild)} KB`, wild, million],
  [`10,000 statements, ${kilobytes(many(10_000))} KB`, many(10_000), million / 500],
]) {
  report(`${name}`, measure(mixed, account(statements), count));
  report('  with explanations', measure(mixed, account(statements), Math.ceil(count / 20), true));
}

console.log('\nstatements → microseconds of a decision that no statement allows');
for (const count of [2_500, 5_000, 10_000]) {
  const times = Math.ceil(million / count);
  const { seconds } = measure(signed('img/1/photo.jpg'), account(many(count)), times);
  console.log(`${String(count).padStart(7)} ${((seconds / times) * 1e6).toFixed(0).padStart(8)}`);
}

console.log('\ncharacters of one pattern → microseconds, against a key of 850 characters');
const key = 'a'.repeat(850);
for (const [shape, pattern] of [
  ['a*a*…a', (length) => `${'a*'.repeat(length / 2)}a`],
  ['*b*b…*', (length) => '*b'.repeat(length / 2)],
  ['*ba…a*', (length) => `*${`b${'a'.repeat(398)}*`.repeat(length / 400)}`],
]) {
  for (const length of [2_000, 8_000, 20_000]) {
    const snapshot = account([{ effect: 'allow', action: '*', resource: resource(pattern(length)) }], [key]);
    const times = Math.ceil(million / 50);
    const { seconds } = measure(signed(key), snapshot, times);
    console.log(`${shape} ${String(length).padStart(7)} ${((seconds / times) * 1e6).toFixed(2).padStart(8)}`);
  }
}
